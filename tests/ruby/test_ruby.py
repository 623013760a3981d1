"""The Ruby half: its specs pass, RuboCop is silent, and nothing newer than Ruby 2.0 gets in."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from pathlib import Path

import pytest

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[1]
COOKBOOKS = (ROOT / "templates" / "cookbook", ROOT / "cookbooks")

# What RuboCop's grammar of Ruby 2.0 lets through and old Rubies on hosts would not.
NEWER = {
    "<<~": re.compile(r"<<~['\"`]?[A-Z_]"),
    "&.": re.compile(r"[\w)\]}]&\.\w"),
    "required keyword": re.compile(r"\bdef [\w.?!=]+\(([^)]*\W)?\w+:\s*[,)]"),
    "dig": re.compile(r"\.dig\("),
    "private def": re.compile(r"\bprivate def\b"),
    "to_h with a block or on pairs": re.compile(r"\.to_h(?= *(\{|do\b))|\.(map|zip)\b.*\.to_h\b"),
    "transform_values": re.compile(r"\.transform_(values|keys)\b"),
    "sum": re.compile(r"\.sum\b"),
    "match?": re.compile(r"\.match\?"),
    "filter_map and its like": re.compile(r"\.(filter_map|then|yield_self|tally)\b"),
    "start_with? of a pattern": re.compile(r"\.start_with\?\(/"),
    "squiggly or endless": re.compile(r"\(\d+\.\.\)|\[\d+\.\.\]"),
}


def ruby_files() -> list[Path]:
    """Return every Ruby file that a host may run, rendered ones included."""
    return sorted(path for folder in COOKBOOKS for path in folder.rglob("*.rb"))


def tool(name: str) -> str:
    """Return the path of a program; without it skip with one line, or fail where CI is set."""
    found = shutil.which(name)
    if found is None:
        why = f"{name} is not installed (apt-get install ruby-rspec rubocop, or gem install {name})"
        pytest.fail(why, pytrace=False) if os.environ.get("CI") else pytest.skip(why)
    return found


def run(*words: str, cwd: Path) -> None:
    """Run a command; its whole output is the failure's text."""
    done = subprocess.run(words, cwd=cwd, capture_output=True, text=True, check=False)
    if done.returncode != 0:
        pytest.fail(done.stdout + done.stderr, pytrace=False)


def test_specs() -> None:
    """Every library does what its spec says."""
    run(tool("rspec"), cwd=HERE)


def test_model() -> None:
    """The deploy engine keeps its promises wherever it is killed, twice; every seeded bug is found.

    `COOKGEN_MODEL=full` kills five runs in a row.
    """
    run(tool("rspec"), cwd=HERE / "model")


def test_rubocop() -> None:
    """RuboCop reads everything as Ruby 2.0 and has nothing to say."""
    folders = [*map(str, COOKBOOKS), str(HERE)]
    run(tool("rubocop"), "--format", "simple", *folders, cwd=ROOT)


@pytest.mark.parametrize("name", NEWER)
def test_nothing_newer_than_ruby_2_0(name: str) -> None:
    """Words that newer Rubies brought stand nowhere in a cookbook."""
    found = [
        f"{path.relative_to(ROOT)}:{number}: {line.strip()}"
        for path in ruby_files()
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1)
        if NEWER[name].search(line)
    ]
    assert [] == found


@pytest.mark.parametrize(
    ("name", "line"),
    [
        ("<<~", "text = <<~TEXT"),
        ("&.", "found = node&.name"),
        ("required keyword", "def call(argv, stdin:, timeout: 5)"),
        ("required keyword", "def call(stdin:)"),
        ("dig", "node.dig('a', 'b')"),
        ("private def", "private def x"),
        ("to_h with a block or on pairs", "list.map { |a| [a, 1] }.to_h"),
        ("sum", "list.map(&:size).sum"),
        ("match?", "name.match?(/x/)"),
    ],
)
def test_the_rule_can_fail(name: str, line: str) -> None:
    """Each rule finds what it is there for."""
    assert NEWER[name].search(line)


def test_libraries_say_nothing_to_a_plain_ruby() -> None:
    """Libraries load one by one in any order, as old Chefs do, without a warning."""
    folder = ROOT / "templates" / "cookbook" / "docker" / "libraries"
    names = sorted(str(path) for path in folder.glob("cookgen_*.rb"))
    code = "ARGV.each { |path| load path }"
    for order in (names, names[::-1]):
        done = subprocess.run(
            [tool("ruby"), "-e", code, *order], capture_output=True, text=True, check=False
        )
        assert (0, "") == (done.returncode, done.stderr)
