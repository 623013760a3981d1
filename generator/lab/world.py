"""The world of a host as Docker and the file system know it, and how two of them differ.

Chef's own word is not enough for idempotence: a run can claim that it changed nothing while a
container was made anew.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from generator.lab.transport import Host

_FOLDERS = ("/etc/cron.d", "/etc/logrotate.d", "/var/lib/cookgen")
# Written by every run that does its work: who held the lock, what was logged.
_NOISE = ("lock", "*.lock", "*.log")


@dataclass(frozen=True)
class World:
    """`containers`: name -> what would differ if it had been touched."""

    containers: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    volumes: Mapping[str, str] = field(default_factory=dict)  # name -> creation
    networks: Mapping[str, str] = field(default_factory=dict)  # name -> id
    files: Mapping[str, str] = field(default_factory=dict)  # path -> sha256
    engine_since: str = ""

    def as_json(self) -> dict[str, Any]:
        """Return it as JSON values."""
        return dict(vars(self))


def look(host: Host) -> World:
    """Take a snapshot of a host whose engine runs."""
    return World(
        containers=dict(_containers(host)),
        volumes=_volumes(host),
        networks=_pairs(host, "network", "ls", "--no-trunc", "--format", "{{.Name}} {{.ID}}"),
        files=_files(host),
        engine_since=host.run(
            ["systemctl", "show", "docker", "--property=ActiveEnterTimestampMonotonic", "--value"],
            check=False,
        ).out.strip(),
    )


def _containers(host: Host) -> Iterator[tuple[str, dict[str, Any]]]:
    ids = host.run(["docker", "ps", "--all", "--quiet", "--no-trunc"]).out.split()
    if not ids:
        return
    # One may end between the two questions; `docker inspect` then says so and shows the others.
    for found in json.loads(host.run(["docker", "inspect", *ids], check=False).out or "[]"):
        if found["HostConfig"]["AutoRemove"]:
            continue  # a job of cron
        yield found["Name"].lstrip("/"), {
            "id": found["Id"],
            "image": found["Image"],
            "running": found["State"]["Running"],
            "started": found["State"]["StartedAt"],
            "restarts": found["RestartCount"],
        }


def _volumes(host: Host) -> dict[str, str]:
    names = host.run(["docker", "volume", "ls", "--quiet"]).out.split()
    if not names:
        return {}
    found = json.loads(host.run(["docker", "volume", "inspect", *names]).out)
    return {volume["Name"]: volume.get("CreatedAt", "") for volume in found}


def _pairs(host: Host, *words: str) -> dict[str, str]:
    lines = host.run(["docker", *words]).out.splitlines()
    return {name: value for name, value in (line.split(" ", 1) for line in lines)}


def _files(host: Host) -> dict[str, str]:
    noise = [word for name in _NOISE for word in ("!", "-name", name)]
    argv = ["find", *_FOLDERS, "-type", "f", *noise, "-exec", "sha256sum", "{}", "+"]
    lines = host.run(argv, check=False).out.splitlines()
    return {path: digest for digest, path in (line.split("  ", 1) for line in lines)}


_WORDS = {
    "id": "was made anew",
    "image": "has another image",
    "running": "started or stopped running",
    "started": "was started again",
    "restarts": "was restarted by the engine",
}


def differences(before: World, after: World) -> list[str]:
    """Say in words what differs; empty where nothing does."""
    found = list(_changes("container", before.containers, after.containers))
    for name in sorted(set(before.containers) & set(after.containers)):
        old, new = before.containers[name], after.containers[name]
        changed = [key for key in _WORDS if old[key] != new[key]]
        # A container made anew differs in all the rest, too.
        found += [f"container {name} {_WORDS[key]}" for key in changed[:1]]
    for kind, old_names, new_names in (
        ("volume", before.volumes, after.volumes),
        ("network", before.networks, after.networks),
        ("file", before.files, after.files),
    ):
        found += _changes(kind, old_names, new_names)
        both = sorted(set(old_names) & set(new_names))
        word = "has another content" if kind == "file" else "was made anew"
        found += [f"{kind} {name} {word}" for name in both if old_names[name] != new_names[name]]
    if before.engine_since != after.engine_since:
        found.append("the engine was restarted")
    return found


def _changes(kind: str, before: Mapping[str, Any], after: Mapping[str, Any]) -> Iterator[str]:
    for name in sorted(set(before) - set(after)):
        yield f"{kind} {name} is gone"
    for name in sorted(set(after) - set(before)):
        yield f"{kind} {name} is new"
