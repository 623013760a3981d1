"""What a deploy says of itself in Chef's log, and when: the marks of the timeline.

Chef's own stamps are whole seconds; where the lab has noted when each line came, that is taken.
"""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import BinaryIO, cast

TIMES = "chef.times"
_LINE = re.compile(r"\[(?P<at>[^\]]+)\] (?P<level>INFO|WARN|ERROR|FATAL): cookgen: (?P<words>.+)")
_TOOK = re.compile(r"(?P<words>.+) after (?P<seconds>\d+(\.\d+)?) s")


@dataclass(frozen=True)
class Mark:
    """One line of a deploy. `at`: seconds of the epoch; `seconds`: how long it took, if said."""

    at: float
    words: str
    seconds: float | None = None
    warning: bool = False


def stamped(log: BinaryIO, times: Path, clock: Callable[[], float] = time.time) -> BinaryIO:
    """Return a log that notes, in another file, when each of its lines began to arrive.

    It can be written to and flushed, which is all that a command's output asks for.
    """
    return cast(BinaryIO, _Stamped(log, times, clock))


class _Stamped:
    def __init__(self, log: BinaryIO, times: Path, clock: Callable[[], float]) -> None:
        self._log = log
        self._times = times
        self._clock = clock
        self._fresh = True  # the next byte begins a line
        times.touch(mode=0o600)

    def write(self, data: bytes) -> int:
        """Write to the log; note the time once for each line that begins in these bytes."""
        begun = data.count(b"\n", 0, -1) + self._fresh if data else 0
        if begun:
            with self._times.open("a", encoding="ascii") as sink:
                sink.write(f"{self._clock():.3f}\n" * begun)
        self._fresh = data.endswith(b"\n") if data else self._fresh
        return self._log.write(data)

    def flush(self) -> None:
        """Flush the log."""
        self._log.flush()


def marks(log: Path) -> tuple[Mark, ...]:
    """Return the marks of a run of Chef, in order; none where there is no log."""
    try:
        lines = log.read_bytes().decode("utf-8", "replace").split("\n")
    except FileNotFoundError:
        return ()
    return tuple(_marks(lines, _times(log.with_name(TIMES))))


def span(log: Path) -> tuple[float, float] | None:
    """Return when the first and the last line of a log came; None where that was not noted."""
    times = _times(log.with_name(TIMES))
    return (times[0], times[-1]) if times else None


def _marks(lines: list[str], times: list[float]) -> Iterator[Mark]:
    for number, line in enumerate(lines):
        found = _LINE.fullmatch(line.strip()) or _LINE.search(line)
        if found is None:
            continue
        at = times[number] if number < len(times) else _epoch(found["at"])
        if at is None:
            continue
        took = _TOOK.fullmatch(found["words"])
        words = took["words"] if took else found["words"]
        seconds = float(took["seconds"]) if took else None
        yield Mark(at, words, seconds, found["level"] != "INFO")


def _times(path: Path) -> list[float]:
    try:
        return [float(line) for line in path.read_text(encoding="ascii").split()]
    except (FileNotFoundError, ValueError):
        return []


def _epoch(stamp: str) -> float | None:
    try:
        return datetime.fromisoformat(stamp).timestamp()
    except ValueError:
        return None
