"""Which unix socket a container listens on, as the cookbook derives it on the host."""

from __future__ import annotations

import re
from collections.abc import Iterator

from generator.lint.fields import containers, shared_place, split
from generator.model.stack import Container, Stack

# What is another name for each instance, and in a socket's path for each generation too.
OWN_NAME = re.compile(r"%\{(app_name|instance)\}")

# Only what is an address to listen on everywhere: `--socket` is where mysql connects to.
_LISTEN = ("-l", "--listen", "-b", "--bind")


def bound_socket(container: Container) -> tuple[str, str] | None:
    """Return (field, path) of the socket it binds: `socket`, else what `command` says plainly."""
    if "socket" in container.fields:
        return "socket", container.fields["socket"]
    words = split(container.fields.get("command", []))
    paths = [word for word in words if word.startswith("/") and word.endswith(".sock")]
    own = [path for path in paths if "%{app_name}" in path]
    if len(own) == 1:
        return "command", own[0]
    for option, word in zip(words, words[1:]):
        if option in _LISTEN and word in paths and not OWN_NAME.search(word):
            return "command", word
    return None


def collisions(stack: Stack) -> Iterator[tuple[Container, str, str, str]]:
    """Yield (container, field, path, who) for each that binds what another one, or itself, has."""
    owners: dict[str, str] = {}
    for app, container in containers(stack):
        for name in container.instances if container.deploy != "cron" else ():
            field, path = bound_socket(container) or ("", "")
            place = shared_place(app, container, OWN_NAME.sub(name, path))
            if place in owners:
                yield container, field, path, f"{name!r} and {owners[place]!r}"
                break
            if place is not None:
                owners[place] = name
