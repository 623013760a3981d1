"""What `lint` looks for, and what it finds and mends."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import partial

from generator.check import Checked, Ignores, check
from generator.document.source import Source
from generator.findings import Finding, Severity, in_order
from generator.lint.catalog import selected
from generator.lint.mend import Mended, Seen, fixable, mend
from generator.lint.suppress import Suppressed
from generator.output.report import Report
from generator.output.text import is_secret


class Linter:
    """Looks for some rules; `no_ignores` as if no stack had an `x-cookgen.ignore`."""

    def __init__(self, select: Iterable[str], ignore: Iterable[str], no_ignores: bool) -> None:
        self.rules = selected(select, ignore)
        self._names = {rule.name for rule in self.rules}
        self._check = partial(check, ignores=Ignores.NONE if no_ignores else Ignores.ALL)

    def look(self, source: Source) -> Seen:
        """Return the document and what is wrong with it."""
        return self._seen(self._check(source))

    def mend(self, sources: Iterable[Source]) -> list[Mended]:
        """Return the sources as `--fix` leaves them."""
        return [mend(source, self.look) for source in sources]

    def report(self, sources: Mapping[str, Source], fail_on: Severity, color: bool) -> Report:
        """Return all findings of all sources."""
        findings: list[Finding] = []
        suppressed: list[Suppressed] = []
        mendable: set[Finding] = set()
        secrets: list[Finding] = []
        for source in sources.values():
            checked = self._check(source)
            seen = self._seen(checked)
            findings += seen[1]
            suppressed += [s for s in checked.suppressed if s.finding.rule in self._names]
            secrets += filter(is_secret, [s.finding for s in checked.suppressed])
            secrets += filter(is_secret, checked.findings)
            places = fixable(source, seen, self.look)
            mendable |= {found for found in seen[1] if (found.rule, found.pointer) in places}
        return Report(
            findings=in_order(findings),
            sources=sources,
            suppressed=suppressed,
            fixable=mendable,
            secrets=secrets,
            rules=self.rules,
            fail_on=fail_on,
            color=color,
        )

    def _seen(self, checked: Checked) -> Seen:
        return checked.document, [f for f in checked.findings if f.rule in self._names]
