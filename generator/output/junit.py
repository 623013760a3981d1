"""Findings as JUnit XML, for test reports: a suite per stack, in it a case per rule.

A case fails where a finding of its rule is as bad as `--fail-on`; what is less bad is its output.
"""

from __future__ import annotations

import re
from xml.sax.saxutils import escape, quoteattr

from generator.findings import Finding
from generator.lint.rule import Entry
from generator.output.report import Report

# What XML 1.0 cannot hold, not even as a reference.
_UNSPEAKABLE = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def render(report: Report) -> str:
    """Return one document."""
    failed = sum(_fails(report, name, rule) for name in report.sources for rule in report.rules)
    count = len(report.sources) * len(report.rules)
    lines = [
        '<?xml version="1.0" encoding="utf-8"?>',
        f'<testsuites name="cookgen lint" tests="{count}" failures="{failed}" errors="0">',
    ]
    for name in report.sources:
        lines += _suite(report, name)
    lines.append("</testsuites>")
    return "".join(f"{line}\n" for line in lines)


def _suite(report: Report, name: str) -> list[str]:
    failed = sum(_fails(report, name, rule) for rule in report.rules)
    counts = f'tests="{len(report.rules)}" failures="{failed}" errors="0" skipped="0"'
    lines = [f"  <testsuite name={_attribute(name)} {counts}>"]
    for rule in report.rules:
        lines += _case(report, name, rule)
    return [*lines, "  </testsuite>"]


def _case(report: Report, name: str, rule: Entry) -> list[str]:
    findings = report.of(name, rule.name)
    opening = f"    <testcase classname={_attribute(name)} name={_attribute(rule.name)}"
    if not findings:
        return [f"{opening}/>"]
    body = escape(_speakable("\n".join(map(_line, findings))))
    if not _fails(report, name, rule):
        return [f"{opening}>", f"      <system-out>{body}</system-out>", "    </testcase>"]
    more = f" (and {len(findings) - 1} more)" if len(findings) > 1 else ""
    message = _attribute(f"{findings[0].message}{more}")
    kind = _attribute(f"{rule.severity} {rule.code}")
    failure = f"      <failure type={kind} message={message}>{body}</failure>"
    return [f"{opening}>", failure, "    </testcase>"]


def _fails(report: Report, name: str, rule: Entry) -> bool:
    return any(finding.severity >= report.fail_on for finding in report.of(name, rule.name))


def _line(finding: Finding) -> str:
    start = finding.span.start
    line = f"{finding.source}:{start.line}:{start.column}: {finding.severity}: {finding.message}"
    return f"{line}\n  hint: {finding.hint}" if finding.hint else line


def _attribute(text: str) -> str:
    return quoteattr(_speakable(text))


def _speakable(text: str) -> str:
    return _UNSPEAKABLE.sub("\ufffd", text)
