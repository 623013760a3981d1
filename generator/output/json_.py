"""Findings as JSON, for other programs. Keys are only ever added within one `version`.

    {"version": 1, "cookgen": "0.1.0", "stacks": [file, ...],
     "findings": [{"file", "rule", "code", "severity": "error"|"warning"|"info", "message", "hint",
                   "pointer", "start": {"line", "column"}, "end": {"line", "column"}, "fixable"}],
     "suppressed": [the same, with "reason" and "ignored_at", the pointer of the reason],
     "summary": {"error", "warning", "info", "suppressed", "fixable"}}

Lines and columns count from 1, columns in code points, `end` is behind the last character;
`pointer` is an RFC 6901 JSON Pointer, "" for the whole document; `hint` may be null.
"""

from __future__ import annotations

import json
from collections import Counter
from typing import Any

from generator import __version__
from generator.findings import Finding, Position, Severity
from generator.lint.catalog import BY_NAME
from generator.output.report import Report

VERSION = 1


def render(report: Report) -> str:
    """Return one object, indented, with a line break at its end."""
    counts = Counter(finding.severity for finding in report.findings)
    value = {
        "version": VERSION,
        "cookgen": __version__,
        "stacks": list(report.sources),
        "findings": [
            {**_finding(finding), "fixable": finding in report.fixable}
            for finding in report.findings
        ],
        "suppressed": [
            {**_finding(one.finding), "reason": one.reason, "ignored_at": one.at}
            for one in report.suppressed
        ],
        "summary": {
            **{str(severity): counts[severity] for severity in sorted(Severity, reverse=True)},
            "suppressed": len(report.suppressed),
            "fixable": len(report.fixable),
        },
    }
    return f"{json.dumps(value, indent=2, ensure_ascii=True)}\n"


def _finding(finding: Finding) -> dict[str, Any]:
    return {
        "file": finding.source,
        "rule": finding.rule,
        "code": BY_NAME[finding.rule].code,
        "severity": str(finding.severity),
        "message": finding.message,
        "hint": finding.hint,
        "pointer": finding.pointer,
        "start": _position(finding.span.start),
        "end": _position(finding.span.end),
    }


def _position(position: Position) -> dict[str, int]:
    return {"line": position.line, "column": position.column}
