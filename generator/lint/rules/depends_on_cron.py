"""A container waits for one that only cron runs."""

from __future__ import annotations

from collections.abc import Iterator

from generator.findings import Severity
from generator.lint.fields import containers, names
from generator.lint.rule import Problem
from generator.model.stack import Stack

NAME = "depends-on-cron"
CODE = "CG227"
SEVERITY = Severity.WARNING
HINT = "Take it out of depends_on; what has to run once before a deploy is a `migration`."
TITLE = "A container waits for one that only cron runs"
WHY = "A `cron` container is never kept running, so there is nothing to wait for."
BAD = """
{
  "deploy": {
    "shop": {
      "containers": [
        {
          "nightly": {
            "deploy": "cron",
            "image": "shop/web",
            "tag": "v1",
            "cron": {"hour": 3, "minute": 0}
          }
        },
        {
          "web": {
            "deploy": "auto",
            "image": "shop/web",
            "tag": "v1",
            "depends_on": ["nightly"]
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
    """Yield a problem per cron container in depends_on."""
    for app, container in containers(stack):
        for place, name in names(container, "depends_on"):
            target = app.services.get(name)
            if target is not None and target.deploy == "cron":
                yield Problem(place, f"{name!r} is run by cron and never ready")
