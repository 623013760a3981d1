"""Workflow commands that GitHub shows beside the lines of a pull request, the worst first.

GitHub keeps ten errors and ten warnings of a step; what it drops is at least counted.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from generator.findings import Finding, Severity
from generator.lint.catalog import BY_NAME
from generator.output.report import Report
from generator.output.text import summary

_COMMANDS = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.INFO: "notice"}
_KEPT = 10


def render(report: Report) -> str:
    """Return one `::error file=...::message` per finding."""
    worst_first = sorted(report.findings, key=lambda finding: -finding.severity)
    lines = [_command(finding) for finding in worst_first]
    counts = Counter(finding.severity for finding in report.findings)
    if any(count > _KEPT for count in counts.values()):
        note = f"{summary(report.findings)}; GitHub shows {_KEPT} of a kind, the log has them all"
        lines.append(f"::notice title=cookgen::{_text(note)}")
    return "".join(f"{line}\n" for line in lines)


def _command(finding: Finding) -> str:
    entry = BY_NAME[finding.rule]
    message = finding.message + (f"\nhint: {finding.hint}" if finding.hint else "")
    properties = ",".join(f"{key}={_property(str(value))}" for key, value in _places(finding))
    title = _property(f"{entry.name} ({entry.code})")
    return f"::{_COMMANDS[finding.severity]} {properties},title={title}::{_text(message)}"


def _places(finding: Finding) -> Iterator[tuple[str, object]]:
    start, end = finding.span.start, finding.span.end
    yield "file", finding.source
    yield "line", start.line
    yield "endLine", end.line
    if start.line == end.line:  # columns of two lines are ignored
        yield "col", start.column
        yield "endColumn", end.column


def _text(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _text(text).replace(":", "%3A").replace(",", "%2C")
