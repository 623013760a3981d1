"""What all tests share: golden files and the command that accepts new ones."""

from __future__ import annotations

import difflib
from collections.abc import Callable
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add `--accept`."""
    parser.addoption(
        "--accept", action="store_true", help="write what the golden tests see to the golden files"
    )


@pytest.fixture
def golden(request: pytest.FixtureRequest) -> Callable[[Path, str], None]:
    """Compare a text with a golden file; with `--accept` write the file instead."""

    def compare(path: Path, actual: str) -> None:
        if request.config.getoption("--accept"):
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(actual.encode())
            return
        expected = path.read_bytes().decode() if path.is_file() else ""
        if expected != actual:
            name = path.relative_to(ROOT).as_posix()
            diff = difflib.unified_diff(
                expected.splitlines(keepends=True), actual.splitlines(keepends=True), name, "actual"
            )
            command = f"./dev test {request.node.nodeid.partition('[')[0]} --accept"
            pytest.fail(f"{name} differs; if this is right: {command}\n{''.join(diff)}", False)

    return compare
