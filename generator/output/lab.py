"""What the lab found, as text for people."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path

from generator.lab.report import Outcome

_TAIL = 30
_COLOURS = {"ok": "32", "no": "31", "missing": "33"}


def phase(instance: str, outcome: Outcome, color: bool = False) -> str:
    """Return one line: instance, phase, ok or not, its time."""
    word = _painted("ok " if outcome.ok else "NO ", "ok" if outcome.ok else "no", color)
    note = f"  {outcome.note}" if outcome.note else ""
    return f"{instance}  {outcome.phase:<14} {word} {outcome.seconds:6.1f} s{note}"


def failure(instance: str, outcome: Outcome, color: bool = False) -> str:
    """Return what went wrong in a phase, and the tail of its log."""
    lines = [_painted(f"{instance}: {outcome.phase}", "no", color)]
    for problem in outcome.problems:
        lines += [f"  {line}" for line in problem.splitlines()]
    if outcome.log is not None:
        lines.append(f"  {outcome.log}, its end:")
        lines += [f"    {line}" for line in tail(outcome.log)]
    return "\n".join(lines)


def tail(path: Path, count: int = _TAIL) -> list[str]:
    """Return the last lines of a log."""
    try:
        text = path.read_text(encoding="utf-8", errors="replace")
    except FileNotFoundError:
        return []
    return [line for line in text.splitlines() if line.strip()][-count:]


def table(rows: Iterable[Sequence[str]], head: Sequence[str]) -> str:
    """Return rows under a head, in columns."""
    cells = [list(head), *(list(row) for row in rows)]
    widths = [max(len(row[column]) for row in cells) for column in range(len(head))]
    lines = ["  ".join(cell.ljust(w) for cell, w in zip(row, widths)).rstrip() for row in cells]
    return "\n".join(lines)


def need(name: str, ok: bool, detail: str, mend: str | None, color: bool = False) -> str:
    """Return one line of the doctor, and the command that mends what is missing."""
    word = _painted("ok     " if ok else "missing", "ok" if ok else "missing", color)
    line = f"{word}  {name:<12} {detail}"
    return f"{line}\n         {'':<12} {mend}" if mend else line


def _painted(text: str, style: str, color: bool) -> str:
    return f"\x1b[{_COLOURS[style]}m{text}\x1b[0m" if color else text
