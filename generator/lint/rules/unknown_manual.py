"""`manual` names no container."""

from __future__ import annotations

from collections.abc import Iterator

from generator.findings import Severity
from generator.lint.fields import containers, instances, meant
from generator.lint.rule import Problem
from generator.model.stack import Stack

NAME = "unknown-manual"
CODE = "CG218"
SEVERITY = Severity.ERROR
HINT = "Name containers of the stack, without numbers."
TITLE = "`manual` names no container"
WHY = (
    "The names in `manual` are the containers to replace this time. A name that nobody has "
    "would replace nothing, so the deploy refuses it."
)
BAD = """
{
  "deploy": {
    "shop": {
      "containers": [{"db": {"deploy": "manual", "image": "shop/web", "tag": "v1"}}]
    }
  },
  "manual": ["bd"]
}
"""
GOOD = """
{
  "deploy": {
    "shop": {
      "containers": [{"db": {"deploy": "manual", "image": "shop/web", "tag": "v1"}}]
    }
  },
  "manual": ["db"]
}
"""


def check(stack: Stack) -> Iterator[Problem]:
    """Yield a problem per name that is neither a container nor an instance of one."""
    services = [container.name for _, container in containers(stack)]
    known = {*services, *instances(stack)}
    for index, name in enumerate(stack.document.get("manual", [])):
        if name not in known:
            message = f"no container is called {name!r}"
            yield Problem(f"/manual/{index}", message, meant(name, services))
