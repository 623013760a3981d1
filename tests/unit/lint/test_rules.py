"""The registry of rules, and the small helpers that rules share."""

from __future__ import annotations

import re

import pytest

from generator.lint.fields import cycles, meant
from generator.lint.rule import Rule
from generator.lint.rules import RULES


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.NAME)
def test_a_rule_is_what_its_module_is_called(rule: Rule) -> None:
    """Name, module, code and a summary in one line that ends with a full stop."""
    module = rule.__name__.rpartition(".")[2]  # type: ignore[attr-defined]

    assert module.replace("_", "-") == rule.NAME
    assert re.fullmatch(r"CG[2-6][0-9]{2}", rule.CODE)
    assert re.fullmatch(r".+\.", rule.__doc__ or "")
    assert rule.HINT.endswith(".")


def test_names_and_codes_are_unique() -> None:
    """An alias means one rule."""
    assert len(RULES) == len({rule.NAME for rule in RULES}) == len({rule.CODE for rule in RULES})


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
