"""The catalog and its entries as people and programs read them."""

from __future__ import annotations

import json
import re
from dataclasses import replace

from generator.findings import Severity
from generator.lint.rule import Entry
from generator.output import rules
from generator.output.explain import explain

ONE = Entry(
    name="one",
    code="CG001",
    severity=Severity.ERROR,
    title="The `first` | of two",
    why="Because. " * 20,
    hint="Do this.",
    bad='{"a": 1}\n',
    good='{"a": 2}',
    suppressible=True,
    fixes=(lambda problem, document: [],),
)
TWO = Entry("two", "CG201", Severity.INFO, "The second", "", "Do that.", "", "")


def bare(text: str) -> str:
    """Return a text without its colours."""
    return re.sub(r"\x1b\[[0-9;]*m", "", text)


def test_the_table_has_a_line_per_rule_below_its_area() -> None:
    """Columns stand below each other; colours change nothing else."""
    shown = rules.table([ONE, TWO])

    assert (
        "Reading\n"
        "  CG001  one  error    fix  The `first` | of two\n"
        "\n"
        "Names, references, sockets and volumes\n"
        "  CG201  two  info          The second\n"
    ) == shown
    assert shown == bare(rules.table([ONE, TWO], color=True)) != rules.table([ONE, TWO], color=True)
    assert "" == rules.table([])


def test_the_json_has_every_field() -> None:
    """One object per rule."""
    value = json.loads(rules.as_json([ONE, TWO]))

    assert 1 == value["version"]
    assert [("one", True, True), ("two", False, False)] == [
        (rule["rule"], rule["fixable"], rule["suppressible"]) for rule in value["rules"]
    ]


def test_the_page_has_a_table_and_a_section_per_rule() -> None:
    """A bar in a title does not end a cell; what is not there leaves no empty block."""
    page = rules.markdown([ONE, TWO])

    assert r"| [one](#one) | CG001 | error | yes | The `first` \| of two |" in page
    assert "### one\n\n`CG001`, error, mended by `--fix`\n" in page
    assert '```json\n{"a": 1}\n```' in page
    assert "### two\n\n`CG201`, info, cannot be ignored\n\nThe second.\n\nDo that.\n" in page
    assert page.endswith("Do that.\n")
    assert "\n\n\n" not in page


def test_an_explanation_says_why_what_and_how() -> None:
    """Wrapped for a terminal, examples as they are."""
    shown = explain(ONE)

    assert shown.startswith("one (CG001) error\nThe `first` | of two.\n\nBecause. Because.")
    assert max(map(len, shown.splitlines())) <= 88
    assert '\n\nBad\n  {"a": 1}\n\nGood\n  {"a": 2}\n\nWhat to do\n  Do this.\n' in shown
    assert "`cookgen lint --fix` does it" in shown
    assert '"x-cookgen": {"ignore": {"one": "why it is right here"}}' in shown
    assert shown == bare(explain(ONE, color=True)) != explain(ONE, color=True)


def test_an_explanation_leaves_out_what_there_is_not() -> None:
    """No why, no examples, no fix, no ignore."""
    assert (
        "two (CG201) info\nThe second.\n\nWhat to do\n  Do that.\n\nIgnore\n  Cannot be ignored.\n"
    ) == explain(TWO)


def test_an_example_that_must_be_long_is_cut() -> None:
    """120 kilobytes of a stack that is too large tell no more than its first lines."""
    long = replace(ONE, bad="x" * 5000 + "\n1" * 5000)

    lines = explain(long).splitlines()

    assert "  " + "x" * 95 + "…" in lines
    assert len(lines) < 100
