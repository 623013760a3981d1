"""Where no engine answers: one line that says why, and the command that mends it."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from generator.errors import HostError
from generator.lab import engine


@pytest.fixture(autouse=True)
def bare(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """Stand on a machine without any tool; return the folder of its tools."""
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setattr(engine, "_SBIN", ())
    monkeypatch.delenv("DOCKER_HOST", raising=False)
    monkeypatch.setattr(os, "geteuid", lambda: 0)
    return tmp_path


def install(folder: Path, *names: str) -> None:
    """Put tools on the machine."""
    for name in names:
        (folder / name).write_text("#!/bin/sh\nexit 1\n")
        (folder / name).chmod(0o755)


def test_without_dockerd_the_packages_are_named() -> None:
    """The command can be copied."""
    assert (engine.obstacle() or "").endswith(
        "apt-get install --no-install-recommends docker.io iptables"
    )


def test_without_root_somebody_else_must_start_it(
    bare: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A user is told what root has to do."""
    install(bare, "dockerd", "iptables")
    monkeypatch.setattr(os, "geteuid", lambda: 1000)

    assert "as root" in (engine.obstacle() or "")


def test_without_iptables_dockerd_would_not_come_up(bare: Path) -> None:
    """Told before it is tried."""
    install(bare, "dockerd")

    assert "iptables" in (engine.obstacle() or "")


def test_an_engine_that_was_chosen_elsewhere_is_not_started_here(
    bare: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """DOCKER_HOST is the user's word."""
    install(bare, "dockerd", "iptables")
    monkeypatch.setenv("DOCKER_HOST", "tcp://127.0.0.1:1")

    assert "DOCKER_HOST" in (engine.obstacle() or "")


def test_what_can_be_started_has_no_obstacle(bare: Path) -> None:
    """Root, dockerd and iptables are enough."""
    install(bare, "dockerd", "iptables")

    assert engine.obstacle() is None


def test_an_engine_that_dies_is_told_with_its_last_words(
    bare: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A dockerd that ends at once does not cost the whole deadline."""
    install(bare, "iptables")
    (bare / "dockerd").write_text("#!/bin/sh\necho no room on the disk\nexit 1\n")
    (bare / "dockerd").chmod(0o755)
    monkeypatch.setattr(engine, "_PID_FILE", bare / "docker.pid")
    monkeypatch.setattr(engine, "answers", lambda: False)

    with pytest.raises(HostError, match="no room on the disk"):
        engine.start(deadline=20)


@pytest.mark.parametrize(
    "content",
    ["999999999", str(os.getpid()), "nonsense"],
    ids=["no process", "another process", "no number"],
)
def test_a_pid_file_that_means_no_dockerd_is_removed(
    bare: Path, monkeypatch: pytest.MonkeyPatch, content: str
) -> None:
    """A killed dockerd leaves it, and the next one would refuse to start."""
    path = bare / "docker.pid"
    path.write_text(content)
    monkeypatch.setattr(engine, "_PID_FILE", path)
    engine._drop_stale_pid_file()

    assert not path.exists()
