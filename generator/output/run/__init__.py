"""The reports of runs: `report.html`, `junit.xml`, `timings.json`, made of a run's data alone."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path

from generator.lab import rundata
from generator.output.run import merge as merging
from generator.output.run.junit import junit
from generator.output.run.page import page
from generator.output.run.timings import timings

PAGE = "report.html"


def render(folder: Path) -> Path:
    """Write the reports into a run's folder; return the page's path."""
    run = rundata.read(folder)
    name = str(run.facts["instance"])
    _write(folder, {"junit.xml": junit({name: run}), "timings.json": timings(run)})
    _write(folder, {PAGE: page(run)})
    return folder / PAGE


def merge(folders: Sequence[Path], target: Path) -> bool:
    """Write the reports of all runs below folders into one; say whether all have passed."""
    runs = merging.find(folders)
    target.mkdir(parents=True, exist_ok=True)
    _write(target, merging.texts(runs, target))
    return all(run.ok for run in runs.values())


def _write(folder: Path, files: Mapping[str, object]) -> None:
    for name, value in files.items():
        text = value if isinstance(value, str) else json.dumps(value, indent=2) + "\n"
        part = folder / f"{name}.part"
        part.touch(mode=0o600)
        part.write_text(text, encoding="utf-8")
        part.replace(folder / name)
