"""`--fix`: rounds of edits and looking again, until nothing is left that can be mended.

A round makes the edits of one rule, so that no edit moves what another one is about. What an edit
does not make go away is taken back, so that the text only ever changes for the better.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass

from generator.document.reader import Document
from generator.document.source import Source
from generator.findings import Finding
from generator.lint.catalog import BY_NAME, CATALOG
from generator.lint.fix import Edit, apply
from generator.lint.rule import Entry, Problem
from generator.lint.stages import STAGES

_REFUSALS = {stage.name for stage in STAGES if not stage.suppressible}

# The document, None where the text cannot be read, and the findings that are wanted mended.
Seen = tuple["Document | None", Sequence[Finding]]
Look = Callable[[Source], Seen]


@dataclass(frozen=True)
class Mended:
    """The source as it is now, and the findings that are gone, at their places of that time."""

    source: Source
    fixed: list[Finding]


@dataclass(frozen=True)
class _Try:
    """One way to mend one finding."""

    finding: Finding
    way: int
    edits: tuple[Edit, ...]

    @property
    def key(self) -> tuple[str, str, int]:
        return self.finding.rule, self.finding.pointer, self.way


def fixable(source: Source, seen: Seen, look: Look) -> set[tuple[str, str]]:
    """Return rule and pointer of what `mend` would mend; only guesses are tried out."""
    document, findings = seen
    if document is None:
        return set()
    hopeful = [finding for finding in findings if any(_ways(finding, document, set()))]
    sure = [finding for finding in hopeful if finding.rule not in _REFUSALS]
    if len(sure) < len(hopeful):
        sure += mend(source, lambda text: _refusals(look(text))).fixed
    return {(finding.rule, finding.pointer) for finding in sure}


def _refusals(seen: Seen) -> Seen:
    return seen[0], [finding for finding in seen[1] if finding.rule in _REFUSALS]


def mend(source: Source, look: Look) -> Mended:
    """Return the source with all mechanical edits made."""
    fixed: list[Finding] = []
    refused: set[tuple[str, str, int]] = set()
    document, findings = look(source)
    while document is not None:
        tries = _round(document, findings, refused)
        if not tries:
            break
        edits = [edit for one in tries for edit in one.edits]
        after = Source(source.name, apply(source.text, edits))
        new_document, new_findings = look(after)
        failed = [one for one in tries if new_document is None or _remains(one, new_findings)]
        if failed:
            refused.update(one.key for one in failed)
            continue
        fixed += [one.finding for one in tries]
        source, document, findings = after, new_document, new_findings
    return Mended(source, fixed)


def _round(
    document: Document, findings: Iterable[Finding], refused: set[tuple[str, str, int]]
) -> list[_Try]:
    """Return what can be tried of the first rule that has anything, without overlaps."""
    order = {entry.name: place for place, entry in enumerate(CATALOG)}
    tries: list[_Try] = []
    for finding in sorted(findings, key=lambda finding: order[finding.rule]):
        if tries and tries[0].finding.rule != finding.rule:
            break
        found = next(_ways(finding, document, refused), None)
        if found is not None and not any(_overlap(found, other) for other in tries):
            tries.append(found)
    return tries


def _ways(
    finding: Finding, document: Document, refused: set[tuple[str, str, int]]
) -> Iterator[_Try]:
    entry: Entry = BY_NAME[finding.rule]
    problem = Problem(finding.pointer, finding.message, finding.hint)
    for way, fix in enumerate(entry.fixes):
        if (finding.rule, finding.pointer, way) not in refused:
            edits = tuple(fix(problem, document))
            if edits:
                yield _Try(finding, way, edits)


def _overlap(one: _Try, other: _Try) -> bool:
    return any(a.start <= b.end and b.start <= a.end for a in one.edits for b in other.edits)


def _remains(one: _Try, findings: Iterable[Finding]) -> bool:
    """Say whether the finding is still there, or the schema refuses what stands there now."""
    rule, place = one.finding.rule, one.finding.pointer
    for found in findings:
        if (found.rule, found.pointer) == (rule, place):
            return True
        if {rule, found.rule} <= _REFUSALS and f"{found.pointer}/".startswith(f"{place}/"):
            return True
    return False
