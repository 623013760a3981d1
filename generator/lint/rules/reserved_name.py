"""A container is named like a generation of another one."""

from __future__ import annotations

import re
from collections.abc import Iterator

from generator.findings import Severity
from generator.lint.rule import Problem
from generator.model.stack import Stack

NAME = "reserved-name"
CODE = "CG204"
SEVERITY = Severity.ERROR
HINT = "Generation 3 of web0 is web0-g3 on the host: end the name otherwise."

_GENERATION = re.compile(r"-g[0-9]*$")


def check(stack: Stack) -> Iterator[Problem]:
    """Yield a problem per name that ends like a generation."""
    for app in stack.apps:
        for container in app.containers:
            if _GENERATION.search(container.name):
                yield Problem(
                    container.at, f"{container.name!r} ends like a generation", on_key=True
                )
