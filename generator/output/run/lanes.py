"""The steps of a deploy under a timeline: a bar for how long, a line up for when."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from generator.lab.chefmarks import Mark
from generator.lab.rundata import ChefRun
from generator.output.run import words as say
from generator.output.run.frame import FAILED, LANE, LANES, LATE, LEFT, RIGHT, Frame, box, rule
from generator.output.run.frame import words
from generator.output.run.markup import Markup, join

_KINDS = (
    ("ready", "ready"),
    ("switched", "switched"),
    ("quiet", "drained"),
    ("drained", "drained"),
    ("stopped", "stopped"),
)
_MOST = 40
# About what a letter of the lanes' font takes.
_LETTER = 6.2


@dataclass(frozen=True)
class Lane:
    """One row. Seconds since the load began; `kind` is the class of its colour."""

    began: float
    ended: float
    text: str
    kind: str

    @property
    def is_moment(self) -> bool:
        """Say whether it marks a point in time that the requests should be looked at for."""
        return self.kind not in ("chef", "step")


def lanes(chefs: Sequence[ChefRun], zero: float) -> list[Lane]:
    """Return the rows for runs of Chef, in the order of time; what a plan says is left out."""
    found = []
    for chef in chefs:
        began, ended = chef.began - zero, chef.ended - zero
        text = f"Chef on {chef.host}: {chef.name}, {say.seconds(chef.ended - chef.began)}"
        found.append(Lane(began, ended, text, "chef"))
        steps = [mark for mark in chef.marks if not mark.words.startswith("plan: ")]
        found += [_lane(mark, zero) for mark in sorted(steps, key=lambda mark: mark.at)]
    return found[:_MOST]


def drawn(rows: Sequence[Lane], frame: Frame) -> Markup:
    """Return the rows, and for each moment the line that leads up through the panels."""
    return join([*_runs(rows, frame), *_lines(rows, frame), *_rows(rows, frame)])


def _lane(mark: Mark, zero: float) -> Lane:
    ended = mark.at - zero
    text = re.sub(r"(\S+/)+(?=[^/\s]+:)", "", mark.words)
    text += f", {say.seconds(mark.seconds)}" if mark.seconds else ""
    kind = next((kind for word, kind in _KINDS if re.search(rf"\b{word}\b", mark.words)), "step")
    return Lane(ended - (mark.seconds or 0.0), ended, text, "warning" if mark.warning else kind)


def _runs(rows: Sequence[Lane], frame: Frame) -> Iterator[Markup]:
    for row in rows:
        if row.kind == "chef" and frame.start < row.ended and row.began < frame.end:
            yield box(frame.x(row.began), FAILED.top, frame.x(row.ended), LATE.bottom, "during")


def _lines(rows: Sequence[Lane], frame: Frame) -> Iterator[Markup]:
    for number, row in enumerate(rows):
        if row.is_moment and frame.start <= row.ended <= frame.end:
            x = frame.x(row.ended)
            yield rule(x, FAILED.top, x, _top(number), f"moment {row.kind}")


def _rows(rows: Sequence[Lane], frame: Frame) -> Iterator[Markup]:
    for number, row in enumerate(rows):
        y = _top(number)
        began, ended = frame.x(row.began), frame.x(row.ended)
        yield box(began, y + 4, max(ended, began + 3), y + LANE - 4, f"lane {row.kind}")
        x, anchor, inside = _place(began, ended, len(row.text) * _LETTER)
        yield words(x, y + LANE - 5, row.text, f"lane-text{inside}", anchor)


def _place(began: float, ended: float, width: float) -> tuple[float, str | None, str]:
    """Return where the text of a bar has room: right of it, left of it, or else inside."""
    if ended + 8 + width < RIGHT:
        return ended + 7, None, ""
    if began - 8 - width > LEFT:
        return began - 7, "end", ""
    return ended - 5, "end", " inside"


def _top(number: int) -> float:
    return LANES + number * LANE
