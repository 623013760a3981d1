"""Images in layers: Debian -> host -> Chef, and whatever a suite builds on them.

A layer's tag is a hash of all that goes into it, so what is there is never built again and an
edit never meets an old image: `cookgen-lab/host-12:1f0c…`, label `cookgen.image=host-12`.
"""

from __future__ import annotations

import fcntl
import hashlib
import io
import os
import tarfile
import tempfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

import docker.errors
import requests.exceptions

from generator.errors import HostError
from generator.lab import machine, rootfs
from generator.lab.driver import Driver

REPOSITORY = "cookgen-lab"
LAYER, BASE = "cookgen.image", "cookgen.base"  # labels: the layer's name, the tag below it
_FOLDER = Path(__file__).resolve().parent / "images"
_THROWAWAY = f"{LAYER}=throwaway"


class Images:
    """The images of one engine. `say` is told what takes time."""

    def __init__(self, driver: Driver, say: Callable[[str], None] = lambda line: None) -> None:
        self._driver = driver
        self.say = say

    def debian(self, release: int) -> str:
        """Return the tag of a minimal Debian; built from packages, else pulled."""
        name = f"debian-{release}"
        tag = _tag(name, rootfs.key(release))
        with self.missing(tag) as absent:
            if absent:
                self.say(f"building {tag}")
                self._import(name, tag, release)
        return tag

    def host(self, release: int) -> str:
        """Return the tag of a Debian with systemd and a Docker engine."""
        return self.layer(f"host-{release}", _FOLDER / "host", self.debian(release))

    def gems(self, release: int, version: str) -> str:
        """Return the tag of an image that holds only /opt/chef-<version>, built for a Debian."""
        return self.layer(
            f"gems-{release}-{version}",
            _FOLDER / "gems",
            self.debian(release),
            {"VERSION": version},
            machine.gem_context,
        )

    def chef(self, release: int, version: str) -> str:
        """Return the tag of a host with one Chef."""
        args = {"VERSION": version, "GEMS": self.gems(release, version)}
        return self.layer(f"chef-{release}-{version}", _FOLDER / "chef", self.host(release), args)

    def layer(
        self,
        name: str,
        folder: Path,
        parent: str,
        args: Mapping[str, str] | None = None,
        extra: Callable[[], Mapping[str, bytes]] = dict,
    ) -> str:
        """Return the tag of `folder`'s Dockerfile built on `parent` (build argument BASE).

        The files of `extra` are in the build context but do not count: what is made must not
        depend on them.
        """
        given = dict(args or {})
        files = _read(folder)
        tag = _tag(name, _digest(parent, files, given))
        with self.missing(tag) as absent:
            if absent:
                self.say(f"building {tag}")
                plain = {path: (content, 0o644) for path, content in extra().items()}
                self._build(name, tag, {**files, **plain}, {"BASE": parent, **given})
        return tag

    def _build(
        self,
        name: str,
        tag: str,
        files: Mapping[str, tuple[bytes, int]],
        args: Mapping[str, str],
    ) -> None:
        stream = self._driver.client.api.build(
            fileobj=_context(files),
            custom_context=True,
            tag=tag,
            buildargs={**machine.proxies(), **args},
            labels={LAYER: name, BASE: args["BASE"]},
            network_mode="host",
            rm=True,
            forcerm=True,
            decode=True,
        )
        said: list[str] = []
        try:
            for line in stream:
                said.append(line.get("stream") or line.get("error") or "")
                if "error" in line:
                    tail = "".join(said).splitlines()[-25:]
                    raise HostError(f"image {tag} cannot be built:\n" + "\n".join(tail))
        except requests.exceptions.RequestException as error:
            raise HostError(f"image {tag} cannot be built: {error}") from error
        finally:
            self._sweep()

    def _import(self, name: str, tag: str, release: int) -> None:
        repository, _, version = tag.partition(":")
        reasons: list[str] = []
        with tempfile.TemporaryDirectory(prefix="cookgen-") as folder:
            archive = rootfs.build(release, Path(folder), reasons)
            if archive is None:
                self._pull(name, tag, release, reasons)
                return
            answer = self._driver.client.api.import_image_from_file(
                str(archive), repository, version, changes=[f"LABEL {LAYER}={name}"]
            )
        if '"error"' in answer:
            raise HostError(f"image {tag} cannot be imported: {answer}")

    def _pull(self, name: str, tag: str, release: int, reasons: list[str]) -> None:
        try:
            image = self._driver.client.images.pull("debian", tag=str(release))
        except docker.errors.DockerException as error:
            reasons.append(f"registry: {error}")
            raise HostError(
                f"no Debian {release} to be had: " + "; ".join(reasons),
                "install mmdebstrap: apt-get install --no-install-recommends mmdebstrap",
            ) from error
        self._build(
            name, tag, {"Dockerfile": (b"ARG BASE\nFROM ${BASE}\n", 0o644)}, {"BASE": image.id}
        )

    def _sweep(self) -> None:
        """Remove the stages that only served to make another image."""
        images = self._driver.client.images
        for image in images.list(filters={"dangling": True, "label": _THROWAWAY}):
            try:
                images.remove(image.id)
            except docker.errors.DockerException:
                pass  # in use by a build that runs beside this one, which will remove it

    @contextmanager
    def missing(self, tag: str) -> Iterator[bool]:
        """Say whether an image is missing; hold a lock meanwhile, so that it is built once.

        One image at a time: two builds side by side would only take each other's processors.
        """
        if self._driver.image_id(tag) is not None:
            yield False
            return
        folder = os.open(_FOLDER, os.O_RDONLY)
        try:
            fcntl.flock(folder, fcntl.LOCK_EX)
            yield self._driver.image_id(tag) is None
        finally:
            os.close(folder)


def _tag(name: str, digest: str) -> str:
    return f"{REPOSITORY}/{name}:{digest[:12]}"


def _read(folder: Path) -> dict[str, tuple[bytes, int]]:
    """Return the files below a folder by relative path, each with its mode's executable bit."""
    found: dict[str, tuple[bytes, int]] = {}
    for path in sorted(folder.rglob("*")):
        if path.is_file() and "__pycache__" not in path.parts:
            mode = 0o755 if os.access(path, os.X_OK) else 0o644
            found[path.relative_to(folder).as_posix()] = (path.read_bytes(), mode)
    if "Dockerfile" not in found:
        raise HostError(f"{folder} has no Dockerfile")
    return found


def _digest(parent: str, files: Mapping[str, tuple[bytes, int]], args: Mapping[str, str]) -> str:
    total = hashlib.sha256(parent.encode())
    for path, (content, mode) in sorted(files.items()):
        total.update(f"\0{path}\0{mode:o}\0{hashlib.sha256(content).hexdigest()}".encode())
    for key, value in sorted(args.items()):
        total.update(f"\0{key}={value}".encode())
    return total.hexdigest()


def _context(files: Mapping[str, tuple[bytes, int]]) -> io.BytesIO:
    """Return a build context without clocks and owners, so that the engine's cache can hit."""
    packed = io.BytesIO()
    with tarfile.open(fileobj=packed, mode="w") as tar:
        for path, (content, mode) in sorted(files.items()):
            entry = tarfile.TarInfo(path)
            entry.mode = mode
            entry.size = len(content)
            tar.addfile(entry, io.BytesIO(content))
    packed.seek(0)
    return packed
