"""Where in a stack a secret could stand: what is built into the cookbook, and everything else."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from generator.document.pointer import ROOT, Pointer
from generator.lint.fields import containers
from generator.lint.rule import Problem
from generator.lint.secrets import Kind, arguments, shown, suspicion, values
from generator.model.stack import Stack

_COMMANDS = ("entrypoint", "command", "migration", "pre_start", "post_start", "pre_stop")
# Names, paths and numbers of Docker's and of ours.
_NAMES = {
    *("image", "tag", "links", "depends_on", "volumes", "volumes_from", "env_from", "ports"),
    *("networks", "layers", "secrets", "env_file", "deploy", "containers", "socket", "proxy"),
}
_OURS = ("containers", "data_volumes", "x-cookgen")

Place = tuple[str, str, str]  # pointer, key, text


def found(stack: Stack, kind: Kind) -> Iterator[tuple[str, str, str, str]]:
    """Yield (place, key, what it is, what may be shown of it) in what is built."""
    for place, key, text in built(stack):
        suspect = suspicion(key, text)
        if suspect is not None and suspect[0] is kind:
            yield place, key, suspect[1], shown(suspect[2])


def built(stack: Stack) -> Iterator[Place]:
    """Yield each text that `build` writes down; passwords of registries have their own rule."""
    for _, container in containers(stack):
        at = Pointer(container.at)
        for field, value in container.fields.items():
            if field in _COMMANDS:
                if isinstance(value, dict):
                    yield from arguments(value.get("command"), at / field / "command")
                else:
                    yield from arguments(value, at / field)
            elif field not in _NAMES:
                yield from values(value, at / field, field)
    yield from values(stack.install, ROOT / "docker" / "install")


def elsewhere(stack: Stack) -> Iterator[Problem]:
    """Yield a problem per secret in the parts of the document that are not built."""
    for place, key, text in _others(stack.document):
        suspect = suspicion(key, text)
        if suspect is not None and suspect[0] is not Kind.RANDOM:
            yield Problem(place, f"{suspect[1]} stands here (`{shown(suspect[2])}`)")


def _others(document: Any) -> Iterator[Place]:
    for key, value in document.items():
        if key == "deploy":
            for name, app in value.items():
                yield from _rest(app, ROOT / key / name, _OURS)
        elif key == "docker":
            yield from _rest(value, ROOT / key, ("registries", "install"))
        elif key not in ("$schema", "x-cookgen"):
            yield from values(value, ROOT / key, key)


def _rest(value: Any, at: Pointer, without: tuple[str, ...]) -> Iterator[Place]:
    for key, item in value.items() if isinstance(value, dict) else ():
        if key not in without:
            yield from values(item, at / key, key)
