"""A text with a name, and where in it an offset is."""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from generator.errors import UnreadableInput
from generator.findings import Position, Span

# Not str.splitlines(): that would also break at U+2028, which may stand inside a JSON string.
_LINE_END = re.compile(r"\r\n|\n|\r")


@dataclass(frozen=True)
class Source:
    """`name` is what findings call the text: a path as the user typed it, or `<stdin>`."""

    name: str
    text: str

    @cached_property
    def _starts(self) -> list[int]:
        return [0, *(match.end() for match in _LINE_END.finditer(self.text))]

    def position(self, offset: int) -> Position:
        """Return line and column, both from 1, of an offset in code points."""
        line = bisect_right(self._starts, offset)
        return Position(line, offset - self._starts[line - 1] + 1)

    def offset(self, position: Position) -> int:
        """Return the offset of a line and column: what `position` was given."""
        return self._starts[position.line - 1] + position.column - 1

    def span(self, start: int, end: int) -> Span:
        """Return the span between two offsets."""
        return Span(self.position(start), self.position(end))

    def line(self, number: int) -> str:
        """Return the text of a line without its end; "" for a line that does not exist."""
        if not 1 <= number <= len(self._starts):
            return ""
        start = self._starts[number - 1]
        found = _LINE_END.search(self.text, start)
        return self.text[start : found.start() if found else len(self.text)]


def decode(name: str, content: bytes) -> Source:
    """Return the Source of a file's bytes, a byte order mark included; raises UnreadableInput."""
    try:
        return Source(name, content.decode("utf-8"))
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise UnreadableInput(
            f"{name} is not UTF-8: byte 0x{content[error.start]:02x} in line {line}",
            "Save the file as UTF-8.",
        ) from None


def load(path: Path) -> Source:
    """Read a file; raises UnreadableInput where it cannot be read or is not UTF-8."""
    try:
        content = path.read_bytes()
    except OSError as error:
        raise UnreadableInput(f"{path} cannot be read: {error.strerror or error}") from None
    return decode(str(path), content)
