"""The record of a run of one instance: what it is about, and which of its settings are secret."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from generator import __version__
from generator.lab.config import Instance
from generator.lab.masking import secrets_in
from generator.lab.recorder import Recorder
from generator.lab.report import read_json

# Nothing happens that would be worth a report.
_SILENT = frozenset({"destroy"})


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
