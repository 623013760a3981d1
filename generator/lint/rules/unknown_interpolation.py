"""A `%{...}` that cookgen does not replace."""

from __future__ import annotations

import re
from collections.abc import Iterator

from generator.document.pointer import Pointer
from generator.findings import Severity
from generator.lint.fields import strings
from generator.lint.rule import Problem
from generator.model.stack import Stack

NAME = "unknown-interpolation"
CODE = "CG221"
SEVERITY = Severity.ERROR
HINT = "Known are %{app_name}, %{instance}, %{public_ip} and %{opsworks}. Every other % is itself."

KNOWN = ("app_name", "instance", "public_ip", "opsworks")

_HOLE = re.compile(r"%\{([A-Za-z_][A-Za-z0-9_]*)\}")


def check(stack: Stack) -> Iterator[Problem]:
    """Yield a problem per unknown name in any text of a container."""
    for app in stack.apps:
        for container in app.containers:
            for key, value in container.fields.items():
                for place, text in strings(value, Pointer(container.at) / key):
                    for name in _HOLE.findall(text):
                        if name not in KNOWN:
                            yield Problem(place, f"%{{{name}}} means nothing")
