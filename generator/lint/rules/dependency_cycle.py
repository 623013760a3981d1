"""Containers wait for each other."""

from __future__ import annotations

from collections.abc import Iterator

from generator.findings import Severity
from generator.lint.fields import containers, cycles, instances, needs
from generator.lint.rule import Problem
from generator.model.stack import Stack

NAME = "dependency-cycle"
CODE = "CG216"
SEVERITY = Severity.ERROR
HINT = "Take one of depends_on, links and volumes_from out of the circle."
TITLE = "Containers wait for each other"
WHY = "Each of them waits until another one is ready, so none ever starts."
BAD = """
{
  "deploy": {
    "shop": {
      "containers": {
        "web": {"deploy": "auto", "image": "shop/web", "tag": "v1", "depends_on": ["api"]},
        "api": {"deploy": "auto", "image": "shop/web", "tag": "v1", "depends_on": ["web"]}
      }
    }
  }
}
"""
GOOD = """
{
  "deploy": {
    "shop": {
      "containers": {
        "api": {"deploy": "auto", "image": "shop/web", "tag": "v1"},
        "web": {"deploy": "auto", "image": "shop/web", "tag": "v1", "depends_on": ["api"]}
      }
    }
  }
}
"""


def check(stack: Stack) -> Iterator[Problem]:
    """Yield one problem per cycle, at the name of its first container."""
    owners = instances(stack)
    every = [container for _, container in containers(stack)]
    places = {container.name: container.at for container in every}
    edges = {one.name: [name for _, name in needs(one, owners)] for one in every}
    for cycle in cycles(edges):
        message = f"these wait for each other: {' -> '.join([*cycle, cycle[0]])}"
        yield Problem(places[cycle[0]], message, on_key=True)
