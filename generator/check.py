"""Everything that can be said about a stack without a host: read, schema-check, parse, lint."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from enum import Enum

from generator.document.prune import prune
from generator.document.reader import Document, read
from generator.document.source import Source
from generator.findings import Finding, Severity, in_order, worst
from generator.lint.run import lint
from generator.lint.suppress import Suppressed, suppress
from generator.model.parse import parse
from generator.model.stack import Stack
from generator.schema import validate

_NO_SECRETS = "An ignore does not count here: what is built is meant to be committed."


class Ignores(Enum):
    """Which `x-cookgen.ignore` count."""

    ALL = "all"
    BUT_SECRETS = "all but those of secrets"  # for whatever gets rendered
    NONE = "none"


@dataclass(frozen=True)
class Checked:
    """`stack` is None as soon as any finding is an error; `document` where the syntax is broken.

    `suppressed` are no findings: the stack itself ignores them, with a reason.
    """

    findings: list[Finding]
    stack: Stack | None
    document: Document | None
    suppressed: list[Suppressed] = field(default_factory=list)


def check(source: Source, ignores: Ignores = Ignores.BUT_SECRETS) -> Checked:
    """Return every finding, in the order of the text, and the Stack where there is no error."""
    reading = read(source)
    document = reading.document
    if document is None:
        return Checked(in_order(reading.findings), None, None)
    refused = validate(document)
    findings = [*reading.findings, *refused]
    stack = None
    if worst(refused) is Severity.ERROR:
        findings += _lint_the_rest(document, refused)
    else:
        stack = parse(document.value)
        findings += lint(document, stack)
    outcome = suppress(document, findings, complete=stack is not None)
    hidden = [one for one in outcome.suppressed if _counts(one, ignores)]
    findings = outcome.shown
    findings += [_back(one) for one in outcome.suppressed if not _counts(one, ignores)]
    sound = worst(findings) is not Severity.ERROR
    return Checked(in_order(findings), stack if sound else None, document, hidden)


def _counts(suppressed: Suppressed, ignores: Ignores) -> bool:
    if ignores is Ignores.BUT_SECRETS:
        return not suppressed.is_secret
    return ignores is Ignores.ALL


def _back(suppressed: Suppressed) -> Finding:
    finding = suppressed.finding
    if not suppressed.is_secret:
        return finding
    return replace(finding, hint=" ".join(filter(None, [finding.hint, _NO_SECRETS])))


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
