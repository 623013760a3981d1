"""What several rules ask of a container: its texts, ports, names, and circles among them."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from difflib import get_close_matches
from typing import Any

from generator.document.pointer import Pointer
from generator.model.parts import Port, words
from generator.model.stack import App, Container, Stack

# The fields of a container that the cookbook carries out: the keys of ContainerFields::KINDS.
IMPLEMENTED = frozenset(
    """
    cap_add cap_drop command containers cpus cron database depends_on deploy drain_timeout
    entrypoint env env_file env_from extra_hosts haproxy healthcheck hostname image init
    labels layers links logging mem_limit migration networks notifications pids_limit ports
    post_start pre_start pre_stop proxy pull_policy read_only readiness restart retain secrets
    security_opt shm_size socket startup_time stop_grace_period stop_signal tag tmpfs ulimits
    update_config user volumes volumes_from working_dir
    """.split()
)
# What else the schema knows and the cookbook does not mention yet.
LATER = frozenset(("channel", "daemon"))


def instances(stack: Stack) -> dict[str, Container]:
    """Return the container of each physical name that runs: `{"web0": ..., "web1": ...}`."""
    return {
        name: container
        for app in stack.apps
        for container in app.containers
        if container.deploy != "cron"
        for name in container.instances
    }


def containers(stack: Stack) -> Iterator[tuple[App, Container]]:
    """Yield each container with its app, in the order of the document."""
    for app in stack.apps:
        for container in app.containers:
            yield app, container


def entries(container: Container, field: str) -> Iterator[tuple[str, Any]]:
    """Yield (place, entry) for each entry of a field that is a list."""
    for index, entry in enumerate(container.fields.get(field, [])):
        yield f"{container.at}/{field}/{index}", entry


def texts(container: Container, field: str) -> Iterator[tuple[str, str]]:
    """Yield (place, text) for each entry of a field that is a list of texts."""
    yield from entries(container, field)


def names(container: Container, field: str) -> Iterator[tuple[str, str]]:
    """Yield (place, name) for each name in a field: a list of names, or an object by name."""
    given = container.fields.get(field, [])
    steps = given if isinstance(given, dict) else range(len(given))
    for step, name in zip(steps, given):
        yield Pointer(container.at) / field / step, name


def proxy_of(app: App, container: Container, owners: Mapping[str, Container]) -> Container | None:
    """Return the container that its `proxy` names: a service of the app, or an instance."""
    via = container.fields.get("proxy", {}).get("via", "")
    return app.services.get(via) or owners.get(via)


def ports(container: Container) -> Iterator[tuple[str, Port]]:
    """Yield (place, port) for each published port."""
    for place, entry in entries(container, "ports"):
        yield place, Port.read(entry)


def needs(container: Container, owners: Mapping[str, Container]) -> Iterator[tuple[str, str]]:
    """Yield (place, name) of the containers that have to run before it; never itself by number.

    `owners`: the containers by the names of their instances.
    """
    for field in ("links", "volumes_from"):
        for place, text in texts(container, field):
            owner = owners.get(text.partition(":")[0])
            if owner is not None and owner.name != container.name:
                yield place, owner.name
    yield from names(container, "depends_on")


def compact_size(stack: Stack) -> int:
    """Return how many bytes the document has without blanks between its parts."""
    return len(json.dumps(stack.document, separators=(",", ":"), ensure_ascii=False).encode())


def app_environments(stack: Stack) -> Iterator[tuple[Pointer, Mapping[str, Any]]]:
    """Yield (place, variables) of what the runtime's app settings are given in the document."""
    for app in stack.apps:
        for key in ("environment", "environment_variables"):
            variables = stack.document["deploy"][app.name].get(key)
            if isinstance(variables, dict):
                yield Pointer(app.at) / key, variables


def strings(value: Any, at: Pointer) -> Iterator[tuple[str, str]]:
    """Yield (place, text) for each text inside a value."""
    if isinstance(value, str):
        yield at, value
    elif isinstance(value, dict):
        for key, item in value.items():
            yield from strings(item, at / key)
    elif isinstance(value, list):
        for index, item in enumerate(value):
            yield from strings(item, at / index)


def split(command: str | list[str]) -> list[str]:
    """Return the words of a command, none where a quote is left open: another rule's matter."""
    try:
        return words(command)
    except ValueError:
        return []


def mounts(app: App, container: Container) -> Iterator[tuple[str, str, str]]:
    """Yield (place, source, target): the data volumes it takes, then its own volumes."""
    for place, name in texts(container, "volumes_from"):
        if name in app.volumes:
            for path in app.volumes[name].paths:
                yield place, f"{app.slug}/{name}/{path}", path
    for place, entry in entries(container, "volumes"):
        if isinstance(entry, dict):
            yield place, entry.get("source", place), entry["target"]
        else:
            source, target = entry.split(":")[:2]
            yield place, source, target


def shared_place(app: App, container: Container, path: str) -> str | None:
    """Return where a path of the container is for others, None where only the container sees it."""
    found = [
        (len(target), source + path[len(target.rstrip("/")) :])
        for _, source, target in mounts(app, container)
        if path.startswith(target.rstrip("/") + "/")
    ]
    return max(found)[1] if found else None


def meant(name: str, known: Iterable[str]) -> str | None:
    """Return a hint with the known name that was probably meant."""
    names = list(known)
    found = f"{name}0" if f"{name}0" in names else None
    found = found or next(iter(get_close_matches(name, names, n=1)), None)
    return f"Did you mean {found!r}?" if found else None


def cycles(edges: Mapping[str, Sequence[str]]) -> Iterator[list[str]]:
    """Yield one circle per group of names that lead back to themselves, in document order."""
    done: set[str] = set()
    for start in edges:
        path: list[str] = []
        on_path: set[str] = set()
        stack = [(start, iter(edges[start]))] if start not in done else []
        while stack:
            name, rest = stack[-1]
            if not path or path[-1] != name:
                path.append(name)
                on_path.add(name)
            following = next(rest, None)
            if following is None:
                done.add(name)
                on_path.discard(path.pop())
                stack.pop()
            elif following in on_path:
                yield path[path.index(following) :]
                done.update(path)
            elif following in edges and following not in done:
                stack.append((following, iter(edges[following])))
