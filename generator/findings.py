"""What is wrong with the user's document, as values: collected, sorted, printed once."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import IntEnum


class Severity(IntEnum):
    """How bad a finding is; a larger number is worse."""

    INFO = 1
    WARNING = 2
    ERROR = 3

    def __str__(self) -> str:
        return self.name.lower()


@dataclass(frozen=True, order=True)
class Position:
    """A place in a text. Lines and columns count from 1, columns in code points."""

    line: int
    column: int


@dataclass(frozen=True, order=True)
class Span:
    """From the first character to the one behind the last."""

    start: Position
    end: Position


@dataclass(frozen=True)
class Finding:
    """One problem: which rule, how bad, what, where, and what to do.

    `pointer` is an RFC 6901 JSON Pointer ("" is the whole document), `source` the name of the file.
    """

    source: str
    span: Span
    rule: str
    severity: Severity
    message: str
    pointer: str = ""
    hint: str | None = None


def in_order(findings: Iterable[Finding]) -> list[Finding]:
    """Sort by file and place, the worse one first where two share a place."""
    return sorted(findings, key=lambda f: (f.source, f.span, -f.severity, f.rule, f.message))


def worst(findings: Iterable[Finding]) -> Severity | None:
    """Return the highest severity, or None where there is no finding."""
    return max((f.severity for f in findings), default=None)
