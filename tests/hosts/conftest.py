"""The engine that host tests need: one that answers, else one that is started for them."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from generator.errors import HostError
from generator.lab import engine

# Its tests are for `cookgen verify`, which runs them with a host.
collect_ignore = ["article"]
# helpers.py of ours, support.py of theirs.
_HERE = Path(__file__).resolve().parent
sys.path[:0] = [str(_HERE), str(_HERE / "article")]


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Where no engine can be had, keep one host test to say so; never in CI."""
    ours = [item for item in items if _HERE in item.path.parents]
    if not ours or os.environ.get("CI") or engine.answers():
        return
    reason = engine.obstacle()
    if reason is not None:
        ours[0].add_marker(pytest.mark.skip(reason=f"all host tests: {reason}"))
        items[:] = [item for item in items if item not in ours[1:]]
        config.hook.pytest_deselected(items=ours[1:])


@pytest.fixture(scope="session", autouse=True)
def docker_engine() -> Iterator[None]:
    """Start an engine where none answers and one can be had; stop what was started."""
    if engine.answers():
        yield
        return
    try:
        started = engine.start()
    except HostError as error:
        if os.environ.get("CI"):
            pytest.fail(f"host tests are not skipped in CI: {error.message}", pytrace=False)
        pytest.skip(f"all host tests: {error.message}")
    try:
        yield
    finally:
        started.stop()
