"""A link names a container that is not there."""

from __future__ import annotations

from collections.abc import Iterator

from generator.findings import Severity
from generator.lint.fields import instances, texts
from generator.lint.rule import Problem
from generator.model.stack import Stack

NAME = "unknown-link"
CODE = "CG211"
SEVERITY = Severity.ERROR
HINT = "Link to the name of an instance: the container's name and its number, like redis0."
TITLE = "A link names a container that is not there"
WHY = (
    "Docker links running containers by their exact names. Without the target the container "
    "does not start."
)
BAD = """
{
  "deploy": {
    "shop": {
      "containers": [
        {"redis": {"deploy": "auto", "image": "shop/web", "tag": "v1"}},
        {"web": {"deploy": "auto", "image": "shop/web", "tag": "v1", "links": ["reddis0"]}}
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
        {"redis": {"deploy": "auto", "image": "shop/web", "tag": "v1"}},
        {"web": {"deploy": "auto", "image": "shop/web", "tag": "v1", "links": ["redis0"]}}
      ]
    }
  }
}
"""


def check(stack: Stack) -> Iterator[Problem]:
    """Yield a problem per link without target."""
    known = instances(stack)
    for app in stack.apps:
        for container in app.containers:
            for place, text in texts(container, "links"):
                target = text.partition(":")[0]
                if target not in known:
                    yield Problem(place, f"no container that runs is called {target!r}")
                elif target in container.instances:
                    yield Problem(place, f"{target!r} is an instance of this very container")
