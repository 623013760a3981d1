"""The lab's images on an engine: which are current, which are of old keys; out to a file, and in.

Only images with our label and a name of ours are looked at.
"""

from __future__ import annotations

import json
import re
import tarfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import requests.exceptions

from generator.errors import HostError, UnreadableInput
from generator.lab.driver import Driver
from generator.lab.images import BASE, LAYER, REPOSITORY, Images
from generator.lab.services import foundation

_OURS = f"{REPOSITORY}/"
_OWN = re.compile(r"services|(?P<kind>debian|host|gems|chef)-(?P<release>\d+)(-(?P<version>.+))?")


@dataclass(frozen=True)
class Stored:
    """An image by one of its names. `stale`: why it is of no use any more, or None."""

    tag: str
    layer: str
    base: str | None
    created: float
    size: int
    used: bool  # by a container, running or not
    stale: str | None = None


class Names(Images):
    """Says what images would be called, and makes none."""

    @contextmanager
    def missing(self, tag: str) -> Iterator[bool]:
        """Claim that everything is there."""
        yield False

    def current(self, layer: str) -> str | None:
        """Return the tag that a layer of ours has today; None where it is none of ours."""
        match = _OWN.fullmatch(layer)
        if match is None:
            return None
        kind, release, version = (
            match["kind"] or layer,
            int(match["release"] or 0),
            match["version"],
        )
        if kind == "services":
            return foundation(self)
        if kind in ("gems", "chef") and version:
            return self.gems(release, version) if kind == "gems" else self.chef(release, version)
        if kind in ("debian", "host") and not version:
            return self.debian(release) if kind == "debian" else self.host(release)
        return None


def stored(driver: Driver) -> list[Stored]:
    """Return the lab's images, by name."""
    api, names = driver.client.api, Names(driver)
    used = {entry["ImageID"] for entry in api.containers(all=True)}
    found = [
        Stored(
            tag=tag,
            layer=entry["Labels"][LAYER],
            base=entry["Labels"].get(BASE) or None,
            created=float(entry["Created"]),
            size=int(entry["Size"]),
            used=entry["Id"] in used,
        )
        for entry in api.images(filters={"label": LAYER})
        for tag in entry["RepoTags"] or ()
        if tag.startswith(_OURS)
    ]
    return judged(sorted(found, key=lambda image: image.tag), names)


def judged(found: list[Stored], names: Names) -> list[Stored]:
    """Say of each image whether it is stale."""
    by_tag = {image.tag: image for image in found}
    return [replace(image, stale=_stale(image.tag, by_tag, names)) for image in found]


def _stale(tag: str, by_tag: Mapping[str, Stored], names: Names) -> str | None:
    image = by_tag.get(tag)
    layer = image.layer if image else tag.removeprefix(_OURS).partition(":")[0]
    current = names.current(layer)
    if current is not None:
        return None if tag == current else f"{layer} is made in another way now"
    if image is None or image.base is None:
        return None  # a base from elsewhere, or not known: nothing speaks against it
    return _stale(image.base, by_tag, names)


def prune(driver: Driver, everything: bool) -> list[Stored]:
    """Remove stale images, or all; never one that a container uses. Return what was removed."""
    gone = []
    for image in stored(driver):
        if not image.used and (everything or image.stale is not None):
            driver.untag(image.tag)
            gone.append(image)
    return gone


def export(driver: Driver, path: Path) -> list[str]:
    """Write the images that are not stale to a tar archive, as `docker save` does."""
    tags = [image.tag for image in stored(driver) if image.stale is None]
    if not tags:
        raise HostError("there is no image to export", "`cookgen images build` makes them")
    api = driver.client.api
    part = path.with_name(path.name + ".part")
    try:
        # The SDK's own word for this takes one image only; apart, they would not share layers.
        answer = api._get(api._url("/images/get"), params={"names": tags}, stream=True)
        answer.raise_for_status()
        with part.open("wb") as file:
            for chunk in answer.iter_content(1 << 20):
                file.write(chunk)
        part.replace(path)
    except requests.exceptions.RequestException as error:
        raise HostError(f"cannot export images: {error}") from error
    finally:
        part.unlink(missing_ok=True)
    return tags


def load(driver: Driver, path: Path) -> list[str]:
    """Bring in what `export` has written; refuse an archive with other images in it."""
    tags = _tags(path)
    strangers = [tag for tag in tags if not tag.startswith(_OURS)]
    if strangers or not tags:
        what = f"it has {strangers[0]} in it" if strangers else "it names no image"
        raise UnreadableInput(f"{path} is not an export of cookgen: {what}")
    with path.open("rb") as file:
        driver.client.images.load(file)
    return tags


def _tags(path: Path) -> list[str]:
    try:
        with tarfile.open(path) as tar:
            for member in tar:
                content = tar.extractfile(member) if member.name == "manifest.json" else None
                if content is not None:
                    entries: list[dict[str, Any]] = json.load(content)
                    return [tag for entry in entries for tag in entry["RepoTags"] or ()]
    except (OSError, tarfile.TarError, ValueError, KeyError) as error:
        raise UnreadableInput(f"{path}: {error}") from error
    return []
