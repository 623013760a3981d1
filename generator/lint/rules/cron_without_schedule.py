"""A cron container does not say when it runs."""

from __future__ import annotations

from collections.abc import Iterator

from generator.findings import Severity
from generator.lint.rule import Problem
from generator.model.stack import Stack

NAME = "cron-without-schedule"
CODE = "CG602"
SEVERITY = Severity.ERROR
HINT = 'Write "cron": {"minute": 0, "hour": 3}, or "cron": {"minute": "*"} for every minute.'
TITLE = "A cron container does not say when it runs"
WHY = (
    "A cron container without a schedule would run every minute, and start over while the "
    "last run goes on."
)
BAD = """
{
  "deploy": {
    "shop": {
      "containers": [{"nightly": {"deploy": "cron", "image": "shop/web", "tag": "v1"}}]
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
          "nightly": {
            "deploy": "cron",
            "image": "shop/web",
            "tag": "v1",
            "cron": {"minute": 0, "hour": 3}
          }
        }
      ]
    }
  }
}
"""


def check(stack: Stack) -> Iterator[Problem]:
    """Yield a problem per cron container without a schedule: it would run every minute."""
    for app in stack.apps:
        for container in app.containers:
            if container.deploy == "cron" and not container.fields.get("cron"):
                message = f"{container.name!r} has no schedule"
                yield Problem(container.at, message, on_key=True)
