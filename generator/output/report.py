"""What a run of lint found: the one argument of every format."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from generator.document.source import Source
from generator.findings import Finding, Severity
from generator.lint.catalog import CATALOG
from generator.lint.rule import Entry
from generator.lint.suppress import Suppressed


@dataclass(frozen=True)
class Report:
    """`sources` are all stacks that were read, by name, also those without a finding."""

    findings: Sequence[Finding]
    sources: Mapping[str, Source]
    suppressed: Sequence[Suppressed] = ()
    fixable: Collection[Finding] = ()
    secrets: Sequence[Finding] = field(default=(), repr=False)  # all of them, asked for or not
    rules: Sequence[Entry] = field(default=CATALOG, repr=False)  # those that were asked for
    fail_on: Severity = Severity.ERROR
    color: bool = False

    @cached_property
    def _by_case(self) -> dict[tuple[str, str], list[Finding]]:
        cases: dict[tuple[str, str], list[Finding]] = {}
        for finding in self.findings:
            cases.setdefault((finding.source, finding.rule), []).append(finding)
        return cases

    def of(self, source: str, rule: str) -> list[Finding]:
        """Return the findings of one rule in one stack."""
        return self._by_case.get((source, rule), [])
