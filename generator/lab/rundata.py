"""A run's folder, read: the values of which the reports are made."""

from __future__ import annotations

import json
import xml.etree.ElementTree as ElementTree
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cached_property
from pathlib import Path
from typing import Any

from generator.errors import UnreadableInput
from generator.lab import requestlog
from generator.lab.chefmarks import Mark
from generator.lab.report import read_json
from generator.lab.traffic import Record


@dataclass(frozen=True)
class Phase:
    """`status`: ok, failed, error (no answer) or cut off (the run ended in it)."""

    name: str
    status: str
    began: float  # seconds of the epoch
    seconds: float
    problems: tuple[str, ...]
    note: str
    folder: Path

    @property
    def ok(self) -> bool:
        """Say whether it passed."""
        return self.status == "ok"


@dataclass(frozen=True)
class ChefRun:
    """One run of Chef; times are seconds of the epoch, `report` is what our handler wrote."""

    host: str
    name: str  # 003-deploy
    phase: str
    began: float
    ended: float
    report: Mapping[str, Any]
    marks: tuple[Mark, ...]
    log: Path

    @property
    def ok(self) -> bool:
        """Say whether Chef succeeded."""
        return bool(self.report.get("success"))

    @property
    def seconds(self) -> float:
        """Return what Chef says it took; how long it was heard where it says nothing."""
        return float(self.report.get("elapsed") or self.ended - self.began)


@dataclass(frozen=True)
class Case:
    """One test of verify. `status`: ok, failed, error or skipped."""

    group: str
    name: str
    seconds: float
    status: str
    message: str = ""
    text: str = ""


@dataclass(frozen=True)
class Loaded:
    """A load of a step: its report, and every request."""

    phase: Phase
    report: Mapping[str, Any]
    folder: Path

    @cached_property
    def records(self) -> list[Record]:
        """Return every request, in order."""
        return requestlog.read(self.folder)

    @property
    def began(self) -> float:
        """Return the seconds of the epoch at which the times of the records begin."""
        return float(self.report["began"])


@dataclass(frozen=True)
class HostFacts:
    """A host and what was collected there."""

    name: str
    facts: Mapping[str, Any]
    containers: tuple[Mapping[str, Any], ...]
    folder: Path


@dataclass(frozen=True)
class RunData:
    """One run."""

    folder: Path
    facts: Mapping[str, Any]
    phases: tuple[Phase, ...]
    chefs: tuple[ChefRun, ...]
    cases: tuple[Case, ...]
    idempotence: tuple[tuple[Phase, Mapping[str, Any]], ...]
    loads: tuple[Loaded, ...]
    hosts: tuple[HostFacts, ...]

    @property
    def began(self) -> float:
        """Return the seconds of the epoch."""
        return float(self.facts["began"])

    @property
    def seconds(self) -> float:
        """Return how long it took, up to the last phase where the run was cut off."""
        last = max((phase.began + phase.seconds for phase in self.phases), default=self.began)
        return float(self.facts.get("ended", last)) - self.began

    @property
    def ok(self) -> bool:
        """Say whether the run came to its end and every phase passed."""
        return bool(self.facts.get("ok"))


def read(folder: Path) -> RunData:
    """Read a run's folder; UnreadableInput where it is none."""
    facts = read_json(folder / "run.json")
    if not isinstance(facts, dict) or "run" not in facts:
        raise UnreadableInput(f"{folder} is not the folder of a run")
    events = list(_events(folder / "events.ndjson"))
    phases = tuple(_phases(folder, events))
    hosts = tuple(_hosts(folder, facts))
    verified = (phase.folder / "junit.xml" for phase in phases)
    evidence = ((phase, read_json(phase.folder / "idempotence.json")) for phase in phases)
    loads = ((phase, read_json(phase.folder / "load.json")) for phase in phases)
    return RunData(
        folder=folder,
        facts=facts,
        phases=phases,
        chefs=tuple(_chefs(folder, events)),
        cases=tuple(
            _of_hosts(hosts, (c for path in verified if path.is_file() for c in cases(path)))
        ),
        idempotence=tuple((phase, found) for phase, found in evidence if found is not None),
        loads=tuple(Loaded(phase, got, phase.folder) for phase, got in loads if got is not None),
        hosts=hosts,
    )


