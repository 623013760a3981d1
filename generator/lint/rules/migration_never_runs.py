"""A migration on a container that is not deployed with the app."""

from __future__ import annotations

from collections.abc import Iterator

from generator.findings import Severity
from generator.lint.rule import Problem
from generator.model.stack import Stack

NAME = "migration-never-runs"
CODE = "CG605"
SEVERITY = Severity.WARNING
HINT = 'Put the migration on a container with "deploy": "auto".'
TITLE = "A migration on a container that is not deployed with the app"
WHY = (
    "A migration runs when a deploy replaces its container. A `manual` or `cron` container is"
    " not replaced by a deploy."
)
BAD = """
{
  "deploy": {
    "shop": {
      "containers": [
        {
          "web": {
            "deploy": "manual",
            "image": "shop/web",
            "tag": "v1",
            "migration": "rake db:migrate"
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
        {
          "web": {
            "deploy": "auto",
            "image": "shop/web",
            "tag": "v1",
            "migration": "rake db:migrate"
          }
        }
      ]
    }
  }
}
"""


def check(stack: Stack) -> Iterator[Problem]:
    """Yield a problem per migration that no deploy runs."""
    for app in stack.apps:
        for container in app.containers:
            if "migration" in container.fields and container.deploy != "auto":
                message = f"{container.name!r} is deployed as {container.deploy!r}"
                yield Problem(f"{container.at}/migration", message, on_key=True)
