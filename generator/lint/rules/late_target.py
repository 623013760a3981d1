"""A container stands before what it needs."""

from __future__ import annotations

from collections.abc import Iterator

from generator.findings import Severity
from generator.lint.fields import containers, cycles, instances, needs
from generator.lint.rule import Problem
from generator.model.stack import Stack

NAME = "late-target"
CODE = "CG224"
SEVERITY = Severity.WARNING
HINT = (
    "Move it behind the container that it names: the order of the list is the order of the "
    "start."
)
TITLE = "A container stands before what it needs"
WHY = (
    "Links, volumes of other containers and `depends_on` need their target to run first. "
    "cookgen starts the target earlier all the same, so the list no longer says what happens."
)
BAD = """
{
  "deploy": {
    "shop": {
      "containers": [
        {
          "web": {
            "deploy": "auto",
            "image": "shop/web",
            "tag": "v1",
            "depends_on": ["redis"]
          }
        },
        {"redis": {"deploy": "auto", "image": "shop/redis", "tag": "v1"}}
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
        {"redis": {"deploy": "auto", "image": "shop/redis", "tag": "v1"}},
        {
          "web": {
            "deploy": "auto",
            "image": "shop/web",
            "tag": "v1",
            "depends_on": ["redis"]
          }
        }
      ]
    }
  }
}
"""


def check(stack: Stack) -> Iterator[Problem]:
    """Yield a problem per name of a container that stands later in the same app."""
    owners = instances(stack)
    edges = {one.name: [n for _, n in needs(one, owners)] for _, one in containers(stack)}
    circular = {name for cycle in cycles(edges) for name in cycle}
    for app in stack.apps:
        later = {name: number for number, name in enumerate(app.services)}
        for number, container in enumerate(app.containers):
            for place, target in needs(container, owners):
                if later.get(target, -1) > number and target not in circular:
                    yield Problem(place, f"{target!r} stands behind {container.name!r}")
