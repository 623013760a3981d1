"""A stack and nothing else: a project made up for it, with stand-ins for images nobody has here.

An image that the engine of this machine has under the stack's name is served as it is; any other
is stood in for by one that answers on the ports and sockets at which the real one would.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from generator.check import check
from generator.document.source import load
from generator.errors import UnreadableInput
from generator.lab.config import AppImage, Config, Instance, Platform, Suite
from generator.model.parts import Port, words
from generator.model.stack import Container, Stack

PLATFORM = Platform("stand-ins", 12, "18.11.11")
_FOLDER = Path(__file__).resolve().parent / "images" / "standin"
_RUN_LISTS = {
    "setup": ("docker::install", "docker::registries", "logrotate::default", "docker::logrotate"),
    "deploy": ("docker::data_volumes", "docker::deploy"),
}


def project(path: Path) -> Config:
    """Return a project with one instance: the stack on Debian 12 with Chef 18, run locally."""
    checked = check(load(path))
    if checked.stack is None:
        raise UnreadableInput(f"{path} has errors", f"see them: cookgen lint {path}")
    name = re.sub(r"[^a-z0-9]+", "-", path.name.lower().partition(".")[0]).strip("-") or "stack"
    suite = Suite(
        name=name,
        runtime="local",
        stack=path.resolve(),
        cookbooks=None,
        run_lists=_RUN_LISTS,
        converge=("setup", "deploy"),
        attributes={},
        environment={},
        hostname="docker1",
        ports=(80, 443),
        images=tuple(images(checked.stack)),
        tests=None,
        steps=(),
        includes=(),
    )
    folder = path.resolve().parent
    return Config(folder / "cookgen.yml", (Instance(suite, PLATFORM, folder),))


def images(stack: Stack) -> Iterator[AppImage]:
    """Yield a stand-in for each image of a stack, by its name with its tag."""
    containers: dict[str, list[Container]] = {}
    for app in stack.apps:
        for container in app.containers:
            if container.digest is not None:
                raise UnreadableInput(
                    f"{container.image} is pinned by digest: nothing can stand in for it",
                    "write a cookgen.yml that says how to build it",
                )
            reference = f"{container.image}:{container.tag or 'latest'}"
            containers.setdefault(reference, []).append(container)
    for reference, users in containers.items():
        yield AppImage(reference, _FOLDER, _arguments(users), standin=True)


def _arguments(users: list[Container]) -> dict[str, str]:
    """Return what the stand-in for all of these must know: ports, jobs, programs."""
    jobs = [job for user in users for job in _jobs(user)]
    starts = [words(user.fields["entrypoint"]) for user in users if user.fields.get("entrypoint")]
    checks = [_check(user.fields) for user in users]
    programs = {argv[0] for argv in (*starts, *checks) if argv}
    ports = {port for user in users for port in _ports(user.fields)}
    return {
        "PORTS": "\n".join(str(port) for port in sorted(ports)),
        "JOBS": "\n".join(sorted({" ".join(argv) for argv in (*jobs, *checks) if argv})),
        "PROGRAMS": " ".join(sorted(programs)),
    }


def _jobs(user: Container) -> Iterator[list[str]]:
    """Yield what ends by itself: migrations, and the commands of cron."""
    migration = user.fields.get("migration")
    if migration is not None:
        yield words(migration["command"] if isinstance(migration, Mapping) else migration)
    if user.deploy == "cron" and user.fields.get("command"):
        yield words(user.fields["command"])


def _check(fields: Mapping[str, Any]) -> list[str]:
    """Return the command that tells whether a container is ready; empty where it is no command."""
    found = (fields.get("readiness") or {}).get("exec")
    return words(found["command"] if isinstance(found, Mapping) else found) if found else []


def _ports(fields: Mapping[str, Any]) -> Iterator[int]:
    for item in fields.get("ports") or ():
        port = Port.read(item if isinstance(item, Mapping) else str(item))
        if port.protocol == "tcp":
            yield from range(port.container[0], port.container[1] + 1)
    readiness = fields.get("readiness") or {}
    http, tcp = readiness.get("http"), readiness.get("tcp")
    for found in (http, tcp):
        number = found.get("port") if isinstance(found, Mapping) else found
        if isinstance(number, int):
            yield number
