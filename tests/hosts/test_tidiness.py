"""What is left of killed runs, and that nothing of anybody else is ever touched."""

from __future__ import annotations

import subprocess
import sys
import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from helpers import ROOT

from generator.lab.config import project_id

pytestmark = pytest.mark.docker


def docker(*words: str) -> list[str]:
    """Run a docker command; return its lines."""
    done = subprocess.run(["docker", *words], capture_output=True, text=True, check=True)
    return done.stdout.split()


def volumes(mark: str) -> set[str]:
    """Return the volumes of this test."""
    return set(docker("volume", "ls", "--quiet", "--filter", f"name={mark}"))


def networks(mark: str) -> set[str]:
    """Return the networks of this test."""
    return set(docker("network", "ls", "--format", "{{.Name}}", "--filter", f"name={mark}"))


@dataclass(frozen=True)
class Seeded:
    """Volumes, ours and strangers', and a network; all have `mark` in their name."""

    mark: str
    project: Path  # which is gone
    ours: set[str]
    strangers: set[str]


@pytest.fixture
def seeded(tmp_path: Path) -> Iterator[Seeded]:
    """Make what a killed run leaves, and beside it what looks like it but is somebody's."""
    mark = f"cg-{uuid.uuid4().hex[:8]}"
    gone = tmp_path / "gone"
    labels = {
        "left": [f"cookgen.lab={project_id(gone)}", "cookgen.instance=s-p"],
        "gone": [f"cookgen.lab={project_id(gone)}", f"cookgen.project={gone}"],
    }
    strange = {
        "named-like-ours": [],
        "app": ["cookgen.app=shop", "cookgen.container=web"],
        "key": ["cookgen.laboratory=x", "cookgen.instance=s-p"],
        "empty": ["cookgen.lab="],
    }
    for name, given in {**labels, **strange}.items():
        flags = [word for label in given for word in ("--label", label)]
        docker("volume", "create", *flags, f"{mark}-{name}")
    docker("network", "create", "--label", labels["left"][0], f"{mark}-network")
    docker("network", "create", f"{mark}-stranger")
    ours, strangers = ({f"{mark}-{name}" for name in names} for names in (labels, strange))
    yield Seeded(mark, gone, ours, strangers)
    docker("volume", "rm", "--force", *volumes(mark))
    docker("network", "rm", *networks(mark))


def gc(*words: str) -> subprocess.CompletedProcess[str]:
    """Run `cookgen gc`."""
    argv = [sys.executable, "-m", "generator", "gc", *words]
    return subprocess.run(argv, cwd=ROOT, capture_output=True, text=True, check=False)


def test_what_is_young_is_left_alone(seeded: Seeded) -> None:
    """By default an hour: it may be a run that goes on."""
    done = gc()

    assert seeded.mark not in done.stdout
    assert seeded.ours | seeded.strangers == volumes(seeded.mark)


def test_only_ours_is_listed_and_nothing_removed_without_a_yes(seeded: Seeded) -> None:
    """Exit 1: there is something."""
    done = gc("--older-than", "0s")

    assert 1 == done.returncode
    found = {word for word in done.stdout.split() if word.startswith(seeded.mark)}
    assert seeded.ours | {f"{seeded.mark}-network"} == found
    assert seeded.ours | seeded.strangers == volumes(seeded.mark)


def test_a_yes_removes_ours_and_nothing_else(seeded: Seeded) -> None:
    """A volume with a look-alike label and a network without any stay."""
    done = gc("--older-than", "0s", "--project", str(seeded.project), "--yes")

    assert 0 == done.returncode, done.stderr
    assert "3 removed" in done.stderr
    assert seeded.strangers == volumes(seeded.mark)
    assert {f"{seeded.mark}-stranger"} == networks(seeded.mark)
    assert 0 == gc("--older-than", "0s", "--project", str(seeded.project)).returncode
