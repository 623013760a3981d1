"""What hosts know at the end of a run: journal, containers, their logs. Also where it failed.

Nothing here may break a run: what cannot be had is noted in `missing.txt` of the host.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

from generator.errors import HostError
from generator.lab.masking import inspected
from generator.lab.recorder import Recorder
from generator.lab.transport import Host

_TIMEOUT = 20
_LINES = 2000
_AT_ONCE = 4
_JOURNAL = ("journalctl", "-b", "--no-pager", "-o", "short-iso-precise", "-n", "5000")


def collect(recorder: Recorder, hosts: Mapping[str, Host]) -> None:
    """Write what hosts know into `hosts/<name>/` of the run; by name of the host."""
    if recorder.folder is None:
        return
    for name, host in hosts.items():
        folder = recorder.folder / "hosts" / name
        one = _Collector(recorder, host, folder)
        one.collect()
        recorder.event("collected", host=name, files=one.files, missing=one.missing)


class _Collector:
    """One host."""

    def __init__(self, recorder: Recorder, host: Host, folder: Path) -> None:
        self._recorder = recorder
        self._host = host
        self._folder = folder
        self.files = 0
        self.missing: list[str] = []

    def collect(self) -> None:
        """Ask for everything, several things at once."""
        self._write("journal.log", self._ask(*_JOURNAL))
        self._docker()
        if self.missing:
            self._write("missing.txt", "\n".join(self.missing) + "\n")

    def _docker(self) -> None:
        listed = self._ask("docker", "ps", "--all", "--quiet", "--no-trunc", quiet=True)
        if listed is None:
            return  # a host without an engine, or with one that has died: the journal says
        containers = {found["Name"].lstrip("/"): found for found in self._inspect(listed.split())}
        with ThreadPoolExecutor(_AT_ONCE) as pool:
            logs = dict(zip(containers, pool.map(self._log, containers)))
        for name, found in sorted(containers.items()):
            text = json.dumps(inspected(found), indent=2, ensure_ascii=False) + "\n"
            self._write(f"containers/{name}.json", text)
            self._write(f"containers/{name}.log", logs[name])
        about = {"containers": [_summary(found) for _, found in sorted(containers.items())]}
        self._write("docker.json", json.dumps(about, indent=2, ensure_ascii=False) + "\n")

    def _inspect(self, ids: list[str]) -> Iterator[dict[str, Any]]:
        if not ids:
            return
        # One may end between the two questions: the others are shown all the same.
        said = self._ask("docker", "inspect", *ids, any_status=True)
        try:
            yield from json.loads(said or "[]")
        except ValueError:
            self.missing.append("docker inspect: not JSON")

    def _log(self, name: str) -> str | None:
        argv = ("docker", "logs", "--timestamps", "--tail", str(_LINES), name)
        said = self._ask(*argv, both=True)
        # Both channels came one after the other; the stamps put the lines into order.
        return said if said is None else "".join(sorted(said.splitlines(keepends=True)))

    def _ask(
        self, *argv: str, any_status: bool = False, quiet: bool = False, both: bool = False
    ) -> str | None:
        try:
            done = self._host.run(argv, check=False, timeout=_TIMEOUT)
        except HostError as error:
            self.missing.append(f"{' '.join(argv)}: {error.message}")
            return None
        if done.status != 0 and not any_status:
            if not quiet:
                self.missing.append(f"{' '.join(argv)}: status {done.status}: {done.err.strip()}")
            return None
        return done.output if both else done.out

    def _write(self, name: str, text: str | None) -> None:
        if text is not None:
            self._recorder.write(self._folder / name, text)
            self.files += 1


def _summary(found: Mapping[str, Any]) -> dict[str, Any]:
    """Return what a table of containers shows."""
    state = found.get("State", {})
    settings = found.get("Config", {})
    labels = settings.get("Labels") or {}
    return {
        "name": found.get("Name", "").lstrip("/"),
        "image": settings.get("Image", ""),
        "image_id": found.get("Image", ""),
        "status": state.get("Status", ""),
        "exit_code": state.get("ExitCode", 0),
        "started": state.get("StartedAt", ""),
        "finished": state.get("FinishedAt", ""),
        "restarts": found.get("RestartCount", 0),
        "app": labels.get("cookgen.app", ""),
        "generation": labels.get("cookgen.generation", ""),
    }
