"""A schema-clean document as a Stack; the only caller of the constructors."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from generator.document.pointer import ROOT, Pointer
from generator.model.parts import Image, slug
from generator.model.stack import App, Container, DataVolume, Registry, Stack

Json = Any


def parse(value: Mapping[str, Json]) -> Stack:
    """Return what the document says. Entries of `deploy` without anything of ours are left out."""
    docker = value.get("docker", {})
    place = ROOT / "deploy"
    return Stack(
        apps=tuple(
            _app(name, entry, place / name)
            for name, entry in value.get("deploy", {}).items()
            if "containers" in entry or "data_volumes" in entry
        ),
        registries=tuple(
            Registry(
                host,
                login.get("username"),
                login.get("password"),
                login.get("credential_helper"),
                at=ROOT / "docker" / "registries" / host,
            )
            for host, login in docker.get("registries", {}).items()
        ),
        install=docker.get("install", {}),
        forwarder=value.get("logrotate", {}).get("forwarder"),
        tags=value.get("aws-tag", {}).get("tags", {}),
        document=value,
    )


def _app(name: str, entry: Mapping[str, Json], at: Pointer) -> App:
    return App(
        slug=slug(name),
        name=name,
        data_volumes=tuple(
            DataVolume(volume, _paths(shape), at=place)
            for volume, shape, place in _members(entry.get("data_volumes", []), at / "data_volumes")
        ),
        containers=tuple(
            _container(container, fields, place)
            for container, fields, place in _members(entry.get("containers", []), at / "containers")
        ),
        at=at,
    )


def _members(shape: Json, at: Pointer) -> Iterator[tuple[str, Json, Pointer]]:
    """Yield name, value and place from an object, or from a list of objects."""
    if isinstance(shape, dict):
        for name, value in shape.items():
            yield name, value, at / name
        return
    for index, item in enumerate(shape):
        yield from _members(item, at / index)


def _paths(shape: Json) -> tuple[str, ...]:
    return tuple(shape.get("volumes", []) if isinstance(shape, dict) else shape)


def _container(name: str, fields: Mapping[str, Json], at: Pointer) -> Container:
    image = Image.parse(fields.get("image", ""))
    return Container(
        name=name,
        deploy=fields.get("deploy", "auto"),
        image=image.repository,
        tag=fields.get("tag", image.tag),
        digest=image.digest,
        scale=int(fields.get("containers", 1)),
        fields={key: value for key, value in fields.items() if not key.startswith("x-")},
        at=at,
    )
