"""What host tests share: cookgen as a user runs it, and what Docker has of an instance."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from generator.lab import config

ROOT = Path(__file__).resolve().parents[2]


def argv(project: Path, verb: str, *words: str) -> list[str]:
    """Return argv of a command of cookgen on a project."""
    return [sys.executable, "-m", "generator", verb, "--project", str(project), *words]


def cookgen(project: Path, verb: str, *words: str) -> subprocess.CompletedProcess[str]:
    """Run a command of cookgen on a project to its end."""
    return subprocess.run(
        argv(project, verb, *words), cwd=ROOT, capture_output=True, text=True, check=False
    )


def left(instance: config.Instance) -> list[str]:
    """Return what Docker has with the labels of an instance."""
    chosen = [f"--filter=label={key}={value}" for key, value in instance.labels().items()]
    found = []
    for words in (["ps", "--all"], ["volume", "ls"], ["network", "ls"]):
        listing = ["docker", *words, "--quiet", *chosen]
        done = subprocess.run(listing, capture_output=True, text=True, check=True)
        found += done.stdout.split()
    return found
