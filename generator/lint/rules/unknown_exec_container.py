"""`docker.exec` names no container that runs."""

from __future__ import annotations

from collections.abc import Iterator

from generator.findings import Severity
from generator.lint.fields import instances, meant
from generator.lint.rule import Problem
from generator.model.stack import Stack

NAME = "unknown-exec-container"
CODE = "CG220"
SEVERITY = Severity.ERROR
HINT = "Name an instance with its number, like web0."
TITLE = "`docker.exec` names no container that runs"
WHY = (
    "The recipe `exec` runs a command in one running container, found by its exact name. With"
    " a name that nobody has, the run fails."
)
BAD = """
{
  "deploy": {
    "shop": {
      "containers": [{"web": {"deploy": "auto", "image": "shop/web", "tag": "v1"}}]
    }
  },
  "docker": {
    "exec": {"container": "app0", "command": "date"}
  }
}
"""
GOOD = """
{
  "deploy": {
    "shop": {
      "containers": [{"web": {"deploy": "auto", "image": "shop/web", "tag": "v1"}}]
    }
  },
  "docker": {
    "exec": {"container": "web0", "command": "date"}
  }
}
"""


def check(stack: Stack) -> Iterator[Problem]:
    """Yield a problem where the container is not an instance of the stack."""
    name = stack.document.get("docker", {}).get("exec", {}).get("container")
    known = instances(stack)
    if name is not None and name not in known:
        message = f"no container that runs is called {name!r}"
        yield Problem("/docker/exec/container", message, meant(name, known))
