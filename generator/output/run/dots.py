"""Which dots to draw: as many as one can tell apart, and every failure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence

from generator.lab.traffic import Record
from generator.output.run.markup import number

Point = tuple[float, float]
_MOST = 6000
# Dots that lie closer than this (in units of the picture) look like one.
_FINEST = 1.2


def thinned(points: Iterable[Point], most: int = _MOST) -> list[Point]:
    """Return one point for each cell of a grid, the grid as fine as the number allows."""
    kept = list(points)
    cell = _FINEST
    while True:
        cells: dict[tuple[int, int], Point] = {}
        for point in kept:
            cells.setdefault((int(point[0] / cell), int(point[1] / cell)), point)
        if len(cells) <= most:
            return sorted(cells.values())
        cell *= 1.25


def path(points: Iterable[Point]) -> str:
    """Return the data of an SVG path that draws a dot at each point; equal points once."""
    steps = dict.fromkeys(f"M{number(x)} {number(y)}h0" for x, y in points)
    return "".join(steps)


def binned(times: Iterable[float], end: float, bins: int) -> list[int]:
    """Return how many of the times 0..end fall into each of so many equal parts."""
    width = end / bins or 1.0
    found = Counter(min(max(int(time / width), 0), bins - 1) for time in times)
    return [found[place] for place in range(bins)]


def highest(pairs: Iterable[tuple[float, float]], end: float, bins: int) -> list[float]:
    """Return the highest value of (time, value) pairs in each part; 0 where there is none."""
    width = end / bins or 1.0
    found = [0.0] * bins
    for time, value in pairs:
        place = min(max(int(time / width), 0), bins - 1)
        found[place] = max(found[place], value)
    return found


def gaps(good: Sequence[Record], end: float, limit: float) -> list[tuple[float, float]]:
    """Return (from, to) for each time longer than `limit` s without a good answer, in order.

    `good` is sorted by the end of the request; `end` is when the last request began.
    """
    edges = [0.0, *(record.ended for record in good if record.ended < end), end]
    return [(a, b) for a, b in zip(edges, edges[1:]) if b - a > limit]
