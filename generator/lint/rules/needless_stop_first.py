"""Stop-first where start-first would do."""

from __future__ import annotations

from collections.abc import Iterator

from generator.findings import Severity
from generator.lint.fields import containers, mounts, ports
from generator.lint.rule import Problem
from generator.lint.sockets import OWN_NAME, bound_socket
from generator.model.stack import Stack

NAME = "needless-stop-first"
CODE = "CG614"
SEVERITY = Severity.INFO
HINT = (
    "Leave `order` out: the new container starts beside the old one and takes over when it is"
    " ready."
)
TITLE = "Stop-first where start-first would do"
WHY = (
    "Nothing here keeps old and new from running side by side. With stop-first, nobody "
    "answers from the stop of the old container until the new one is ready."
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
            "ports": ["3000"],
            "readiness": {"http": "/up"},
            "update_config": {"order": "stop-first"}
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
            "ports": ["3000"],
            "readiness": {"http": "/up"}
          }
        }
      ]
    }
  }
}
"""


def check(stack: Stack) -> Iterator[Problem]:
    """Yield a problem per stop-first of a container that others reach, and that could overlap."""
    for app, container in containers(stack):
        if container.fields.get("update_config", {}).get("order") != "stop-first":
            continue
        fixed = any(port.is_fixed for _, port in ports(container))
        _, path = bound_socket(container) or ("", "")
        fixed = fixed or bool(path and not OWN_NAME.search(path))
        writes = any(mounts(app, container)) and not path  # a store may be alone with its files
        reached = path or "proxy" in container.fields or any(ports(container))
        if reached and not fixed and not writes and container.deploy == "auto":
            message = f"{container.name!r} could start beside the old one"
            yield Problem(f"{container.at}/update_config/order", message)
