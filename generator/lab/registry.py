"""What the lab's registry serves: the services image, with the app images pushed into its storage.

An image and not a volume: it is there whole or not at all, and its tag says what is in it.
"""

from __future__ import annotations

import hashlib
import uuid
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass

from generator.errors import HostError
from generator.lab.driver import Driver
from generator.lab.images import BASE, LAYER, Images

HUB = "docker.io"
_LAYER = "registry"
_PORT = "5000/tcp"
_SERVE = ["docker-registry", "serve", "/etc/cookgen/registry-push.yml"]
_BOOT = 'CMD ["/usr/local/sbin/cookgen-init"]'


@dataclass(frozen=True)
class Reference:
    """An image's name taken apart as Docker does: `nginx` is `docker.io/library/nginx:latest`."""

    host: str
    repository: str
    tag: str

    @classmethod
    def parse(cls, text: str) -> "Reference":
        """Take a name apart that has no digest."""
        first, slash, rest = text.partition("/")
        named = bool(slash) and ("." in first or ":" in first or first == "localhost")
        host, path = (first, rest) if named else (HUB, text)
        repository, _, tag = path.partition(":")
        if host == HUB and "/" not in repository:
            repository = f"library/{repository}"
        return cls(host, repository, tag or "latest")

    @property
    def path(self) -> str:
        """Return what stands behind the host."""
        return f"{self.repository}:{self.tag}"


def hosts(references: Iterable[str]) -> tuple[str, ...]:
    """Return the registry hosts besides Docker Hub, sorted."""
    return tuple(sorted({Reference.parse(text).host for text in references} - {HUB}))


def filled(
    driver: Driver,
    images: Images,
    base: str,
    contents: Mapping[str, str],
    labels: Mapping[str, str],
) -> str:
    """Return the tag of `base` with its registry holding `contents` (name -> local image).

    `labels` go to the throw-away container, so that a killed run leaves nothing unknown.
    """
    wanted = _by_path(driver, contents)
    digest = hashlib.sha256(repr((base, sorted(wanted.items()))).encode()).hexdigest()[:12]
    tag = f"{base.partition('/')[0]}/{_LAYER}:{digest}"
    with images.missing(tag) as missing:
        if missing:
            with _registry(driver, base, labels) as (name, port):
                for path, image in sorted(wanted.items()):
                    _push(driver, image, f"127.0.0.1:{port}/{path}")
                repository, _, version = tag.partition(":")
                # An image inherits its container's labels; this one is nobody's in particular.
                nobodys = [f'LABEL {key}=""' for key in labels]
                changes = [_BOOT, *nobodys, f"LABEL {LAYER}={_LAYER}", f"LABEL {BASE}={base}"]
                driver.commit(name, repository, version, changes)
    return tag


def _by_path(driver: Driver, contents: Mapping[str, str]) -> dict[str, str]:
    """Return path -> image id. All hosts share one storage, so a path has one meaning."""
    wanted: dict[str, str] = {}
    for text, image in contents.items():
        path, found = Reference.parse(text).path, driver.image_id(image)
        if found is None:
            raise HostError(f"there is no image {image} to serve as {text}")
        if wanted.setdefault(path, found) != found:
            raise HostError(f"two registries have different images for {path}")
    return wanted


@contextmanager
def _registry(driver: Driver, image: str, labels: Mapping[str, str]) -> Iterator[tuple[str, int]]:
    """Run an open registry; yield its container's name and its port.

    Docker takes registries on 127.0.0.0/8 without TLS, and the port is published nowhere else.
    """
    name = f"cookgen-registry-{uuid.uuid4().hex[:12]}"
    host = driver.run(image, _SERVE, name=name, labels=labels, ports=[_PORT])
    try:
        host.wait(["curl", "-sfo", "/dev/null", "http://127.0.0.1:5000/v2/"], deadline=20)
        yield name, driver.port(name, _PORT)
    finally:
        driver.remove_container(name)


def _push(driver: Driver, image: str, reference: str) -> None:
    driver.tag(image, reference)
    try:
        driver.push(reference)
    finally:
        driver.untag(reference)
