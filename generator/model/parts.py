"""Value objects with one parser each, for texts that the schema has already found well formed."""

from __future__ import annotations

import re
import shlex
import string
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

DOCKER_HUB = "docker.io"

_SLUG = re.compile(r"[^a-z0-9_]")
_AMOUNT = re.compile(r"([0-9]+(?:\.[0-9]+)?)(ms|s|m|h)")
_UNITS = {"ms": 0.001, "s": 1.0, "m": 60.0, "h": 3600.0}
_LOWER = {ord(char): char.lower() for char in string.ascii_uppercase}


def slug(name: str) -> str:
    """Return the OpsWorks short name of an app: lower case, anything else than a-z 0-9 is `_`.

    ASCII only, character by character: the cookbook makes the same slugs on the host.
    """
    return _SLUG.sub("_", name.translate(_LOWER))


def words(command: str | list[str]) -> list[str]:
    """Split a command as a shell would, a list stays as it is; ValueError where a quote is open."""
    return shlex.split(command) if isinstance(command, str) else list(command)


def seconds(value: float | str) -> float:
    """Return a duration in seconds: a number, `200ms`, `1m30s`."""
    if not isinstance(value, str):
        return float(value)
    parts = _AMOUNT.findall(value)
    return sum(float(amount) * _UNITS[unit] for amount, unit in parts)


@dataclass(frozen=True)
class Image:
    """`repository` with its registry, never with tag or digest: those stand beside it, or None."""

    repository: str
    tag: str | None = None
    digest: str | None = None

    @classmethod
    def parse(cls, text: str) -> Image:
        """Read `[registry[:port]/]name[:tag][@sha256:hex]`."""
        rest, _, digest = text.partition("@")
        name, colon, tag = rest.rpartition(":")
        if not colon or "/" in tag:
            name, tag = rest, ""
        return cls(name, tag or None, digest or None)

    @property
    def registry(self) -> str:
        """Return the host that serves the image; `docker.io` where the text names none."""
        first, slash, _ = self.repository.partition("/")
        if slash and ("." in first or ":" in first or first == "localhost"):
            return first
        return DOCKER_HUB


@dataclass(frozen=True)
class Port:
    """A published port or range of ports; `host` is None where Docker chooses."""

    address: str  # "" is every address
    host: tuple[int, int] | None
    container: tuple[int, int]
    protocol: str

    @classmethod
    def parse(cls, text: str) -> Port:
        """Read `[[address:]host:]container[/protocol]`; each side a port or `first-last`."""
        rest, _, protocol = text.partition("/")
        rest, _, container = rest.rpartition(":")
        address, _, host = rest.rpartition(":")
        return cls(
            address.strip("[]"),
            _range(host) if host else None,
            _range(container),
            protocol or "tcp",
        )

    @classmethod
    def read(cls, item: str | Mapping[str, Any]) -> Port:
        """Read an entry of `ports`: a text, or compose's long form."""
        if isinstance(item, str):
            return cls.parse(item)
        published, target = str(item.get("published", "")), int(item["target"])
        return cls(
            item.get("host_ip", "").strip("[]"),
            _range(published) if published else None,
            (target, target),
            item.get("protocol", "tcp"),
        )

    @property
    def is_fixed(self) -> bool:
        """Say whether only one container can have it: Docker chooses from a range onto one."""
        if self.host is None:
            return False
        return self.host[0] >= self.host[1] or self.container[0] != self.container[1]

    @property
    def is_sound(self) -> bool:
        """Say whether ranges run upwards and, where it is fixed, both sides have as many ports."""
        if self.host is None or not self.is_fixed:
            return self.container[0] <= self.container[1]
        return 0 <= self.host[1] - self.host[0] == self.container[1] - self.container[0]

    def collides(self, other: Port) -> bool:
        """Say whether both cannot be published on one host."""
        if not (self.is_fixed and other.is_fixed and self.protocol == other.protocol):
            return False
        if not (self.is_everywhere or other.is_everywhere or self.address == other.address):
            return False
        one, two = self.host or (0, 0), other.host or (0, 0)
        return one[0] <= two[1] and two[0] <= one[1]

    @property
    def is_everywhere(self) -> bool:
        """Say whether it is published on every address of the host."""
        return self.address in ("", "0.0.0.0", "::")


def _range(text: str) -> tuple[int, int]:
    first, _, last = text.partition("-")
    return int(first), int(last or first)
