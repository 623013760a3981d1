"""One host port is published twice."""

from __future__ import annotations

from collections.abc import Iterator

from generator.findings import Severity
from generator.lint.fields import ports
from generator.lint.rule import Problem
from generator.model.parts import Port
from generator.model.stack import Stack

NAME = "port-collision"
CODE = "CG302"
SEVERITY = Severity.ERROR
HINT = "Give one of them another host port or address, or put both behind a proxy."


def check(stack: Stack) -> Iterator[Problem]:
    """Yield a problem at the second of two ports that cannot both be published."""
    taken: list[tuple[str, Port]] = []
    for app in stack.apps:
        for container in app.containers:
            if container.deploy == "cron" or not container.scale:
                continue
            for place, port in ports(container):
                if not port.is_sound:
                    continue  # another rule's matter
                owner = next((name for name, other in taken if port.collides(other)), None)
                if owner is not None:
                    yield Problem(place, f"{owner!r} has published this host port already")
                taken.append((container.name, port))
