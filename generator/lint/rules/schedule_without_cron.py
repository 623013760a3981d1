"""A schedule on a container that cron does not run."""

from __future__ import annotations

from collections.abc import Iterator

from generator.findings import Severity
from generator.lint.rule import Problem
from generator.model.stack import Stack

NAME = "schedule-without-cron"
CODE = "CG603"
SEVERITY = Severity.WARNING
HINT = 'Write "deploy": "cron", or take the schedule out.'
TITLE = "A schedule on a container that cron does not run"
WHY = "Only `cron` containers are run by the schedule; this one is kept running instead."
BAD = """
{
  "deploy": {
    "shop": {
      "containers": [
        {
          "nightly": {
            "deploy": "auto",
            "image": "shop/web",
            "tag": "v1",
            "cron": {"minute": 0}
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
          "nightly": {
            "deploy": "cron",
            "image": "shop/web",
            "tag": "v1",
            "cron": {"minute": 0}
          }
        }
      ]
    }
  }
}
"""


def check(stack: Stack) -> Iterator[Problem]:
    """Yield a problem per schedule that nothing reads."""
    for app in stack.apps:
        for container in app.containers:
            if "cron" in container.fields and container.deploy != "cron":
                message = (
                    f"{container.name!r} is deployed as {container.deploy!r}: cron never runs it"
                )
                yield Problem(f"{container.at}/cron", message, on_key=True)
