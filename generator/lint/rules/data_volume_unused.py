"""A data volume that no container takes."""

from __future__ import annotations

from collections.abc import Iterator

from generator.findings import Severity
from generator.lint.fields import containers, texts
from generator.lint.rule import Problem
from generator.model.stack import Stack

NAME = "data-volume-unused"
CODE = "CG207"
SEVERITY = Severity.WARNING
HINT = "Name it in the volumes_from of a container, or take it out."
TITLE = "A data volume that no container takes"
WHY = (
    "The volume is made on every host and stays empty. Most often a container was meant to "
    "take it and does not, so that its files vanish with the container."
)
BAD = """
{
  "deploy": {
    "shop": {
      "data_volumes": [{"uploads": {"volumes": ["/uploads"]}}],
      "containers": [{"web": {"deploy": "auto", "image": "shop/web", "tag": "v1"}}]
    }
  }
}
"""
GOOD = """
{
  "deploy": {
    "shop": {
      "data_volumes": [{"uploads": {"volumes": ["/uploads"]}}],
      "containers": [
        {
          "web": {
            "deploy": "auto",
            "image": "shop/web",
            "tag": "v1",
            "volumes_from": ["uploads"]
          }
        }
      ]
    }
  }
}
"""


def check(stack: Stack) -> Iterator[Problem]:
    """Yield a problem per volume, unless a name that leads nowhere may mean it."""
    names = {name for _, container in containers(stack) for name in container.instances}
    for app in stack.apps:
        taken = {name for one in app.containers for _, name in texts(one, "volumes_from")}
        if not app.containers or taken - names - set(app.volumes):
            continue
        for volume in app.volumes.values():
            if volume.name not in taken:
                yield Problem(volume.at, f"no container takes {volume.name!r}", on_key=True)
