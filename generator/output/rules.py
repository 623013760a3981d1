"""The catalog of rules: as a table for people, as JSON, as the page `docs/rules.md`."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from itertools import groupby

from generator.lint.catalog import AREAS
from generator.lint.rule import Entry
from generator.output.text import COLORS, painted

_INTRO = """\
# Rules

Made by `cookgen rules --format markdown`; do not edit.
How to run lint, choose rules and mend is in [linting.md](linting.md).

Every finding has a name, and a code that stays the same when a name gets better.
`cookgen explain port-collision` and `cookgen explain CG302` say what stands here.
"""


def table(entries: Sequence[Entry], color: bool = False) -> str:
    """Return a line per rule below the title of its area."""
    width = max((len(entry.name) for entry in entries), default=0)
    blocks = []
    for area, group in _areas(entries):
        lines = [painted(area, "1") if color else area]
        lines += [_row(entry, width, color) for entry in group]
        blocks.append("".join(f"{line}\n" for line in lines))
    return "\n".join(blocks)


def _row(entry: Entry, width: int, color: bool) -> str:
    severity, fix = f"{entry.severity!s:<7}", "fix" if entry.fixes else "   "
    if color:
        severity = painted(severity, COLORS[entry.severity])
        fix = painted(fix, "32")
    return f"  {entry.code}  {entry.name:<{width}}  {severity}  {fix}  {entry.title}"


def as_json(entries: Sequence[Entry]) -> str:
    """Return `{"version": 1, "rules": [{"rule", "code", "severity", "title", ...}]}`."""
    rules = [
        {
            "rule": entry.name,
            "code": entry.code,
            "severity": str(entry.severity),
            "area": AREAS[entry.code[:3]],
            "title": entry.title,
            "why": entry.why,
            "hint": entry.hint,
            "bad": entry.bad,
            "good": entry.good,
            "fixable": bool(entry.fixes),
            "suppressible": entry.suppressible,
        }
        for entry in entries
    ]
    return f"{json.dumps({'version': 1, 'rules': rules}, indent=2)}\n"


def markdown(entries: Sequence[Entry]) -> str:
    """Return the page: a table per area, then what there is to say about each rule."""
    lines = [_INTRO]
    for area, group in _areas(entries):
        lines += [f"## {area}\n", "| Rule | Code | Severity | Fix | |", "|---|---|---|---|---|"]
        lines += [
            f"| [{e.name}](#{e.name}) | {e.code} | {e.severity} | {'yes' * bool(e.fixes)} "
            f"| {_cell(e.title)} |"
            for e in group
        ]
        lines += ["", *(line for entry in group for line in _section(entry))]
    return "\n".join(lines).rstrip("\n") + "\n"


def _section(entry: Entry) -> Iterator[str]:
    notes = [f"`{entry.code}`", str(entry.severity)]
    notes += ["mended by `--fix`"] if entry.fixes else []
    notes += [] if entry.suppressible else ["cannot be ignored"]
    yield f"### {entry.name}\n"
    yield f"{', '.join(notes)}\n"
    yield f"{entry.title}. {entry.why}".rstrip() + "\n"
    yield f"{entry.hint}\n"
    for word, text in (("Bad", entry.bad), ("Good", entry.good)):
        if text:
            yield f"{word}:\n\n```json\n{text.strip()}\n```\n"


def _areas(entries: Sequence[Entry]) -> Iterator[tuple[str, list[Entry]]]:
    for prefix, group in groupby(entries, key=lambda entry: entry.code[:3]):
        yield AREAS[prefix], list(group)


def _cell(text: str) -> str:
    return text.replace("|", "\\|")
