"""`env_from` leads back to where it started."""

from __future__ import annotations

from collections.abc import Iterator

from generator.findings import Severity
from generator.lint.fields import cycles
from generator.lint.rule import Problem
from generator.model.stack import Stack

NAME = "env-from-cycle"
CODE = "CG214"
SEVERITY = Severity.ERROR
HINT = "Let one of them have its own env."
TITLE = "`env_from` leads back to where it started"
WHY = "Each takes its variables from another one, and none of them has the first."
BAD = """
{
  "deploy": {
    "shop": {
      "containers": [
        {"web": {"deploy": "auto", "image": "shop/web", "tag": "v1", "env_from": "api"}},
        {"api": {"deploy": "auto", "image": "shop/web", "tag": "v1", "env_from": "web"}}
      ]
    }
  }
}
"""
GOOD = """
{
  "deploy": {
    "shop": {
      "containers": [
        {"web": {"deploy": "auto", "image": "shop/web", "tag": "v1", "env": {"A": "b"}}},
        {"api": {"deploy": "auto", "image": "shop/web", "tag": "v1", "env_from": "web"}}
      ]
    }
  }
}
"""


def check(stack: Stack) -> Iterator[Problem]:
    """Yield one problem per cycle, at its first container."""
    for app in stack.apps:
        edges = {
            container.name: [container.fields["env_from"]]
            for container in app.containers
            if "env_from" in container.fields
        }
        places = {container.name: container.at for container in app.containers}
        for cycle in cycles(edges):
            message = f"env_from goes in a circle: {' -> '.join([*cycle, cycle[0]])}"
            yield Problem(f"{places[cycle[0]]}/env_from", message)
