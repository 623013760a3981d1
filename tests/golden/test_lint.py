"""Golden cases of the findings: one folder per rule, with a bad and a good stack."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from generator.check import check
from generator.document.source import Source, load
from generator.findings import Severity, worst
from generator.lint.rules import RULES
from generator.lint.stages import STAGES
from generator.output import text

HERE = Path(__file__).resolve().parent / "lint"
CASES = sorted(HERE.iterdir())
# What reading, the schema and ignores report; the rest are rules.
NAMES = {stage.name for stage in STAGES}


def source(path: Path) -> Source:
    """Return a case's stack under the name that stands in the golden file."""
    return Source(path.name, load(path).text)


def test_every_rule_has_a_case() -> None:
    """The folders are exactly the rules and the findings of the other stages."""
    assert {rule.NAME for rule in RULES} | NAMES == {case.name for case in CASES}


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_a_bad_stack_has_these_findings(case: Path, golden: Callable[[Path, str], None]) -> None:
    """The bad stack has findings of its rule, at these places, in these words."""
    bad = source(case / "bad.json")

    findings = check(bad).findings

    assert case.name in {finding.rule for finding in findings}
    golden(case / "findings.txt", text.text(findings, {bad.name: bad}))


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_a_good_stack_has_no_such_finding(case: Path) -> None:
    """The good stack has no finding of its rule and no error of any."""
    findings = check(source(case / "good.json")).findings

    assert case.name not in {finding.rule for finding in findings}
    assert worst(findings) is not Severity.ERROR
