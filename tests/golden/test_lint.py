"""Golden cases of the findings: one folder per rule, with what is said about a bad stack.

A folder may hold stacks that show more than the rule's own BAD and GOOD.
"""

from __future__ import annotations

import json
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
OWN = {f"{rule.NAME}/bad.json": rule.BAD for rule in RULES}
OWN |= {f"{rule.NAME}/good.json": rule.GOOD for rule in RULES}
# What an example can only hint at, by an ellipsis, in KB.
GROWN = {"custom-json-limit": 121, "custom-json-size": 70}
# What reading, the schema and ignores report; the rest are rules.
NAMES = {stage.name for stage in STAGES}


def source(case: Path, name: str) -> Source:
    """Return a case's stack, else the rule's own, under the name that stands in the golden file."""
    path = case / name
    if path.is_file():
        return Source(name, load(path).text)
    grown = json.dumps("lorem ipsum " * (GROWN.get(case.name, 0) * 1024 // 12))
    return Source(name, OWN[f"{case.name}/{name}"].lstrip().replace('"..."', grown))


def test_every_rule_has_a_case() -> None:
    """The folders are exactly the rules and the findings of the other stages."""
    assert {rule.NAME for rule in RULES} | NAMES == {case.name for case in CASES}


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_a_bad_stack_has_these_findings(case: Path, golden: Callable[[Path, str], None]) -> None:
    """The bad stack has findings of its rule, at these places, in these words."""
    bad = source(case, "bad.json")

    findings = check(bad).findings

    assert case.name in {finding.rule for finding in findings}
    golden(case / "findings.txt", text.text(findings, {bad.name: bad}))


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_a_good_stack_has_no_such_finding(case: Path) -> None:
    """The good stack has no finding of its rule and no error of any."""
    findings = check(source(case, "good.json")).findings

    assert case.name not in {finding.rule for finding in findings}
    assert worst(findings) is not Severity.ERROR
