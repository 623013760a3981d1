"""The folder of one run: what happens is written down while it happens, and nothing secret.

    reports/20260102-030405-test/
      run.json events.ndjson
      phases/05-verify/...          what a phase has left
      hosts/host/chef/003-deploy/   chef.log, chef.times, chef-report.json
      hosts/host/...                what `collect` has found

`junit.xml`, `timings.json` and `report.html` are made of these by `generator.output.run`.
"""

from __future__ import annotations

import json
import shutil
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime, timezone
from pathlib import Path
from typing import Any

from generator.errors import CookgenError
from generator.lab.chefmarks import marks, span
from generator.lab.masking import Mask
from generator.lab.report import Outcome, read_json, write_json

REPORTS = "reports"
LATEST = "latest"
_KEPT = 20
_LARGEST = 20_000_000

Chefs = Callable[[], Mapping[str, Path]]


class PhaseRecord:
    """A phase that goes on. `folder` may be written to directly by what writes no secrets."""

    def __init__(self, recorder: "Recorder", name: str, folder: Path) -> None:
        self.name = name
        self.folder = folder
        self.outcome: Outcome | None = None
        self._recorder = recorder

    def keep(self, *paths: Path) -> None:
        """Copy files into the phase's folder, masked; those that are not there are left out."""
        if self._recorder.folder is None:
            return
        for path in paths:
            self._recorder.keep(path, self.folder / path.name)


class Recorder:
    """Writes one run. Nothing is made before the first phase.

    `chefs`: host -> the folder that holds a folder for each run of Chef. `secrets` is asked often:
    a run makes passwords and forgets them. A silent recorder writes nothing at all.
    """

    def __init__(
        self,
        home: Path,
        facts: Mapping[str, Any],
        *,
        secrets: Callable[[], Iterable[str]],
        chefs: Chefs = dict,
        silent: bool = False,
        clock: Callable[[], float] = time.time,
    ) -> None:
        self._home = home / REPORTS
        self._facts = dict(facts)
        self._secrets = secrets
        self._chefs = chefs
        self._silent = silent
        self._clock = clock
        self._phases: list[dict[str, Any]] = []
        self._seen: set[Path] = set()
        self.mask = Mask()
        self.folder: Path | None = None
        self.current: Path | None = None  # the folder of the phase that goes on

    @property
    def begun(self) -> bool:
        """Say whether a phase has ended, so that there is something to collect."""
        return bool(self._phases)

    @contextmanager
    def phase(self, name: str) -> Iterator[PhaseRecord]:
        """Record a phase; one that raises is recorded as one without an answer."""
        if self._silent:
            yield PhaseRecord(self, name, self._home)
            return
        folder = self._begin()
        self._seen = self._chef_runs()
        self.current = folder / "phases" / f"{len(self._phases) + 1:02d}-{_slug(name)}"
        record = PhaseRecord(self, name, self.current)
        began = self._clock()
        self.event("phase-began", phase=name)
        try:
            yield record
        except BaseException as error:
            self._ended(record, began, "error", [_said(error)])
            raise
        outcome = record.outcome
        status = "ok" if outcome is None or outcome.ok else "failed"
        self._ended(record, began, status, list(outcome.problems) if outcome else [])

    def event(self, kind: str, *, at: float | None = None, **facts: Any) -> None:
        """Add a line to events.ndjson."""
        folder = self._begin()
        stamp = iso(self._clock() if at is None else at)
        line = {"time": stamp, "run": folder.name, "instance": self._facts.get("instance")}
        text = json.dumps(self._masked({**line, "event": kind, **facts}), ensure_ascii=False)
        with (folder / "events.ndjson").open("a", encoding="utf-8") as sink:
            sink.write(text + "\n")

    def keep(self, source: Path, target: Path) -> None:
        """Copy a text file, masked; its end where it is very large. Nothing where it is missing."""
        try:
            data = source.read_bytes()
        except (FileNotFoundError, IsADirectoryError):
            return
        self.write(target, data[-_LARGEST:].decode("utf-8", "replace"))

    def write(self, target: Path, text: str) -> None:
        """Write a text file into the run's folder, masked."""
        self.mask.learn(self._secrets())
        target.parent.mkdir(parents=True, exist_ok=True)
        target.touch(mode=0o600)
        target.write_text(self.mask.text(text), encoding="utf-8")

    def host(self, name: str, **facts: Any) -> None:
        """Say what is known of a host, when it is known."""
        hosts = self._facts.setdefault("hosts", {})
        if hosts.get(name) != facts:
            hosts[name] = facts
            self.event("host", host=name, **facts)

    def close(self) -> Path | None:
        """Write how it ended; return the folder, None where nothing has happened."""
        if self.folder is None:
            return None
        ok = all(phase["status"] == "ok" for phase in self._phases)
        ended = self._clock()
        self.event("run-ended", ok=ok, seconds=round(ended - self._facts["began"], 3))
        self._facts |= {"ended": ended, "ok": ok}
        write_json(self.folder / "run.json", self._masked(self._facts))
        return self.folder

    # How it is done

    def _begin(self) -> Path:
        if self.folder is None:
            self._facts["began"] = self._clock()
            stamp = datetime.fromtimestamp(self._facts["began"], timezone.utc)
            name = f"{stamp:%Y%m%d-%H%M%S}-{_slug(str(self._facts.get('verb', 'run')))}"
            self.folder = _made(self._home, name)
            self._facts["run"] = self.folder.name
            write_json(self.folder / "run.json", self._masked(self._facts))
            _point(self._home, self.folder.name)
            self.event("run-began", **{k: v for k, v in self._facts.items() if k != "run"})
        return self.folder

    def _ended(self, record: PhaseRecord, began: float, status: str, problems: list[str]) -> None:
        self._keep_chef()
        outcome = record.outcome
        facts: dict[str, Any] = {
            "phase": record.name,
            "status": status,
            "began": round(began, 3),
            "seconds": round(self._clock() - began, 3),
            "problems": problems,
            "note": outcome.note if outcome else "",
            "folder": f"phases/{record.folder.name}",
        }
        self._phases.append(facts)
        self.current = None
        self.event("phase-ended", **facts)

    def _chef_runs(self) -> set[Path]:
        folders = self._chefs().values()
        return {run for folder in folders if folder.is_dir() for run in folder.iterdir()}

    def _keep_chef(self) -> None:
        """Copy what Chef has written since the phase began, also where the phase has failed."""
        assert self.folder is not None
        for host, folder in self._chefs().items():
            for run in sorted(self._chef_runs() - self._seen):
                if run.parent != folder:
                    continue
                target = self.folder / "hosts" / host / "chef" / run.name
                for file in sorted(run.iterdir()):
                    self.keep(file, target / file.name)
                self._tell_chef(host, run)

    def _tell_chef(self, host: str, run: Path) -> None:
        for mark in marks(run / "chef.log"):
            said = {"words": mark.words, "seconds": mark.seconds, "warning": mark.warning}
            self.event("deploy", at=mark.at, host=host, chef=run.name, **said)
        report = read_json(run / "chef-report.json")
        began, ended = span(run / "chef.log") or (None, None)
        facts = {"host": host, "chef": run.name, "began": began, **(report or {"success": False})}
        self.event("chef-ended", at=ended, **facts)

    def _masked(self, value: Any) -> Any:
        self.mask.learn(self._secrets())
        return self.mask.value(value)


