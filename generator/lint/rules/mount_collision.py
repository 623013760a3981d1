"""Two volumes at one path of a container."""

from __future__ import annotations

from collections.abc import Iterator

from generator.findings import Severity
from generator.lint.fields import mounts
from generator.lint.rule import Problem
from generator.model.stack import Stack

NAME = "mount-collision"
CODE = "CG235"
SEVERITY = Severity.ERROR
HINT = "Give one of them another path."


def check(stack: Stack) -> Iterator[Problem]:
    """Yield a problem at the second of two; an own volume may stand over a data volume."""
    for app in stack.apps:
        for container in app.containers:
            taken: set[tuple[str, str]] = set()
            for place, _, target in mounts(app, container):
                kind = place.split("/")[-2]
                if (kind, target) in taken:
                    yield Problem(place, f"something is mounted at {target} already")
                taken.add((kind, target))
