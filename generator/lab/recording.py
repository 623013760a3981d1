"""The record of a run of one instance: what it is about, and which of its settings are secret."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from generator import __version__
from generator.lab.collect import collect
from generator.lab.config import Instance
from generator.lab.driver import Driver
from generator.lab.masking import secrets_in
from generator.lab.recorder import Recorder
from generator.lab.report import read_json

# Nothing happens that would be worth a report.
_SILENT = frozenset({"destroy"})
_ROLES = ("host", "services")


def recording(instance: Instance, verb: str, runs: Path) -> Recorder:
    """Return the recorder of a run. `runs`: the folder with a folder for each run of Chef."""
    suite, platform = instance.suite, instance.platform
    facts = {
        "instance": instance.name,
        "verb": verb,
        "suite": suite.name,
        "runtime": suite.runtime,
        "platform": platform.name,
        "debian": platform.debian,
        "chef": platform.chef,
        "project": instance.project.name,
        "cookgen": __version__,
    }
    return Recorder(
        instance.folder,
        facts,
        secrets=lambda: _secrets(instance),
        chefs=lambda: {"host": runs},
        silent=verb in _SILENT,
    )


def gather(record: Recorder, driver: Driver, instance: Instance) -> None:
    """Collect what the hosts of an instance know, those that run, once a phase has ended."""
    if not record.begun:
        return
    found = {role: driver.host(instance.container(role)) for role in _ROLES}
    hosts = {role: host for role, host in found.items() if host is not None}
    for role, host in hosts.items():
        address = driver.address(host.name, instance.container("network"))
        record.host(role, container=host.name, address=address)
    collect(record, hosts)


def _secrets(instance: Instance) -> Iterator[str]:
    """Yield what the lab knows to be secret now: its own passwords, and those in the settings."""
    suite = instance.suite
    settings = [suite.attributes, suite.environment, *(step.attributes for step in suite.steps)]
    for name in ("credentials.json", "state.json"):
        yield from secrets_in(read_json(instance.folder / name))
    if suite.stack is not None:
        yield from secrets_in(read_json(suite.stack))
    for value in settings:
        yield from secrets_in(value)
