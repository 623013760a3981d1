"""How often each rule fired, the most frequent first."""

from __future__ import annotations

import json
from collections import Counter

from generator.lint.catalog import BY_NAME
from generator.output.report import Report
from generator.output.text import COLORS, painted


def table(report: Report) -> str:
    """Return a line per rule: count, code, name, severity, title."""
    rows = _counted(report)
    width = max((len(name) for name, _ in rows), default=0)
    lines = []
    for name, count in rows:
        entry = BY_NAME[name]
        severity = f"{entry.severity!s:<7}"
        if report.color:
            severity = painted(severity, f"1;{COLORS[entry.severity]}")
        lines.append(f"{count:>5}  {entry.code}  {name:<{width}}  {severity}  {entry.title}\n")
    return "".join(lines)


def as_json(report: Report) -> str:
    """Return `{"version": 1, "statistics": [{"count", "rule", "code", "severity"}]}`."""
    rows = [
        {
            "count": count,
            "rule": name,
            "code": BY_NAME[name].code,
            "severity": str(BY_NAME[name].severity),
        }
        for name, count in _counted(report)
    ]
    return f"{json.dumps({'version': 1, 'statistics': rows}, indent=2)}\n"


def _counted(report: Report) -> list[tuple[str, int]]:
    counts = Counter(finding.rule for finding in report.findings)
    return sorted(counts.items(), key=lambda row: (-row[1], BY_NAME[row[0]].code))
