"""The Stack: what a schema-clean document says, in types that cannot be wrong.

`at` is the JSON Pointer of the place a part was read from; it does not count in comparisons.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

Json = Any  # str | int | float | bool | None | list[Json] | dict[str, Json]


@dataclass(frozen=True)
class DataVolume:
    """A named volume with the paths it has in the containers that take it by `volumes_from`."""

    name: str
    paths: tuple[str, ...]
    at: str = field(default="", compare=False)


@dataclass(frozen=True)
class Container:
    """One entry of `containers`; instance i of `web` is the container `web<i>`.

    `fields` holds what the document says, in its order and its spelling: this is what is baked.
    The other attributes are the parsed view that rules need.
    """

    name: str
    deploy: str  # auto | manual | cron
    image: str  # repository without tag or digest
    tag: str | None  # None: the document gives none
    digest: str | None
    scale: int  # the field `containers`
    fields: Mapping[str, Json]
    at: str = field(default="", compare=False)

    @property
    def instances(self) -> tuple[str, ...]:
        """Return the physical names: `web0`, `web1`, ..."""
        return tuple(f"{self.name}{index}" for index in range(self.scale))


@dataclass(frozen=True)
class App:
    """One app: `slug` is the OpsWorks short name, `name` what the document calls it."""

    slug: str
    name: str
    data_volumes: tuple[DataVolume, ...]
    containers: tuple[Container, ...]
    at: str = field(default="", compare=False)


@dataclass(frozen=True)
class Registry:
    """One login. `password` is None or "" where it comes from elsewhere; never print it."""

    host: str
    username: str | None
    password: str | None = field(repr=False)
    at: str = field(default="", compare=False)


@dataclass(frozen=True)
class Stack:
    """Everything that cookgen renders from one document."""

    apps: tuple[App, ...]
    registries: tuple[Registry, ...]
    install: Mapping[str, Json]  # docker.install, {} where absent
    forwarder: str | None  # logrotate.forwarder
