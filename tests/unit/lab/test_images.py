"""Layers: what their tags depend on, and that nothing is built twice."""

from __future__ import annotations

import io
import tarfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from generator.errors import HostError
from generator.lab import machine, rootfs
from generator.lab.images import Images


class Engine:
    """An engine that keeps the tags of what it is told to build."""

    def __init__(self, lines: list[dict[str, str]] | None = None) -> None:
        self.built: list[dict[str, Any]] = []
        self.lines = lines or [{"stream": "Step 1"}]
        self.client = self.api = self.images = self

    def image_id(self, tag: str) -> str | None:
        return tag if tag in [call["tag"] for call in self.built] else None

    def build(self, **call: Any) -> Iterator[dict[str, str]]:
        self.built.append(call)
        return iter(self.lines)

    def list(self, **_: Any) -> tuple[Any, ...]:
        return ()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Make a folder with a Dockerfile."""
    (tmp_path / "Dockerfile").write_text("ARG BASE\nFROM ${BASE}\n")
    (tmp_path / "run").write_text("#!/bin/sh\n")
    return tmp_path


def images(engine: Engine) -> Images:
    """Return the images of a made-up engine."""
    driver: Any = engine
    return Images(driver)


def test_what_is_there_is_not_built_again(folder: Path) -> None:
    """The same inputs give the same tag, and one build."""
    engine = Engine()
    tags = {images(engine).layer("x", folder, "base:1") for _ in range(3)}

    assert 1 == len(tags) == len(engine.built)
    assert "cookgen-lab/x:" == tags.pop()[: len("cookgen-lab/x:")]


def test_every_input_is_part_of_the_tag(folder: Path) -> None:
    """Parent, arguments, contents and the right to execute each make another tag."""
    made = images(Engine())
    tags = [made.layer("x", folder, "base:1"), made.layer("x", folder, "base:2")]
    tags.append(made.layer("x", folder, "base:1", {"A": "1"}))
    (folder / "run").chmod(0o755)
    tags.append(made.layer("x", folder, "base:1"))
    (folder / "run").write_text("#!/bin/sh\nexit\n")
    tags.append(made.layer("x", folder, "base:1"))

    assert 5 == len(set(tags))


def test_the_machine_s_own_files_do_not_count(folder: Path) -> None:
    """Certificates and gem sources are needed to build, and change nothing in what is built."""
    engine = Engine()
    made = images(engine)
    tag = made.layer("x", folder, "base:1", extra=lambda: {"machine/ca.crt": b"one"})

    assert tag == made.layer("x", folder, "base:1", extra=lambda: {"machine/ca.crt": b"two"})
    with tarfile.open(fileobj=engine.built[0]["fileobj"]) as tar:
        assert ["Dockerfile", "machine/ca.crt", "run"] == tar.getnames()


def test_contexts_have_no_clock(folder: Path) -> None:
    """The engine's own cache looks at times, too."""
    contexts = []
    for name in ("one", "two"):
        engine = Engine()
        images(engine).layer(name, folder, "base:1")
        context: io.BytesIO = engine.built[0]["fileobj"]
        contexts.append(context.getvalue())

    assert contexts[0] == contexts[1]


def test_a_failed_build_tells_its_last_lines(folder: Path) -> None:
    """What the engine said before the error is part of the message."""
    engine = Engine([{"stream": "E: no such package\n"}, {"error": "returned 100"}])

    with pytest.raises(HostError, match="no such package"):
        images(engine).layer("x", folder, "base:1")


def test_a_folder_needs_a_dockerfile(tmp_path: Path) -> None:
    """A wrong folder is told before anything is built."""
    with pytest.raises(HostError, match="has no Dockerfile"):
        images(Engine()).layer("x", tmp_path, "base:1")


def test_releases_have_names_and_keys_of_their_own() -> None:
    """Each release is another image; one we do not know is told with those we do."""
    assert len({rootfs.key(release) for release in rootfs.CODENAMES}) == len(rootfs.CODENAMES)
    with pytest.raises(HostError, match="Debian 7 is not known") as caught:
        rootfs.codename(7)
    assert "12" in (caught.value.hint or "")


def test_without_a_mirror_the_reason_is_kept(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A machine whose apt is not Debian's makes no Debian from packages."""
    monkeypatch.setattr(machine, "mirrors", lambda: machine.Mirrors(None, None))
    reasons: list[str] = []

    assert rootfs.build(12, tmp_path, reasons) is None
    assert ["apt of this machine has no Debian mirror"] == reasons


def test_each_tool_that_is_missing_is_a_reason(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Both ways are tried before a registry is asked."""
    monkeypatch.setattr(machine, "mirrors", lambda: machine.Mirrors("http://m/", None))
    monkeypatch.setenv("PATH", str(tmp_path))
    reasons: list[str] = []

    assert rootfs.build(12, tmp_path, reasons) is None
    assert ["mmdebstrap is not installed", "debootstrap is not installed"] == reasons
