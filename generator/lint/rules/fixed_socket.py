"""A unix socket that the old and the new container cannot have together."""

from __future__ import annotations

from collections.abc import Iterator

from generator.findings import Severity
from generator.lint.fields import shared_place
from generator.lint.rule import Problem
from generator.lint.sockets import OWN_NAME, bound_socket
from generator.model.stack import Stack

NAME = "fixed-socket"
CODE = "CG232"
SEVERITY = Severity.WARNING
HINT = (
    "Put %{app_name} into the path, or no request is answered while one stops and the "
    "other starts."
)


def check(stack: Stack) -> Iterator[Problem]:
    """Yield a problem per path that every generation would bind."""
    for app in stack.apps:
        for container in app.containers:
            field, path = bound_socket(container) or ("", "")
            fixed = container.deploy != "cron" and not OWN_NAME.search(path)
            if fixed and shared_place(app, container, path) is not None:
                message = f"each generation binds {path}: the old one has to stop first"
                yield Problem(f"{container.at}/{field}", message)
