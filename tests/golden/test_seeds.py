"""Small mistakes seeded into the article's stack: each is found exactly where it was made."""

from __future__ import annotations

from pathlib import Path

import pytest

from generator.check import check
from generator.document.source import Source

HERE = Path(__file__).resolve().parent
ARTICLE = (HERE.parent / "stacks" / "article.stack.json").read_text("utf-8")
LINES = (HERE / "seeds.txt").read_text("utf-8").splitlines()
SEEDS = [line.split(" | ") for line in LINES if line and not line.startswith("#")]
MARK = "«"


def seeded(anchor: str, old: str, new: str) -> tuple[str, int, int]:
    """Return the article with the mistake in it, and the line and column of the mark."""
    at = ARTICLE.index(old, ARTICLE.index(anchor))
    before = ARTICLE[:at] + new.partition(MARK)[0]
    line, column = before.count("\n") + 1, len(before) - before.rfind("\n")
    return ARTICLE[:at] + new.replace(MARK, "") + ARTICLE[at + len(old) :], line, column


def test_there_are_many_seeds_and_none_twice() -> None:
    """At least a hundred mistakes, of at least sixty kinds."""
    assert len(SEEDS) == len({tuple(seed) for seed in SEEDS})
    assert len(SEEDS) >= 100
    assert len({rule for rule, *_ in SEEDS}) >= 60
    assert [] == [seed for seed in SEEDS if seed[3].count(MARK) != 1]


@pytest.mark.parametrize(("rule", "anchor", "old", "new"), SEEDS)
def test_a_seeded_mistake_is_found_where_it_is(rule: str, anchor: str, old: str, new: str) -> None:
    """The rule that is meant, at the line and the column that are meant."""
    text, line, column = seeded(anchor, old, new)

    findings = check(Source("article.stack.json", text)).findings

    places = [(f.rule, f.span.start.line, f.span.start.column) for f in findings]
    assert (rule, line, column) in places
