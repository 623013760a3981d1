"""`timings.json`: how long everything took, of one run and of several."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from generator.lab.recorder import iso
from generator.lab.rundata import ChefRun, RunData


def timings(run: RunData) -> dict[str, Any]:
    """Return the times of one run as JSON values; `began` of a phase counts from the run's."""
    named = {key: run.facts.get(key) for key in ("run", "instance", "verb")}
    phases = [
        {
            "phase": phase.name,
            "status": phase.status,
            "began": round(phase.began - run.began, 3),
            "seconds": phase.seconds,
        }
        for phase in run.phases
    ]
    return {
        **named,
        "ok": run.ok,
        "began": iso(run.began),
        "seconds": round(run.seconds, 3),
        "phases": phases,
        "chef": [_chef(found) for found in run.chefs],
        "checks": {
            "count": len(run.cases),
            "seconds": round(sum(case.seconds for case in run.cases), 3),
        },
    }


def together(runs: Mapping[str, RunData]) -> dict[str, Any]:
    """Return the times of runs by name, and for each phase its sum and its longest run."""
    phases: dict[str, dict[str, Any]] = {}
    for name, run in runs.items():
        for phase in run.phases:
            known = phases.setdefault(
                phase.name, {"count": 0, "seconds": 0.0, "longest": 0.0, "longest_in": name}
            )
            known["count"] += 1
            known["seconds"] = round(known["seconds"] + phase.seconds, 3)
            if phase.seconds > known["longest"]:
                known |= {"longest": phase.seconds, "longest_in": name}
    began = min((run.began for run in runs.values()), default=0.0)
    ended = max((run.began + run.seconds for run in runs.values()), default=0.0)
    return {
        "ok": all(run.ok for run in runs.values()),
        "began": iso(began),
        "seconds": round(ended - began, 3),
        "machine_seconds": round(sum(run.seconds for run in runs.values()), 3),
        "phases": phases,
        "runs": {name: timings(run) for name, run in runs.items()},
    }


def _chef(found: ChefRun) -> dict[str, Any]:
    return {
        "host": found.host,
        "run": found.name,
        "phase": found.phase,
        "seconds": round(found.seconds, 3),
        "resources": found.report.get("resources", 0),
        "updated": len(found.report.get("updated") or []),
    }
