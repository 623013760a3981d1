"""The measures of a timeline: where its panels are, and the scales that they share."""

from __future__ import annotations

from dataclasses import dataclass

from generator.output.run.markup import Child, Markup, tag
from generator.output.run.scale import Linear

WIDTH = 1120
LEFT, RIGHT = 76, WIDTH - 14
LANE = 18  # the height of a deploy step
BINS = 140


@dataclass(frozen=True)
class Panel:
    """A strip of the picture, from `top` to `bottom`."""

    top: int
    bottom: int

    @property
    def middle(self) -> float:
        """Return the place between top and bottom."""
        return (self.top + self.bottom) / 2


FAILED = Panel(10, 24)
LATENCY = Panel(34, 274)
VERSIONS = Panel(288, 308)
RATE = Panel(322, 354)
LATE = Panel(366, 390)
AXIS = 408
LANES = 430


@dataclass(frozen=True)
class Frame:
    """One picture: seconds `start`..`end` since the load began, and so many deploy steps."""

    start: float
    end: float
    lanes: int

    @property
    def x(self) -> Linear:
        """Return the scale of time."""
        return Linear(self.start, self.end, LEFT, RIGHT)

    @property
    def height(self) -> int:
        """Return the height of the whole picture."""
        return LANES + self.lanes * LANE + 6 if self.lanes else AXIS + 12


def words(x: float, y: float, text: Child, class_: str = "", anchor: str | None = None) -> Markup:
    """Return a text at a place."""
    return tag("text", text, x=float(x), y=float(y), class_=class_ or None, text_anchor=anchor)


def label(panel: Panel, text: str) -> Markup:
    """Return the name of a panel, left of it."""
    return words(LEFT - 10, panel.middle + 4, text, "axis", "end")


def rule(x1: float, y1: float, x2: float, y2: float, class_: str) -> Markup:
    """Return a line."""
    return tag("line", x1=float(x1), y1=float(y1), x2=float(x2), y2=float(y2), class_=class_)


def box(x1: float, y1: float, x2: float, y2: float, class_: str, *children: Child) -> Markup:
    """Return a rectangle, from corner to corner."""
    return tag(
        "rect",
        *children,
        x=float(x1),
        y=float(y1),
        width=max(float(x2 - x1), 0.5),
        height=float(y2 - y1),
        class_=class_,
    )
