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
TITLE = "A container is named like a generation of another one"
WHY = (
    "On the host, generation 3 of web0 is the container web0-g3. A service whose name ends "
    "like that could be taken for a generation of another one, and be removed with it."
)
BAD = """
{
  "deploy": {
    "shop": {
      "containers": [{"web-g3": {"deploy": "auto", "image": "shop/web", "tag": "v1"}}]
    }
  }
}
"""
GOOD = """
{
  "deploy": {
    "shop": {
      "containers": [{"web-api": {"deploy": "auto", "image": "shop/web", "tag": "v1"}}]
    }
  }
}
"""

_GENERATION = re.compile(r"-g[0-9]*$")


def check(stack: Stack) -> Iterator[Problem]:
    """Yield a problem per name that ends like a generation."""
    for app in stack.apps:
        for container in app.containers:
            if _GENERATION.search(container.name):
                yield Problem(
                    container.at, f"{container.name!r} ends like a generation", on_key=True
                )
