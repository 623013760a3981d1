"""Findings as SARIF 2.1.0, for code scanning: one run, every rule with its page."""

from __future__ import annotations

import hashlib
import json
import os
from pathlib import Path
from typing import Any
from urllib.parse import quote

from generator import __version__
from generator.findings import Finding, Severity
from generator.lint.rule import Entry
from generator.output.report import Report

_SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"
_LEVELS = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.INFO: "note"}


def render(report: Report) -> str:
    """Return one SARIF log."""
    places = {entry.name: place for place, entry in enumerate(report.rules)}
    run = {
        "tool": {
            "driver": {
                "name": "cookgen",
                "semanticVersion": __version__,
                "rules": [_rule(entry) for entry in report.rules],
            }
        },
        "columnKind": "unicodeCodePoints",
        "artifacts": [{"location": _location(name)} for name in report.sources],
        "results": _results(report, places),
    }
    log = {"$schema": _SCHEMA, "version": "2.1.0", "runs": [run]}
    return f"{json.dumps(log, indent=2)}\n"


def _rule(entry: Entry) -> dict[str, Any]:
    return {
        "id": entry.code,
        "name": entry.name,
        "shortDescription": {"text": f"{entry.title}."},
        "fullDescription": {"text": entry.why or f"{entry.title}."},
        "help": {"text": entry.hint, "markdown": _help(entry)},
        "defaultConfiguration": {"level": _LEVELS[entry.severity]},
        "properties": {"tags": ["security"] if entry.code.startswith("CG5") else ["correctness"]},
    }


def _help(entry: Entry) -> str:
    examples = [("Bad", entry.bad), ("Good", entry.good)]
    blocks = [f"**{word}**\n\n```json\n{text}\n```" for word, text in examples if text]
    return "\n\n".join(filter(None, [entry.why, entry.hint, *blocks]))


def _results(report: Report, places: dict[str, int]) -> list[dict[str, Any]]:
    seen: dict[str, int] = {}
    results = []
    for finding in report.findings:
        place = places[finding.rule]
        mark = _fingerprint(finding)
        seen[mark] = seen.get(mark, 0) + 1
        results.append(
            {
                "ruleId": report.rules[place].code,
                "ruleIndex": place,
                "level": _LEVELS[finding.severity],
                "message": {"text": _message(finding)},
                "locations": [_place(finding)],
                "partialFingerprints": {"cookgen/v1": f"{mark}:{seen[mark]}"},
            }
        )
    return results


def _place(finding: Finding) -> dict[str, Any]:
    physical = {"artifactLocation": _location(finding.source), "region": _region(finding)}
    logical = {"fullyQualifiedName": finding.pointer or "/"}
    return {"physicalLocation": physical, "logicalLocations": [logical]}


def _message(finding: Finding) -> str:
    return finding.message + (f"\n{finding.hint}" if finding.hint else "")


def _region(finding: Finding) -> dict[str, int]:
    start, end = finding.span.start, finding.span.end
    return {
        "startLine": start.line,
        "startColumn": start.column,
        "endLine": end.line,
        "endColumn": end.column,
    }


def _fingerprint(finding: Finding) -> str:
    """Return what stays the same when lines move."""
    parts = (Path(finding.source).name, finding.rule, finding.pointer, finding.message)
    return hashlib.sha256("\0".join(parts).encode("utf-8", "replace")).hexdigest()[:16]


def _location(name: str) -> dict[str, str]:
    path = Path(name)
    if path.is_absolute():
        return {"uri": path.as_uri()}
    return {"uri": quote(os.fsencode(path.as_posix()), safe="/-._~")}
