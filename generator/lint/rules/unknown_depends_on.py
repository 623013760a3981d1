"""`depends_on` names no container of the app."""

from __future__ import annotations

from collections.abc import Iterator

from generator.findings import Severity
from generator.lint.fields import meant, names
from generator.lint.rule import Problem
from generator.model.stack import Container, Stack

NAME = "unknown-depends-on"
CODE = "CG215"
SEVERITY = Severity.ERROR
HINT = "Name another container of the same app, without a number."
TITLE = "`depends_on` names no container of the app"
WHY = "The deploy would wait for a container that never comes."
BAD = """
{
  "deploy": {
    "shop": {
      "containers": [
        {"redis": {"deploy": "auto", "image": "shop/web", "tag": "v1"}},
        {
          "web": {
            "deploy": "auto",
            "image": "shop/web",
            "tag": "v1",
            "depends_on": ["reddis"]
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
      "containers": [
        {"redis": {"deploy": "auto", "image": "shop/web", "tag": "v1"}},
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
    """Yield a problem per name without target."""
    for app in stack.apps:
        known = app.services
        for container in app.containers:
            for place, name in names(container, "depends_on"):
                if name not in known and not _optional(container, name):
                    message = f"no container of this app is called {name!r}"
                    yield Problem(place, message, meant(name, known))


def _optional(container: Container, name: str) -> bool:
    given = container.fields["depends_on"]
    return isinstance(given, dict) and given[name].get("required") is False
