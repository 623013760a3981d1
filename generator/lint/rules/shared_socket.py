"""Two containers would bind one unix socket."""

from __future__ import annotations

from collections.abc import Iterator

from generator.findings import Severity
from generator.lint.fields import shared_place
from generator.lint.rule import Problem
from generator.lint.sockets import OWN_NAME, bound_socket
from generator.model.stack import Stack

NAME = "shared-socket"
CODE = "CG231"
SEVERITY = Severity.ERROR
HINT = "Put %{app_name} into the path: each instance and each generation gets its own."


def check(stack: Stack) -> Iterator[Problem]:
    """Yield a problem per container that binds what another one, or itself, has bound."""
    owners: dict[str, str] = {}
    for app in stack.apps:
        for container in app.containers:
            for name in container.instances if container.deploy != "cron" else ():
                field, path = bound_socket(container) or ("", "")
                place = shared_place(app, container, OWN_NAME.sub(name, path))
                if place in owners:
                    message = f"{name!r} and {owners[place]!r} would bind {path}"
                    yield Problem(f"{container.at}/{field}", message)
                    break
                if place is not None:
                    owners[place] = name
