"""`env_from` names no container of the app."""

from __future__ import annotations

from collections.abc import Iterator

from generator.findings import Severity
from generator.lint.fields import meant
from generator.lint.rule import Problem
from generator.model.stack import Stack

NAME = "unknown-env-from"
CODE = "CG213"
SEVERITY = Severity.ERROR
HINT = "Name another container of the same app, without a number."


def check(stack: Stack) -> Iterator[Problem]:
    """Yield a problem per `env_from` without target."""
    for app in stack.apps:
        known = [container.name for container in app.containers]
        for container in app.containers:
            name = container.fields.get("env_from")
            if name is not None and name not in known:
                message = f"no container of this app is called {name!r}"
                yield Problem(f"{container.at}/env_from", message, meant(name, known))
