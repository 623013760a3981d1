"""`env_from` of a container that has no variables."""

from __future__ import annotations

from collections.abc import Iterator

from generator.findings import Severity
from generator.lint.fields import containers
from generator.lint.rule import Problem
from generator.model.stack import Stack

NAME = "env-from-empty"
CODE = "CG226"
SEVERITY = Severity.WARNING
HINT = "Give that container an env, or take env_from out."
TITLE = "`env_from` of a container that has no variables"
WHY = (
    "The variables of the named container are the base of this one's. Where it has none, "
    "nothing is taken, and a variable that was moved elsewhere is missing at run time."
)
BAD = """
{
  "deploy": {
    "shop": {
      "containers": [
        {"web": {"deploy": "auto", "image": "shop/web", "tag": "v1"}},
        {"worker": {"deploy": "auto", "image": "shop/web", "tag": "v1", "env_from": "web"}}
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
        {
          "web": {
            "deploy": "auto",
            "image": "shop/web",
            "tag": "v1",
            "env": {"RACK_ENV": "production"}
          }
        },
        {"worker": {"deploy": "auto", "image": "shop/web", "tag": "v1", "env_from": "web"}}
      ]
    }
  }
}
"""

_SOURCES = ("env", "env_from", "env_file")


def check(stack: Stack) -> Iterator[Problem]:
    """Yield a problem per env_from that brings nothing."""
    for app, container in containers(stack):
        target = app.services.get(container.fields.get("env_from", ""))
        if target is not None and not any(target.fields.get(field) for field in _SOURCES):
            message = f"{target.name!r} has no variables to take"
            yield Problem(f"{container.at}/env_from", message)
