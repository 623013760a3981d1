"""Which images are stale, and what an import takes in."""

from __future__ import annotations

import io
import json
import tarfile
from pathlib import Path
from typing import Any

import pytest

from generator.errors import UnreadableInput
from generator.lab import stock
from generator.lab.stock import Names, Stored


class Engine:
    """An engine with some images; what is untagged is remembered."""

    def __init__(self, *images: dict[str, Any], used: tuple[str, ...] = ()) -> None:
        self._images, self._used = images, used
        self.gone: list[str] = []
        self.client = self.api = self

    def containers(self, **_: Any) -> list[dict[str, str]]:
        return [{"ImageID": image} for image in self._used]

    def images(self, **_: Any) -> tuple[dict[str, Any], ...]:
        return self._images

    def untag(self, tag: str) -> None:
        self.gone.append(tag)


def image(tag: str, base: str = "", created: int = 0) -> dict[str, Any]:
    """Return an image as the engine lists it; its id is its tag."""
    layer = tag.rpartition("/")[2].partition(":")[0]
    labels = {"cookgen.image": layer, "cookgen.base": base}
    return {"RepoTags": [tag], "Id": tag, "Labels": labels, "Created": created, "Size": 1000000}


def names() -> Names:
    """Return what images would be called."""
    driver: Any = Engine()
    return Names(driver)


def stale(*images: dict[str, Any], used: tuple[str, ...] = ()) -> dict[str, str | None]:
    """Return tag -> why it is stale."""
    driver: Any = Engine(*images, used=used)
    return {found.tag: found.stale for found in stock.stored(driver)}


@pytest.mark.parametrize(
    "layer", ["debian-12", "host-11", "gems-12-18.11.11", "chef-11-12.18.31", "services"]
)
def test_a_layer_of_ours_is_current_by_its_key_alone(layer: str) -> None:
    """What this version would build is current; every other key is of another version."""
    current = names().current(layer)

    assert current is not None and current.startswith(f"cookgen-lab/{layer}:")
    old = f"cookgen-lab/{layer}:000000000000"
    assert {current: None, old: f"{layer} is made in another way now"} == stale(
        image(current), image(old)
    )


def test_what_is_made_from_a_stale_image_is_stale() -> None:
    """Down the whole chain, whether the base is still there or not."""
    services, app = "cookgen-lab/services:000000000000", "cookgen-lab/app-x:1"
    found = stale(
        image("cookgen-lab/registry:1", base=services),
        image(app, base=str(names().current("debian-12"))),
        image("cookgen-lab/app-y:1", base="cookgen-lab/debian-12:000000000000"),
    )

    assert "services is made in another way now" == found["cookgen-lab/registry:1"]
    assert "debian-12 is made in another way now" == found["cookgen-lab/app-y:1"]
    assert found[app] is None


def test_names_of_others_are_not_looked_at() -> None:
    """Even where they have inherited our label."""
    assert {} == stale(image("shop/app:1"), image("debian:12"))


def test_prune_leaves_what_is_current_or_in_use() -> None:
    """A stale image that a container uses stays."""
    current = str(names().current("debian-12"))
    old, used = "cookgen-lab/debian-12:000000000000", "cookgen-lab/debian-12:111111111111"
    engine: Any = Engine(image(current), image(old), image(used), used=(used,))

    assert [old] == [gone.tag for gone in stock.prune(engine, everything=False)]
    assert [old] == engine.gone
    stock.prune(engine, everything=True)
    assert {old, current} == set(engine.gone)


def packed(folder: Path, manifest: Any) -> Path:
    """Write an archive as `docker save` does."""
    path, content = folder / "images.tar", json.dumps(manifest).encode()
    with tarfile.open(path, "w") as tar:
        entry = tarfile.TarInfo("manifest.json")
        entry.size = len(content)
        tar.addfile(entry, io.BytesIO(content))
    return path


@pytest.mark.parametrize(
    "manifest, reason",
    [
        ([{"RepoTags": ["cookgen-lab/x:1"]}, {"RepoTags": ["debian:12"]}], "it has debian:12 in"),
        ([{"RepoTags": None}], "it names no image"),
        ([{}], "RepoTags"),
    ],
)
def test_an_import_takes_nothing_of_others(tmp_path: Path, manifest: Any, reason: str) -> None:
    """An archive that would bring, say, another debian:12 is refused."""
    driver: Any = Engine()
    with pytest.raises(UnreadableInput, match=reason):
        stock.load(driver, packed(tmp_path, manifest))


def test_what_is_no_archive_is_refused(tmp_path: Path) -> None:
    """With the file's name."""
    (tmp_path / "x.tar").write_text("no")
    driver: Any = Engine()
    with pytest.raises(UnreadableInput, match="x.tar"):
        stock.load(driver, tmp_path / "x.tar")


def test_stored_is_sorted_by_name() -> None:
    """So that two listings can be compared."""
    driver: Any = Engine(image("cookgen-lab/b:1"), image("cookgen-lab/a:1", created=5))

    assert [
        Stored("cookgen-lab/a:1", "a", None, 5.0, 1000000, False),
        Stored("cookgen-lab/b:1", "b", None, 0.0, 1000000, False),
    ] == stock.stored(driver)
