"""Two containers would bind one unix socket."""

from __future__ import annotations

import re
from collections.abc import Iterator

from generator.findings import Severity
from generator.lint.fields import split
from generator.lint.rule import Problem
from generator.model.stack import Container, Stack

NAME = "shared-socket"
CODE = "CG231"
SEVERITY = Severity.ERROR
HINT = "Put %{app_name} into the path: each instance and each generation gets its own."

# Only what is an address to listen on everywhere: `--socket` is where mysql connects to.
_LISTEN = ("-l", "--listen", "-b", "--bind")
_OWN = re.compile(r"%\{(app_name|instance)\}")


def check(stack: Stack) -> Iterator[Problem]:
    """Yield a problem per path that does not tell instances and generations apart."""
    for app in stack.apps:
        for container in app.containers:
            for key, path in _bound(container):
                if not _OWN.search(path):
                    message = f"{_who(container)} would bind {path}"
                    yield Problem(f"{container.at}/{key}", message)


def _who(container: Container) -> str:
    if container.scale > 1:
        return f"{container.scale} instances"
    return "the old and the new container"


def _bound(container: Container) -> Iterator[tuple[str, str]]:
    """Yield (field, path) for `socket`, and for what `command` says it listens on."""
    if "socket" in container.fields:
        yield "socket", container.fields["socket"]
    if container.deploy != "auto" and container.scale < 2:
        return
    previous = ""
    for word in split(container.fields.get("command", [])):
        option, equals, path = word.partition("=")
        option, path = (option, path) if equals else (previous, word)
        path = path.removeprefix("unix://").removeprefix("unix:")
        if option in _LISTEN and path.startswith("/") and path.endswith(".sock"):
            yield "command", path
        previous = word
