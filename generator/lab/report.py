"""What the lab found out, as values: Chef's runs, phases, their files."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any


@dataclass(frozen=True)
class Updated:
    """A resource that a run has changed something for."""

    type: str
    name: str
    action: str

    def __str__(self) -> str:
        return f"{self.type}[{self.name}] {self.action}"


@dataclass(frozen=True)
class ChefReport:
    """One run of Chef, from our handler. `exception` is None where it succeeded."""

    success: bool
    elapsed: float
    resources: int
    updated: tuple[Updated, ...]
    exception: str | None

    def as_json(self) -> dict[str, Any]:
        """Return it as JSON values."""
        return {
            "success": self.success,
            "elapsed": self.elapsed,
            "resources": self.resources,
            "updated": [vars(item) for item in self.updated],
            "exception": self.exception,
        }


def chef_report(text: str | None, status: int) -> ChefReport:
    """Read what the handler wrote; None where Chef ended before its handlers."""
    if not text:
        return ChefReport(False, 0.0, 0, (), f"Chef ended with status {status} and no report")
    value = json.loads(text)
    return ChefReport(
        success=bool(value["success"]) and status == 0,
        elapsed=float(value["elapsed"] or 0),
        resources=int(value["resources"]),
        updated=tuple(Updated(u["type"], u["name"], u["action"]) for u in value["updated"]),
        exception=value["exception"] or (None if status == 0 else f"status {status}"),
    )


@dataclass(frozen=True)
class Outcome:
    """How a phase ended. `log` is what to look at where it is not ok."""

    phase: str
    ok: bool
    seconds: float
    problems: tuple[str, ...] = ()
    log: Path | None = None
    note: str = ""

    def as_json(self) -> dict[str, Any]:
        """Return it as JSON values."""
        return {
            "phase": self.phase,
            "ok": self.ok,
            "seconds": round(self.seconds, 3),
            "problems": list(self.problems),
        }


def write_json(path: Path, value: Any) -> None:
    """Write a JSON file as a whole, readable by its owner alone."""
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_name(path.name + ".part")
    part.touch(mode=0o600)
    part.write_text(json.dumps(value, indent=2) + "\n", encoding="utf-8")
    part.replace(path)


def read_json(path: Path) -> Any:
    """Return the value of a JSON file, None where there is none."""
    try:
        return json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return None
