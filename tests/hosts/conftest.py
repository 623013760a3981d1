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
# They share helpers with ours.
sys.path.insert(0, str(Path(__file__).resolve().parent / "article"))


@pytest.fixture(scope="session", autouse=True)
def docker_engine() -> Iterator[None]:
    """Start an engine where none answers and one can be had; stop what was started.

    Where none can be had the tests are skipped, with the reason; in CI they fail.
    """
    if engine.answers():
        yield
        return
    try:
        started = engine.start()
    except HostError as error:
        if os.environ.get("CI"):
            pytest.fail(f"host tests are not skipped in CI: {error.message}", pytrace=False)
        pytest.skip(error.message)
    try:
        yield
    finally:
        started.stop()
