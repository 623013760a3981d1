"""Everything that can be said about a stack without a host: read, schema-check, parse, lint."""

from __future__ import annotations

from dataclasses import dataclass

from generator.document.prune import prune
from generator.document.reader import Document, read
from generator.document.source import Source
from generator.findings import Finding, Severity, in_order, worst
from generator.lint.run import lint
from generator.model.parse import parse
from generator.model.stack import Stack
from generator.schema import validate


@dataclass(frozen=True)
class Checked:
    """`stack` is None as soon as any finding is an error; `document` where the syntax is broken."""

    findings: list[Finding]
    stack: Stack | None
    document: Document | None


def check(source: Source) -> Checked:
    """Return every finding, in the order of the text, and the Stack where there is no error."""
    reading = read(source)
    document = reading.document
    if document is None:
        return Checked(in_order(reading.findings), None, None)
    refused = validate(document)
    findings = [*reading.findings, *refused]
    if worst(refused) is Severity.ERROR:
        findings += _lint_the_rest(document, refused)
        return Checked(in_order(findings), None, document)
    stack = parse(document.value)
    findings += lint(document, stack)
    sound = worst(findings) is not Severity.ERROR
    return Checked(in_order(findings), stack if sound else None, document)


def _lint_the_rest(document: Document, refused: list[Finding]) -> list[Finding]:
    """Return the errors that rules find in what the schema accepts.

    Nothing that may only follow from a refused part: no warnings, and nothing about a container
    as a whole that has lost a field.
    """
    wrong = [finding.pointer for finding in refused if finding.severity is Severity.ERROR]
    rest = prune(document.value, wrong)
    if rest is None:
        return []
    return [
        finding
        for finding in lint(document, parse(rest.value))
        if finding.severity is Severity.ERROR and finding.pointer not in rest.touched
    ]
