"""What several rules ask of a container: its texts, ports, names, and circles among them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from difflib import get_close_matches
from typing import Any

from generator.document.pointer import Pointer
from generator.model.parts import Port, words
from generator.model.stack import App, Container, Stack


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


def networks(container: Container) -> Iterator[tuple[str, str]]:
    """Yield (place, name) for each network it is in, listed or as an object."""
    given = container.fields.get("networks", [])
    steps = given if isinstance(given, dict) else range(len(given))
    for step, name in zip(steps, given):
        yield Pointer(container.at) / "networks" / step, name


def ports(container: Container) -> Iterator[tuple[str, Port]]:
    """Yield (place, port) for each published port."""
    for place, entry in entries(container, "ports"):
        yield place, Port.read(entry)


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
            yield place, entry["source"], entry["target"]
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
