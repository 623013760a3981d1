"""The catalog: one entry per finding, found by name, code and how they begin."""

from __future__ import annotations

import re

import pytest

from generator.check import check
from generator.document.source import Source
from generator.lint.catalog import AREAS, CATALOG, find, matching, meant, selected
from generator.lint.rules import RULES
from generator.lint.stages import STAGES


def test_every_finding_has_one_entry() -> None:
    """Names and codes are unique; the codes have an area; the order is that of the codes."""
    names, codes = [e.name for e in CATALOG], [e.code for e in CATALOG]

    assert len(RULES) + len(STAGES) == len(CATALOG) == len(set(names)) == len(set(codes))
    assert sorted(codes) == codes
    assert [] == [code for code in codes if not re.fullmatch("CG[0-9]{3}", code)]
    assert {code[:3] for code in codes} <= set(AREAS)
    assert [] == [name for name in names if not re.fullmatch("[a-z]+(-[a-z]+)*", name)]


def test_every_entry_says_something_that_fits_a_line() -> None:
    """A title without a full stop; a hint with one."""
    for entry in CATALOG:
        assert entry.title and not entry.title.endswith(".") and len(entry.title) <= 80, entry.name
        assert entry.hint, entry.name


@pytest.mark.parametrize("stage", STAGES, ids=lambda stage: stage.name)
def test_the_examples_of_a_stage_are_true(stage: object) -> None:
    """The bad one has this finding, the good one has none at all."""
    entry = next(e for e in STAGES if e is stage)

    bad = {finding.rule for finding in check(Source("x", entry.bad)).findings}
    good = [finding.rule for finding in check(Source("x", entry.good)).findings]

    assert entry.name in bad
    assert [] == good


def test_an_entry_is_found_by_name_and_by_code() -> None:
    """And what is close to one is offered."""
    assert find("unknown-link") is find("CG211") is not None
    assert find("unknown") is None
    assert ("unknown-link", "CG211") == (meant("unknown_lnk"), meant("cg211x"))
    assert meant("zzzzzz") is None


def test_prefixes_choose_and_take_away() -> None:
    """In either case of letters; syntax is never taken away."""
    assert {"CG301", "CG302", "CG303"} <= {entry.code for entry in matching("cg3")}
    assert {"CG3"} == {entry.code[:3] for entry in matching("cg3")}
    assert ["port-collision", "port-range"] == [entry.name for entry in matching("Port-")]
    assert () == matching("nonsense")
    names = [entry.name for entry in selected(["port", "CG211"], ["CG303", "syn"])]
    assert ["syntax", "unknown-link", "port-collision"] == names
    assert CATALOG == selected([], [])
