"""A unix socket where no proxy can reach it."""

from __future__ import annotations

from collections.abc import Iterator

from generator.findings import Severity
from generator.lint.fields import shared_place
from generator.lint.rule import Problem
from generator.model.stack import Stack

NAME = "stray-socket"
CODE = "CG233"
SEVERITY = Severity.ERROR
HINT = "Put it into a data volume that the proxy takes too, by volumes_from."


def check(stack: Stack) -> Iterator[Problem]:
    """Yield a problem per `socket` that lies in no volume of its container."""
    for app in stack.apps:
        for container in app.containers:
            path = container.fields.get("socket")
            if path is not None and shared_place(app, container, path) is None:
                yield Problem(
                    f"{container.at}/socket", "no volume of this container holds the socket"
                )