def cases(junit: Path) -> Iterator[Case]:
    """Yield the test cases of pytest's JUnit file."""
    try:
        found = ElementTree.parse(junit)
    except ElementTree.ParseError as error:
        raise UnreadableInput(f"{junit}: {error}") from error
    for item in found.iter("testcase"):
        status, message, text = _verdict(item)
        group = (item.get("classname") or "").rpartition("tests.")[2]
        seconds = float(item.get("time") or 0.0)
        yield Case(group, item.get("name") or "", seconds, status, message, text)


def _of_hosts(hosts: Iterable[HostFacts], found: Iterable[Case]) -> Iterator[Case]:
    """Yield cases with hosts by their own names: a container's name is another on each machine."""
    names = {f"docker://{host.facts.get('container')}": host.name for host in hosts}
    for case in found:
        for container, name in names.items():
            case = replace(case, name=case.name.replace(container, name))
        yield case


def _verdict(item: ElementTree.Element) -> tuple[str, str, str]:
    for kind, status in (("failure", "failed"), ("error", "error"), ("skipped", "skipped")):
        found = item.find(kind)
        if found is not None:
            return status, found.get("message") or "", found.text or ""
    return "ok", "", ""


def _events(path: Path) -> Iterator[dict[str, Any]]:
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except FileNotFoundError:
        return
    for number, line in enumerate(lines, 1):
        try:
            yield json.loads(line)
        except ValueError as error:
            if number < len(lines):
                raise UnreadableInput(f"{path}:{number}: {error}") from error
            # The last line of a run that was killed.


def _phases(folder: Path, events: list[dict[str, Any]]) -> Iterator[Phase]:
    open_: dict[str, Any] | None = None
    for event in events:
        if event["event"] == "phase-began":
            open_ = event
        elif event["event"] == "phase-ended":
            open_ = None
            yield Phase(
                name=event["phase"],
                status=event["status"],
                began=float(event["began"]),
                seconds=float(event["seconds"]),
                problems=tuple(event["problems"]),
                note=event["note"],
                folder=folder / event["folder"],
            )
    if open_ is not None:
        began, last = _epoch(open_["time"]), _epoch(events[-1]["time"])
        what = ("the run was cut off here",)
        yield Phase(open_["phase"], "cut off", began, last - began, what, "", folder / "phases")


def _chefs(folder: Path, events: list[dict[str, Any]]) -> Iterator[ChefRun]:
    found: list[Mark] = []
    phase = ""
    for event in events:
        if event["event"] == "phase-began":
            phase = event["phase"]
        elif event["event"] == "deploy":
            at, words = _epoch(event["time"]), event["words"]
            found.append(Mark(at, words, event["seconds"], event["warning"]))
        elif event["event"] == "chef-ended":
            host, name = event["host"], event["chef"]
            log = folder / "hosts" / host / "chef" / name / "chef.log"
            ended = _epoch(event["time"])
            began = event.get("began") or ended - float(event.get("elapsed") or 0.0)
            yield ChefRun(host, name, phase, began, ended, event, tuple(found), log)
            found = []


def _hosts(folder: Path, facts: Mapping[str, Any]) -> Iterator[HostFacts]:
    known = facts.get("hosts") or {}
    there = {path.name for path in (folder / "hosts").glob("*") if path.is_dir()}
    for name in sorted(there | set(known)):
        where = folder / "hosts" / name
        containers = (read_json(where / "docker.json") or {}).get("containers", [])
        yield HostFacts(name, known.get(name, {}), tuple(containers), where)


def _epoch(stamp: str) -> float:
    return datetime.fromisoformat(stamp.replace("Z", "+00:00")).timestamp()
