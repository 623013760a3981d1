"""All instances stop at once."""

from __future__ import annotations

from collections.abc import Iterator

from generator.findings import Severity
from generator.lint.fields import containers
from generator.lint.rule import Problem
from generator.model.stack import Stack

NAME = "all-at-once"
CODE = "CG620"
SEVERITY = Severity.WARNING
HINT = "Write a `parallelism` below the number of instances."
TITLE = "All instances stop at once"
WHY = (
    "With stop-first, a batch is down until its new containers are ready. A batch of all "
    "instances leaves nobody to answer."
)
BAD = """
{
  "deploy": {
    "shop": {
      "containers": [
        {
          "web": {
            "deploy": "auto",
            "image": "shop/web",
            "tag": "v1",
            "containers": 3,
            "ports": ["3000"],
            "volumes": ["/srv/web:/data"],
            "update_config": {"order": "stop-first", "parallelism": 0}
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
            "containers": 3,
            "ports": ["3000"],
            "volumes": ["/srv/web:/data"],
            "update_config": {"order": "stop-first", "parallelism": 1}
          }
        }
      ]
    }
  }
}
"""


def check(stack: Stack) -> Iterator[Problem]:
    """Yield a problem per stop-first whose batch holds all of several instances."""
    for _, container in containers(stack):
        config = container.fields.get("update_config", {})
        batch = config.get("parallelism", 0) or container.scale
        if config.get("order") == "stop-first" and 1 < container.scale <= batch:
            place = "parallelism" if "parallelism" in config else "order"
            message = f"all {container.scale} instances stop before a new one starts"
            yield Problem(f"{container.at}/update_config/{place}", message)
