"""What all tests share."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add `--accept`: golden files become what the code makes now."""
    parser.addoption("--accept", action="store_true", help="rewrite golden files; read the diff")


@pytest.fixture
def golden(request: pytest.FixtureRequest) -> Callable[[Path, str], None]:
    """Return a function that compares a text with a golden file, or rewrites it."""

    def compare(path: Path, text: str) -> None:
        if request.config.getoption("--accept"):
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8", newline="")
        have = path.read_text(encoding="utf-8") if path.exists() else None
        name = path.relative_to(request.config.rootpath)
        assert have == text, f"{name} differs; `./dev test {request.node.nodeid} --accept` mends it"

    return compare
