"""`cookgen rules`, `cookgen explain`, and completion of rule names."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from generator.cli import main
from generator.lint.catalog import CATALOG

ROOT = Path(__file__).resolve().parents[3]


def cookgen(*argv: str) -> Result:
    """Run the command line."""
    return CliRunner(mix_stderr=False).invoke(main, list(argv))


def test_rules_lists_all_of_them() -> None:
    """A line each, in the order of the codes."""
    result = cookgen("rules")

    lines = [line.split() for line in result.stdout.splitlines() if line.startswith("  ")]
    assert [[entry.code, entry.name] for entry in CATALOG] == [line[:2] for line in lines]
    assert (0, "") == (result.exit_code, result.stderr)
    assert "\x1b[" not in result.stdout
    assert "\x1b[" in cookgen("rules", "--color", "always").stdout


def test_rules_can_be_chosen_by_how_they_begin() -> None:
    """As lint's --select does."""
    value = json.loads(cookgen("rules", "--format", "json", "port", "CG211").stdout)

    assert ["CG211", "CG302", "CG303"] == [rule["code"] for rule in value["rules"]]
    assert 2 == cookgen("rules", "nonsense").exit_code


def test_the_page_is_current(golden: Callable[[Path, str], None]) -> None:
    """docs/rules.md is what `cookgen rules --format markdown` prints."""
    golden(ROOT / "docs" / "rules.md", cookgen("rules", "--format", "markdown").stdout)


@pytest.mark.parametrize("name", ["unknown-link", "CG211", "cg211", "Unknown-Link"])
def test_explain_takes_names_and_codes(name: str) -> None:
    """In either case of letters."""
    result = cookgen("explain", name)

    assert (0, "") == (result.exit_code, result.stderr)
    assert result.stdout.startswith("unknown-link (CG211) error\n")


@pytest.mark.parametrize("entry", CATALOG, ids=lambda entry: entry.name)
def test_every_rule_can_be_explained(entry: object) -> None:
    """No line is wider than a terminal of people who split their screen."""
    name = next(e.name for e in CATALOG if e is entry)

    result = cookgen("explain", name)

    assert 0 == result.exit_code
    assert [] == [line for line in result.stdout.splitlines() if len(line) > 100]


def test_several_are_explained_one_after_the_other() -> None:
    """With a gap between them."""
    result = cookgen("explain", "CG302", "CG303")

    assert result.stdout.startswith("port-collision (CG302)")
    assert "\n\n\nport-range (CG303)" in result.stdout


@pytest.mark.parametrize(
    ("name", "hint"),
    [("unknown-lnk", "Did you mean unknown-link?"), ("zzz", "`cookgen rules` lists them all.")],
)
def test_an_unknown_rule_is_exit_2(name: str, hint: str) -> None:
    """With what was probably meant."""
    result = cookgen("explain", name)

    assert (2, "") == (result.exit_code, result.stdout)
    assert f"no rule is called {name!r}. {hint}" in result.stderr


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("explain port-", {"port-collision", "port-range"}),
        ("explain CG30", {"CG301", "CG302", "CG303"}),
        ("lint --select syntax,port-r", {"syntax,port-range"}),
        ("lint --ignore port-r", {"port-range"}),
        ("rules port-r", {"port-range"}),
    ],
)
def test_the_shell_completes_rules(words: str, expected: set[str]) -> None:
    """Behind a comma too, and without the heavy libraries."""
    done = subprocess.run(
        [sys.executable, "-c", "import generator.cli as c; c.main(prog_name='cookgen')"],
        env={
            **os.environ,
            "_COOKGEN_COMPLETE": "bash_complete",
            "COMP_WORDS": f"cookgen {words}",
            "COMP_CWORD": str(len(words.split())),
        },
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )

    assert expected <= {line.partition(",")[2] for line in done.stdout.splitlines()}
    assert "" == done.stderr
