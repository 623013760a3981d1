"""The history of an instance: what began, what ended, what was killed."""

from __future__ import annotations

import os
from dataclasses import replace
from pathlib import Path

from generator.lab.state import Folder, State


def test_a_phase_that_goes_on_and_one_that_was_killed(tmp_path: Path) -> None:
    """The process that began it is alive, or is not."""
    folder = Folder(tmp_path)
    folder.keep(State(last="create"))
    folder.begin("converge")
    begun = folder.state()

    assert ("converge (goes on)", os.getpid()) == (begun.words(), begun.pid)
    assert "converge (killed)" == replace(begun, pid=2**22 + 1).words()


def test_a_phase_that_ended(tmp_path: Path) -> None:
    """With its name, and whether it failed."""
    assert "verify" == State(last="verify").words()
    assert "verify (failed)" == State(last="verify", ok=False).words()


def test_nothing_is_written_where_nothing_was_made(tmp_path: Path) -> None:
    """A create that is refused leaves no folder."""
    Folder(tmp_path / "x").begin("create")

    assert not (tmp_path / "x").exists()
