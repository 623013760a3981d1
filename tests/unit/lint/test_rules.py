"""The registry of rules, and the small helpers that rules share."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from generator.check import check
from generator.document.source import Source
from generator.lint.fields import IMPLEMENTED, LATER, cycles, meant
from generator.lint.rule import Rule
from generator.lint.rules import RULES

COOKBOOK = Path(__file__).resolve().parents[3] / "templates" / "cookbook"
# Too large to be shown; tests/golden/test_lint.py grows them.
HINTED_AT = {"custom-json-limit", "custom-json-size"}


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.NAME)
def test_a_rule_is_what_its_module_is_called(rule: Rule) -> None:
    """Name, module, code and a summary in one line that ends with a full stop."""
    module = rule.__name__.rpartition(".")[2]  # type: ignore[attr-defined]

    assert module.replace("_", "-") == rule.NAME
    assert re.fullmatch(r"CG[2-8][0-9]{2}", rule.CODE)
    assert f"{rule.TITLE}." == rule.__doc__
    assert rule.HINT.endswith(".")
    assert rule.WHY.endswith(".")


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.NAME)
def test_the_examples_of_a_rule_are_true(rule: Rule) -> None:
    """BAD has findings of this rule and of no other, GOOD has none at all."""
    bad = check(Source("bad.json", rule.BAD)).findings
    good = check(Source("good.json", rule.GOOD)).findings

    expected = set() if rule.NAME in HINTED_AT else {rule.NAME}
    assert expected == {finding.rule for finding in bad}
    assert [] == good


def test_names_and_codes_are_unique() -> None:
    """An alias means one rule."""
    assert len(RULES) == len({rule.NAME for rule in RULES}) == len({rule.CODE for rule in RULES})


def test_lint_and_cookbook_know_the_same_fields() -> None:
    """What is called implemented is what the host reads, field by field."""
    text = (COOKBOOK / "docker/libraries/cookgen_container_fields.rb").read_text("utf-8")
    kinds = text.partition("KINDS = {")[2].partition("}.freeze")[0]

    assert IMPLEMENTED == set(re.findall(r"'(\w+)' => :", kinds))


@pytest.mark.parametrize("word", sorted(LATER))
def test_what_is_for_later_is_unknown_to_the_cookbook(word: str) -> None:
    """As soon as the Ruby mentions it, the refusal of lint has to go."""
    mentions = [
        path.name
        for path in COOKBOOK.rglob("*.rb*")
        if re.search(rf"['\"]{re.escape(word)}['\"]", path.read_text("utf-8"))
    ]

    assert [] == mentions


@pytest.mark.parametrize(
    ("edges", "expected"),
    [
        ({}, []),
        ({"a": ["b"], "b": []}, []),
        ({"a": ["a"]}, [["a"]]),
        ({"a": ["b"], "b": ["c"], "c": ["b"]}, [["b", "c"]]),
        ({"a": ["b", "c"], "b": ["d"], "c": ["d"], "d": []}, []),
        ({"a": ["b"], "b": ["a"], "c": ["d"], "d": ["c"]}, [["a", "b"], ["c", "d"]]),
        ({"a": ["x"]}, []),
    ],
)
def test_cycles_are_found_once(edges: dict[str, list[str]], expected: list[list[str]]) -> None:
    """Each circle from its first name; a diamond is none."""
    assert expected == list(cycles(edges))


def test_long_chains_do_not_run_out_of_stack() -> None:
    """Depth is the document's to choose."""
    chain = {str(number): [str(number + 1)] for number in range(5000)}

    assert [] == list(cycles(chain))


def test_meant_prefers_the_first_instance() -> None:
    """Who writes `redis` where an instance is asked for means `redis0`."""
    assert "Did you mean 'redis0'?" == meant("redis", ["redis0", "redis1"])
    assert "Did you mean 'redis'?" == meant("redi", ["redis", "web"])
    assert meant("zzz", ["redis"]) is None