def _said(error: BaseException) -> str:
    if isinstance(error, KeyboardInterrupt):
        return "interrupted"
    return error.message if isinstance(error, CookgenError) else f"{type(error).__name__}: {error}"


def iso(seconds: float) -> str:
    """Return a time of the epoch as UTC with milliseconds: 2026-01-02T03:04:05.678Z."""
    stamp = datetime.fromtimestamp(seconds, timezone.utc)
    return stamp.isoformat(timespec="milliseconds").replace("+00:00", "Z")


def _slug(name: str) -> str:
    return "".join(letter if letter.isalnum() else "-" for letter in name).strip("-") or "phase"


def _made(home: Path, name: str) -> Path:
    """Make a folder of this name, or with a number where there is one; forget the oldest."""
    home.mkdir(parents=True, exist_ok=True, mode=0o700)
    runs = sorted(path for path in home.iterdir() if path.is_dir() and not path.is_symlink())
    for old in runs[: max(len(runs) - _KEPT + 1, 0)]:
        shutil.rmtree(old, ignore_errors=True)
    folder, number = home / name, 1
    while True:
        try:
            folder.mkdir(mode=0o700)
            return folder
        except FileExistsError:
            number += 1
            folder = home / f"{name}-{number}"


def _point(home: Path, name: str) -> None:
    """Let `latest` lead to a run."""
    part = home / f".{LATEST}"
    part.unlink(missing_ok=True)
    part.symlink_to(name)
    part.replace(home / LATEST)
