"""The Stack: what a schema-clean document says, in types that cannot be wrong.

`at` is the JSON Pointer of the place a part was read from; it does not count in comparisons.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
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

    @property
    def layers(self) -> frozenset[str]:
        """Return the short names of the OpsWorks layers whose hosts run it."""
        return frozenset(self.fields.get("layers", ["docker"]))


@dataclass(frozen=True)
class App:
    """One app: `slug` is the OpsWorks short name, `name` what the document calls it."""

    slug: str
    name: str
    data_volumes: tuple[DataVolume, ...]
    containers: tuple[Container, ...]
    at: str = field(default="", compare=False)

    @cached_property
    def volumes(self) -> Mapping[str, DataVolume]:
        """Return its data volumes by name."""
        return {volume.name: volume for volume in self.data_volumes}

    @cached_property
    def services(self) -> Mapping[str, Container]:
        """Return its containers by name, without numbers."""
        return {container.name: container for container in self.containers}


@dataclass(frozen=True)
class Registry:
    """One login; never print its password.

    Both are None or "" where they come from elsewhere, or `{"$secret": name}`.
    """

    host: str
    username: Json
    password: Json = field(repr=False)
    credential_helper: str | None = None
    at: str = field(default="", compare=False)


@dataclass(frozen=True)
class Stack:
    """Everything that cookgen renders from one document."""

    apps: tuple[App, ...]
    registries: tuple[Registry, ...]
    install: Mapping[str, Json]  # docker.install, {} where absent
    forwarder: str | None  # logrotate.forwarder
    tags: Mapping[str, Json] = field(default_factory=dict)  # aws-tag.tags
    # All of it as it was read, keys of others too: for rules, never for what is built.
    document: Mapping[str, Json] = field(default_factory=dict, compare=False, repr=False)
