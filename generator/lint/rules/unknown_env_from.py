"""`env_from` names no container of the app."""

from __future__ import annotations

from collections.abc import Iterator

from generator.findings import Severity
from generator.lint.fields import meant
from generator.lint.rule import Problem
from generator.model.stack import Stack

NAME = "unknown-env-from"
CODE = "CG213"
SEVERITY = Severity.ERROR
HINT = "Name another container of the same app, without a number."
TITLE = "`env_from` names no container of the app"
WHY = "The container would start without the variables that it counts on."
BAD = """
{
  "deploy": {
    "shop": {
      "containers": [
        {"app": {"deploy": "auto", "image": "shop/web", "tag": "v1", "env": {"A": "b"}}},
        {"worker": {"deploy": "auto", "image": "shop/web", "tag": "v1", "env_from": "ap"}}
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
        {"app": {"deploy": "auto", "image": "shop/web", "tag": "v1", "env": {"A": "b"}}},
        {"worker": {"deploy": "auto", "image": "shop/web", "tag": "v1", "env_from": "app"}}
      ]
    }
  }
}
"""


def check(stack: Stack) -> Iterator[Problem]:
    """Yield a problem per `env_from` without target."""
    for app in stack.apps:
        known = app.services
        for container in app.containers:
            name = container.fields.get("env_from")
            if name is not None and name not in known:
                message = f"no container of this app is called {name!r}"
                yield Problem(f"{container.at}/env_from", message, meant(name, known))
