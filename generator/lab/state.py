"""The folder of an instance: what has happened, and the reports. What exists, Docker knows."""

from __future__ import annotations

import os
import shutil
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from generator.lab.recorder import REPORTS
from generator.lab.report import Outcome, read_json, write_json

_SECRET = ("credentials.json", "context.json", "state.json")


@dataclass(frozen=True)
class State:
    """`last`: the last phase that ended; `begun`: one that has not, of the process `pid`.

    `deployment`: the JSON of the last deploy.
    """

    last: str = ""
    ok: bool = True
    runs: int = 0
    converged: bool = False
    deployment: Mapping[str, Any] | None = None
    begun: str = ""
    pid: int = 0

    def words(self) -> str:
        """Say what happened last: it passed, failed, goes on, or was killed."""
        if self.begun:
            alive = Path(f"/proc/{self.pid}").exists()
            return f"{self.begun} ({'goes on' if alive else 'killed'})"
        return f"{self.last}{'' if self.ok else ' (failed)'}"


class Folder:
    """`.cookgen/<instance>/`."""

    def __init__(self, path: Path) -> None:
        self.path = path

    @property
    def context(self) -> Path:
        """Return the file that tells tests what they need to know."""
        return self.path / "context.json"

    @property
    def runs(self) -> Path:
        """Return the folder with one folder for each run of Chef."""
        return self.path / "runs"

    def fresh(self) -> None:
        """Begin a new history; the reports of earlier runs stay."""
        self.path.mkdir(parents=True, mode=0o700, exist_ok=True)
        for old in self.path.iterdir():
            if old.name == REPORTS:
                continue
            if old.is_dir() and not old.is_symlink():
                shutil.rmtree(old, ignore_errors=True)
            else:
                old.unlink()
        # Whoever keeps the project in git need not know of this folder.
        (self.path.parent / ".gitignore").write_text("*\n", encoding="utf-8")

    def state(self) -> State:
        """Return the history; an empty one where there is none."""
        return State(**(read_json(self.path / "state.json") or {}))

    def begin(self, phase: str) -> None:
        """Write that a phase has begun; where nothing was made yet, there is no history."""
        if self.path.exists():
            self.keep(replace(self.state(), begun=phase, pid=os.getpid()))

    def keep(self, state: State) -> None:
        """Write the history."""
        write_json(self.path / "state.json", vars(state))

    def record(self, outcome: Outcome) -> None:
        """Add a phase to timings.json."""
        path = self.path / "timings.json"
        write_json(path, [*(read_json(path) or []), outcome.as_json()])

    def forget(self) -> None:
        """Remove what is of no use without the host; reports stay."""
        for name in _SECRET:
            (self.path / name).unlink(missing_ok=True)
