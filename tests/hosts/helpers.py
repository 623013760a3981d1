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
    """Return what there is of an instance: Docker's things with its labels, and processes."""
    chosen = [f"--filter=label={key}={value}" for key, value in instance.labels().items()]
    found = []
    for words in (["ps", "--all"], ["volume", "ls"], ["network", "ls"]):
        listing = ["docker", *words, "--quiet", *chosen]
        done = subprocess.run(listing, capture_output=True, text=True, check=True)
        found += done.stdout.split()
    return [*found, *_processes(instance.container("host"))]


def _processes(word: str) -> list[str]:
    """Return the processes of this machine that have a word on their command line."""
    found = []
    for path in Path("/proc").glob("[0-9]*/cmdline"):
        try:
            words = path.read_bytes().replace(b"\0", b" ").decode("utf-8", "replace")
        except OSError:
            continue  # gone meanwhile
        if word in words:
            found.append(words)
    return found
