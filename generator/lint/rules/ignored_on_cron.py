"""A field that means nothing on a cron container."""

from __future__ import annotations

from collections.abc import Iterator

from generator.findings import Severity
from generator.lint.fields import containers
from generator.lint.rule import Problem
from generator.model.stack import Stack

NAME = "ignored-on-cron"
CODE = "CG611"
SEVERITY = Severity.WARNING
HINT = "Take it out, or deploy the container as `auto`."
TITLE = "A field that means nothing on a cron container"
WHY = (
    "A cron container is run by the host's cron, once per line of its schedule, and removed "
    "when it ends: nothing connects to it, waits for it or restarts it."
)
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
            "cron": {"minute": 0, "hour": 3},
            "ports": ["8080"]
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
            "cron": {"minute": 0, "hour": 3}
          }
        }
      ]
    }
  }
}
"""

_FIELDS = (
    *("ports", "readiness", "socket", "proxy", "haproxy", "update_config", "healthcheck"),
    *("restart", "startup_time", "drain_timeout", "retain", "pre_start", "post_start", "pre_stop"),
)


def check(stack: Stack) -> Iterator[Problem]:
    """Yield a problem per such field, and for several instances."""
    for _, container in containers(stack):
        if container.deploy != "cron":
            continue
        for field in container.fields:
            if field in _FIELDS:
                message = f"`{field}` means nothing where cron runs the container"
                yield Problem(f"{container.at}/{field}", message, on_key=True)
        if container.scale > 1:
            message = f"cron runs one container, not {container.scale}"
            yield Problem(f"{container.at}/containers", message)
