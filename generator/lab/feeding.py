"""From an instance to what Chef is fed: the built cookbook, the service side's facts."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from generator.check import check
from generator.document.source import load
from generator.errors import UnreadableInput
from generator.lab.config import Instance
from generator.lab.runtimes.base import COOKBOOKS, AppFacts, Feed
from generator.render import build

_HOLE = re.compile(r"%\{([^}]*)\}")


@dataclass(frozen=True)
class Material:
    """What is converged: the cookbook repo by relative path, the stack and its apps."""

    cookbooks: Mapping[str, bytes]
    document: Mapping[str, Any] = field(default_factory=dict)
    apps: tuple[AppFacts, ...] = ()

    def placed(self) -> dict[str, bytes]:
        """Return the files by their path in a host."""
        return {f"{COOKBOOKS}/{path}": content for path, content in self.cookbooks.items()}


def material(instance: Instance) -> Material:
    """Build the stack of an instance, or read its folder of cookbooks.

    Raises UnreadableInput where the stack has errors: `cookgen lint` says which.
    """
    suite = instance.suite
    if suite.cookbooks is not None:
        return Material(_tree(suite.cookbooks))
    assert suite.stack is not None
    source = load(suite.stack)
    checked = check(source)
    if checked.stack is None:
        raise UnreadableInput(f"{suite.stack} has errors", f"see them: cookgen lint {suite.stack}")
    apps = tuple(AppFacts(app.slug, app.name) for app in checked.stack.apps)
    return Material(dict(build(checked.stack)), json.loads(source.text), apps)


def _tree(folder: Path) -> dict[str, bytes]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and "__pycache__" not in path.parts
    }


def feed(
    instance: Instance,
    stuff: Material,
    run_id: str,
    event: str,
    deployment: Mapping[str, Any],
    credentials: Mapping[str, Any],
    address: str,
) -> Feed:
    """Return what a runtime is given for one event."""
    suite = instance.suite
    return Feed(
        run_id=run_id,
        event=event,
        run_list=suite.run_lists[event],
        document=stuff.document,
        attributes=suite.attributes,
        deployment=deployment,
        apps=stuff.apps,
        environment=filled(suite.environment, credentials),
        credentials=credentials,
        hostname=suite.hostname,
        address=address,
        stack_name=instance.project.name,
    )


def filled(environment: Mapping[str, str], credentials: Mapping[str, Any]) -> dict[str, str]:
    """Put credentials into the holes of an environment: `%{redis}`, `%{database.host}`."""

    def value(match: re.Match[str]) -> str:
        found: Any = credentials
        for key in match.group(1).split("."):
            found = found.get(key) if isinstance(found, Mapping) else None
        if found is None or isinstance(found, Mapping):
            known = ", ".join(sorted(_paths(credentials)))
            raise UnreadableInput(f"environment: {match.group(0)} is none of: {known}")
        return str(found)

    return {name: _HOLE.sub(value, text) for name, text in environment.items()}


def _paths(value: Mapping[str, Any], before: str = "") -> list[str]:
    found = []
    for key, item in value.items():
        found += _paths(item, f"{before}{key}.") if isinstance(item, Mapping) else [before + key]
    return found


def tags(deployment: Mapping[str, Any]) -> dict[str, str]:
    """Return container -> tag of what a deployment's JSON overrides."""
    apps = deployment.get("deploy")
    found: dict[str, str] = {}
    for app in apps.values() if isinstance(apps, Mapping) else ():
        containers = app.get("containers") if isinstance(app, Mapping) else None
        for name, fields in containers.items() if isinstance(containers, Mapping) else ():
            if isinstance(fields, Mapping) and "tag" in fields:
                found[name] = str(fields["tag"])
    return found
