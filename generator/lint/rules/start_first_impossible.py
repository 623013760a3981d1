"""Start-first is asked for, and cannot be."""

from __future__ import annotations

from collections.abc import Iterator

from generator.findings import Severity
from generator.lint.fields import containers, ports, shared_place
from generator.lint.rule import Problem
from generator.lint.sockets import OWN_NAME, bound_socket
from generator.model.stack import Stack

NAME = "start-first-impossible"
CODE = "CG613"
SEVERITY = Severity.ERROR
HINT = 'Write "order": "stop-first", or take away what only one container can have.'
TITLE = "Start-first is asked for, and cannot be"
WHY = (
    "Two containers cannot publish one host port, nor bind one unix socket. The new one would"
    " fail to start at every deploy."
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
            "ports": ["80:3000"],
            "update_config": {"order": "start-first"}
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
            "update_config": {"order": "start-first"}
          }
        }
      ]
    }
  }
}
"""


def check(stack: Stack) -> Iterator[Problem]:
    """Yield a problem per start-first with a fixed host port or a fixed socket."""
    for app, container in containers(stack):
        if container.fields.get("update_config", {}).get("order") != "start-first":
            continue
        place = f"{container.at}/update_config/order"
        port = next((port for _, port in ports(container) if port.is_fixed), None)
        _, path = bound_socket(container) or ("", "")
        if port is not None and port.host is not None:
            yield Problem(place, f"old and new cannot both publish {port.host[0]}")
        elif path and not OWN_NAME.search(path) and shared_place(app, container, path):
            yield Problem(place, f"old and new cannot both bind {path}")
