"""Two volumes at one path of a container."""

from __future__ import annotations

from collections.abc import Iterator

from generator.findings import Severity
from generator.lint.fields import entries, mounts
from generator.lint.rule import Problem
from generator.model.stack import App, Container, Stack

NAME = "mount-collision"
CODE = "CG235"
SEVERITY = Severity.ERROR
HINT = "Give one of them another path."
TITLE = "Two volumes at one path of a container"
WHY = (
    "One of the two hides the other, and which one depends on the order in which Docker "
    "mounts them."
)
BAD = """
{
  "deploy": {
    "shop": {
      "data_volumes": {"a": ["/data"], "b": ["/data"]},
      "containers": [
        {
          "web": {
            "deploy": "auto",
            "image": "shop/web",
            "tag": "v1",
            "volumes_from": ["a", "b"]
          }
        }
      ]
    }
  }
}
"""
GOOD = """
{
  "deploy": {
    "shop": {
      "data_volumes": {"a": ["/data"], "b": ["/more"]},
      "containers": [
        {
          "web": {
            "deploy": "auto",
            "image": "shop/web",
            "tag": "v1",
            "volumes_from": ["a", "b"]
          }
        }
      ]
    }
  }
}
"""


def check(stack: Stack) -> Iterator[Problem]:
    """Yield a problem at the second of two; an own volume may stand over a data volume."""
    for app in stack.apps:
        for container in app.containers:
            taken: set[tuple[str, str]] = set()
            every = {target for _, _, target in mounts(app, container)}
            for place, kind, target in _targets(app, container):
                if (kind, target) in taken or kind == "secrets" and target in every:
                    yield Problem(place, f"something is mounted at {target} already")
                taken.add((kind, target))


def _targets(app: App, container: Container) -> Iterator[tuple[str, str, str]]:
    """Yield (place, field, path in the container) of what is mounted there."""
    for place, _, target in mounts(app, container):
        yield place, place.split("/")[-2], target
    for place, secret in entries(container, "secrets"):
        given = secret if isinstance(secret, dict) else {"source": secret}
        target = given.get("target", given["source"])
        yield place, "secrets", target if target.startswith("/") else f"/run/secrets/{target}"
