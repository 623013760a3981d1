"""How a folder differs from what is built, as unified diffs that `patch` understands."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Iterator

from generator.render.ledger import NAME as LEDGER
from generator.render.tree import Change, Drift, Kind

_NOWHERE = "/dev/null"


def unified(drift: Drift) -> str:
    """Return one diff per path from the folder's side to the built one, "" where there is none.

    The ledger is left out: its hashes say nothing that the other diffs do not. So is what a build
    would leave alone. What is no text gets one line that says that it differs.
    """
    shown = (c for c in drift.changes if c.path != LEDGER and c.kind is not Kind.ABANDONED)
    return "".join(line for change in shown for line in _change(change))


def of_texts(name: str, old: str, new: str) -> str:
    """Return the diff of a file's two texts, "" where they are the same."""
    before, after = _lines(old.encode()), _lines(new.encode())
    return "".join(_ended(difflib.unified_diff(before, after, f"a/{name}", f"b/{name}")))


def _change(change: Change) -> Iterator[str]:
    old = _NOWHERE if change.kind is Kind.MISSING else f"a/{change.path}"
    new = _NOWHERE if change.new is None else f"b/{change.path}"
    try:
        before = _lines(change.old)
        after = _lines(change.new)
    except UnicodeDecodeError:
        yield f"Binary files {old} and {new} differ\n"
        return
    yield from _ended(difflib.unified_diff(before, after, old, new))


def _ended(lines: Iterable[str]) -> Iterator[str]:
    """difflib has no word for a last line without an end."""
    for line in lines:
        yield line if line.endswith("\n") else f"{line}\n\\ No newline at end of file\n"


def _lines(content: bytes | None) -> list[str]:
    """Split at newlines only: other separators may stand inside a string."""
    lines = (content or b"").decode("utf-8").split("\n")
    ended = [f"{line}\n" for line in lines[:-1]]
    return ended + ([lines[-1]] if lines[-1] else [])
