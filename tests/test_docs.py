"""What documents show is what happens: console examples are run, links lead somewhere."""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path
from typing import NamedTuple

import pytest

ROOT = Path(__file__).resolve().parents[1]
DOCUMENTS = sorted([*ROOT.glob("*.md"), *ROOT.glob("docs/*.md")])
NOT_RUN = ("./dev test", "./dev setup")  # they are what runs this test


class Example(NamedTuple):
    """A command of a document and what the document says that it prints."""

    document: str
    command: str
    output: str


def examples() -> list[Example]:
    """Return each `$ ./dev ...` of a console block together with the lines below it."""
    found = []
    for path in DOCUMENTS:
        for block in re.findall(r"^```console\n(.*?)^```", path.read_text("utf-8"), re.M | re.S):
            for part in re.split(r"^\$ ", block, flags=re.M)[1:]:
                command, _, output = part.partition("\n")
                command = command.split("  #")[0].strip()
                if command.startswith("./dev ") and not command.startswith(NOT_RUN):
                    found.append(Example(path.name, command, output))
    return found


def as_pattern(output: str) -> str:
    """Return a regular expression for an output in which a line `...` stands for any lines."""
    lines = [
        r"(?:.*\n)*?" if line == "..." else re.escape(line) + r"\n" for line in output.splitlines()
    ]
    return "".join(lines)


@pytest.mark.parametrize("example", examples(), ids=lambda e: f"{e.document}: {e.command}")
def test_a_console_example_prints_what_the_document_shows(example: Example) -> None:
    """Standard output and standard error together are what stands below the command."""
    if example.command == "./dev demo":
        shutil.rmtree(ROOT / "build" / "article", ignore_errors=True)
    done = subprocess.run(
        example.command.split(),
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
        env={"PATH": "/usr/local/bin:/usr/bin:/bin", "NO_COLOR": "1", "LANG": "C.UTF-8"},
    )

    assert done.returncode in (0, 1)
    if example.output:
        assert re.fullmatch(as_pattern(example.output), done.stdout), done.stdout


@pytest.mark.parametrize("path", DOCUMENTS, ids=lambda p: p.name)
def test_relative_links_lead_somewhere(path: Path) -> None:
    """Every relative link of a document names a file of the checkout."""
    targets = re.findall(r"\]\((?!https?:|#|mailto:)([^)#]+)", path.read_text("utf-8"))

    assert [] == [target for target in targets if not (path.parent / target).exists()]
