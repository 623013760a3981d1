"""Document and Stack to Findings."""

from __future__ import annotations

from collections.abc import Iterable

from generator.document.reader import Document
from generator.findings import Finding
from generator.lint.rule import Rule
from generator.lint.rules import RULES
from generator.model.stack import Stack


def lint(document: Document, stack: Stack, rules: Iterable[Rule] = RULES) -> list[Finding]:
    """Ask every rule; the findings come in the order of the rules."""
    return [
        Finding(
            source=document.source.name,
            span=document.key_span(problem.at) if problem.on_key else document.span(problem.at),
            rule=rule.NAME,
            severity=rule.SEVERITY,
            message=problem.message,
            pointer=problem.at,
            hint=problem.hint or rule.HINT,
        )
        for rule in rules
        for problem in rule.check(stack)
    ]
