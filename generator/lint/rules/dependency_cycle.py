"""Containers wait for each other."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from generator.findings import Severity
from generator.lint.fields import cycles, instances, texts
from generator.lint.rule import Problem
from generator.model.stack import Container, Stack

NAME = "dependency-cycle"
CODE = "CG216"
SEVERITY = Severity.ERROR
HINT = "Take one of depends_on, links and volumes_from out of the circle."


def check(stack: Stack) -> Iterator[Problem]:
    """Yield one problem per cycle, at the name of its first container."""
    owners = instances(stack)
    containers = [container for app in stack.apps for container in app.containers]
    places = {container.name: container.at for container in containers}
    for cycle in cycles({container.name: _needs(container, owners) for container in containers}):
        message = f"these wait for each other: {' -> '.join([*cycle, cycle[0]])}"
        yield Problem(places[cycle[0]], message, on_key=True)


def _needs(container: Container, owners: Mapping[str, Container]) -> list[str]:
    named = [text.partition(":")[0] for _, text in texts(container, "links")]
    named += [text for _, text in texts(container, "volumes_from")]
    physical = [owners[name].name for name in named if name in owners]
    own = [name for name in physical if name != container.name]
    return own + [text for _, text in texts(container, "depends_on")]
