"""The house rules as tests: layers, libraries, registries, sizes, formatting, types."""

from __future__ import annotations

import ast
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
PACKAGE = ROOT / "generator"
MODULES = sorted(p for p in PACKAGE.rglob("*.py") if "images" not in p.parts)

# Who may import whom: a part of the package -> the parts it may reach. Arrows point down.
FLOOR = {"errors", "findings", "paths"}
LAYERS = {
    "errors": set(),
    "findings": set(),
    "paths": set(),
    "document": FLOOR,
    "schema": FLOOR | {"document"},
    "model": FLOOR | {"document"},
    "lint": FLOOR | {"document", "model"},
    "check": FLOOR | {"document", "schema", "model", "lint"},
    "render": FLOOR | {"model"},
    "lab": FLOOR | {"document", "schema", "model", "check", "render"},
    "output": FLOOR | {"document", "model", "lint", "check", "render", "lab"},
    "cli": FLOOR | {"document", "schema", "model", "lint", "check", "render", "lab", "output"},
    "__init__": set(),
    "__main__": {"cli"},
}

# One library, one place.
LIBRARIES = {
    "jinja2": {"render/environment.py"},
    "jsonschema": {"schema.py"},
    "click": {"cli"},
    "docker": {"lab/driver.py", "lab/images.py"},
    "yaml": {"lab/config.py"},
}


def part_of(path: Path) -> str:
    """Return the part of the package that a module belongs to: `lint`, `cli`, `errors` ..."""
    first = path.relative_to(PACKAGE).parts[0]
    return first.removesuffix(".py")


def imports(path: Path) -> Iterator[tuple[str, ast.stmt, bool]]:
    """Yield (dotted name, statement, stands inside a function) for each import of a module."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    inside = {
        id(child)
        for node in ast.walk(tree)
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef))
        for child in ast.walk(node)
    }
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            for alias in node.names:
                yield alias.name, node, id(node) in inside
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            yield node.module, node, id(node) in inside
            if node.module == "generator":
                for alias in node.names:
                    yield f"generator.{alias.name}", node, id(node) in inside


@pytest.mark.parametrize("path", MODULES, ids=lambda p: str(p.relative_to(ROOT)))
def test_imports_point_down(path: Path) -> None:
    """A module imports only from its own part of the package and from those below it."""
    own = part_of(path)
    allowed = LAYERS[own] | {own, "__version__"}

    upwards = sorted(
        name
        for name, _, _ in imports(path)
        if name.startswith("generator.") and name.split(".")[1] not in allowed
    )

    assert [] == upwards


@pytest.mark.parametrize("path", MODULES, ids=lambda p: str(p.relative_to(ROOT)))
def test_one_library_one_place(path: Path) -> None:
    """Third-party libraries are imported only where the house says so."""
    where = path.relative_to(PACKAGE).as_posix()

    misplaced = sorted(
        name
        for name, _, _ in imports(path)
        for places in [LIBRARIES.get(name.split(".")[0])]
        if places is not None and where not in places and where.split("/")[0] not in places
    )

    assert [] == misplaced


@pytest.mark.parametrize("path", MODULES, ids=lambda p: str(p.relative_to(ROOT)))
def test_imports_stand_at_the_top(path: Path) -> None:
    """Only the commands import inside functions, to keep start-up short, and the lab its engine."""
    lazy = {"cli", "lab"}

    hidden = sorted(
        name
        for name, _, inside in imports(path)
        if inside
        and not (part_of(path) in lazy and (name.startswith("generator") or part_of(path) == "lab"))
    )

    assert [] == hidden


@pytest.mark.parametrize("path", MODULES, ids=lambda p: str(p.relative_to(ROOT)))
def test_modules_and_functions_stay_small(path: Path) -> None:
    """No module over 300 lines, no function over 40: the orchestrators are the ones to watch."""
    text = path.read_text(encoding="utf-8")

    long_functions = [
        f"{node.name} ({node.end_lineno - node.lineno + 1} lines)"
        for node in ast.walk(ast.parse(text))
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef))
        and node.end_lineno is not None
        and node.end_lineno - node.lineno + 1 > 40
    ]

    assert [] == long_functions
    assert len(text.splitlines()) <= 300


def listed_and_present() -> Iterator[tuple[str, set[str], set[str]]]:
    """Yield (registry, what it lists, what its folder holds)."""
    from generator.cli import COMMANDS
    from generator.lab.runtimes import RUNTIMES
    from generator.lint.rules import RULES

    def folder(name: str) -> set[str]:
        return {
            f"generator.{name}." + p.stem for p in _modules_in(PACKAGE / name.replace(".", "/"))
        }

    yield "RULES", {rule.__name__ for rule in RULES}, folder("lint.rules")
    yield "RUNTIMES", {
        r.__module__ if hasattr(r, "__module__") else r.__name__ for r in RUNTIMES.values()
    }, folder("lab.runtimes")
    yield "COMMANDS", {target.split(":")[0] for target in COMMANDS.values()}, folder("cli")


def _modules_in(folder: Path) -> list[Path]:
    return [
        p for p in sorted(folder.glob("*.py")) if not p.stem.startswith("_") and p.stem != "base"
    ]


def test_every_registry_lists_its_folder() -> None:
    """What a registry lists and what its folder holds is the same: nothing is found by magic."""
    for registry, listed, present in listed_and_present():
        assert present == listed, registry


@pytest.mark.parametrize(
    "argv",
    [
        ["black", "--check", "--quiet", "."],
        ["flake8"],
        ["mypy"],
    ],
    ids=lambda argv: argv[0],
)
def test_formatter_linter_and_types_have_nothing_to_say(argv: list[str]) -> None:
    """black, flake8 and mypy --strict pass on the whole checkout."""
    done = subprocess.run(
        [sys.executable, "-m", *argv], cwd=ROOT, capture_output=True, text=True, check=False
    )

    assert 0 == done.returncode, done.stdout + done.stderr


@pytest.mark.skipif(shutil.which("git") is None, reason="git is not installed")
def test_text_files_end_with_one_newline_and_hold_no_tabs() -> None:
    """Every text file that git tracks keeps to .editorconfig, golden cases aside."""
    listed = subprocess.run(
        ["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=True
    ).stdout.split("\0")
    dirty = []
    for name in filter(None, listed):
        path = ROOT / name
        if name.startswith("tests/golden/") or not path.is_file():
            continue
        data = path.read_bytes()
        if b"\0" in data or not data:
            continue
        if not data.endswith(b"\n") or data.endswith(b"\n\n") or b"\r" in data:
            dirty.append(name)

    assert [] == dirty
