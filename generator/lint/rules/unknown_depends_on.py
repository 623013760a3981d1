"""`depends_on` names no container of the app."""

from __future__ import annotations

from collections.abc import Iterator

from generator.findings import Severity
from generator.lint.fields import meant, texts
from generator.lint.rule import Problem
from generator.model.stack import Stack

NAME = "unknown-depends-on"
CODE = "CG215"
SEVERITY = Severity.ERROR
HINT = "Name another container of the same app, without a number."


def check(stack: Stack) -> Iterator[Problem]:
    """Yield a problem per name without target."""
    for app in stack.apps:
        known = [container.name for container in app.containers]
        for container in app.containers:
            for place, name in texts(container, "depends_on"):
                if name not in known:
                    message = f"no container of this app is called {name!r}"
                    yield Problem(place, message, meant(name, known))
