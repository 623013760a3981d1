"""What there is on an engine with the lab's label, and what of it nobody will miss.

Only what carries the label is ever looked at; the engine filters, not we.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import requests.exceptions

from generator.errors import HostError
from generator.lab.config import LAB, PROJECT, Instance, project_id

_HOST, _INSTANCE = "host", "cookgen.instance"
_TIME = re.compile(r"(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)(?:\.\d+)?(Z|[+-]\d\d:\d\d)?")


@dataclass(frozen=True)
class Thing:
    """A container, network or volume. `created`: seconds since 1970; `state`: a container's."""

    kind: str
    id: str
    name: str
    labels: Mapping[str, str]
    created: float
    state: str = ""

    @property
    def owner(self) -> tuple[str, str]:
        """Return the project's id and the instance's name."""
        return self.labels.get(LAB, ""), self.labels.get(_INSTANCE, "")


def things(api: Any, label: str = LAB) -> list[Thing]:
    """Ask the SDK's API for the containers, networks and volumes that carry a label."""
    chosen = {"label": label}
    found = []
    for entry in api.containers(all=True, filters=chosen):
        name = entry["Names"][0].lstrip("/")
        made, state = float(entry["Created"]), str(entry["State"])
        found.append(Thing("container", entry["Id"], name, entry["Labels"], made, state))
    for entry in api.networks(filters=chosen):
        made = seconds_since_1970(entry["Created"])
        found.append(Thing("network", entry["Id"], entry["Name"], entry["Labels"], made))
    for entry in api.volumes(filters=chosen)["Volumes"] or []:
        made = seconds_since_1970(entry.get("CreatedAt", ""))
        found.append(Thing("volume", entry["Name"], entry["Name"], entry["Labels"], made))
    return found


def discard(api: Any, thing: Thing) -> None:
    """Remove one thing; nothing is wrong where it has gone meanwhile."""
    try:
        if thing.kind == "container":
            api.remove_container(thing.id, force=True, v=True)
        elif thing.kind == "network":
            api.remove_network(thing.id)
        else:
            api.remove_volume(thing.id, force=True)
    except requests.exceptions.HTTPError as error:
        if error.response is None or error.response.status_code != 404:
            raise HostError(f"cannot remove {thing.name}: {error}") from error


@dataclass(frozen=True)
class Garbage:
    """A thing, and why it is of no use."""

    thing: Thing
    reason: str


def garbage(
    things: Iterable[Thing],
    now: float,
    older_than: float,
    exists: Callable[[Path], bool] = Path.exists,
) -> list[Garbage]:
    """Return what is left of projects whose folder is gone, and of hosts that are gone.

    Nothing younger than `older_than` seconds: while a host is made, the rest of it comes first.
    """
    found = [thing for thing in things if thing.owner[0]]
    hosts = {thing.owner for thing in found if thing.labels.get("cookgen.role") == _HOST}
    old = [thing for thing in found if now - thing.created >= older_than]
    reasons = ((thing, _reason(thing, hosts, exists)) for thing in old)
    return [Garbage(thing, reason) for thing, reason in reasons if reason]


def _reason(
    thing: Thing, hosts: set[tuple[str, str]], exists: Callable[[Path], bool]
) -> str | None:
    project = thing.labels.get(PROJECT)
    # A label that does not fit the id is not from us.
    if project and project_id(Path(project)) == thing.owner[0] and not exists(Path(project)):
        return f"{project} is gone"
    return None if thing.owner in hosts else f"the host of {thing.owner[1] or '?'} is gone"


def unlisted(things: Iterable[Thing], lab: str, instances: Iterable[Instance]) -> dict[str, str]:
    """Return instance -> state of the hosts of a project that its cookgen.yml does not name."""
    known = {instance.name for instance in instances}
    mine = [thing for thing in things if thing.owner[0] == lab and thing.owner[1] not in known]
    names = sorted({thing.owner[1] for thing in mine})
    return {name: condition([t for t in mine if t.owner[1] == name]) for name in names}


def condition(things: Iterable[Thing]) -> str:
    """Return in a word what there is of one instance: its host's state, "-" where nothing is."""
    found = list(things)
    roles = {thing.labels.get("cookgen.role"): thing.state for thing in found}
    if _HOST not in roles:
        return "in pieces" if found else "-"
    if roles.get("services", "running") != "running":
        return f"{roles[_HOST]}, services {roles['services']}"
    return roles[_HOST]


def seconds_since_1970(text: str) -> float:
    """Read a time as Docker writes it; 0 where it is none."""
    match = _TIME.match(text)
    if match is None:
        return 0.0
    zone = (match.group(2) or "Z").replace("Z", "+00:00")
    return datetime.fromisoformat(match.group(1) + zone).timestamp()


def duration(text: str) -> float:
    """Return the seconds of `90s`, `15m`, `12h`, `30d`; ValueError where it is none of them."""
    match = re.fullmatch(r"(\d+)([smhd])", text)
    if match is None:
        raise ValueError(f"{text!r} is no duration: 90s, 15m, 12h, 30d")
    units = {"s": "seconds", "m": "minutes", "h": "hours", "d": "days"}
    return timedelta(**{units[match.group(2)]: int(match.group(1))}).total_seconds()


def age(created: float, now: float) -> str:
    """Return how long ago something was made, in its largest unit."""
    seconds = max(0, int(now - created))
    for size, unit in ((86400, "d"), (3600, "h"), (60, "m")):
        if seconds >= size:
            return f"{seconds // size}{unit}"
    return f"{seconds}s"
