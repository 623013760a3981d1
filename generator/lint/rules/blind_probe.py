"""An HTTP probe that does not know whom to ask."""

from __future__ import annotations

from collections.abc import Iterator

from generator.findings import Severity
from generator.lint.fields import ports
from generator.lint.rule import Problem
from generator.lint.sockets import bound_socket
from generator.model.stack import Stack

NAME = "blind-probe"
CODE = "CG609"
SEVERITY = Severity.ERROR
HINT = "Give http a port or a socket."
TITLE = "An HTTP probe that does not know whom to ask"
WHY = (
    "An HTTP probe needs somebody to ask. Where the stack names no port and no socket, the "
    "deploy could only guess."
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
            "readiness": {"http": "/up"}
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
            "readiness": {"http": {"path": "/up", "port": 3000}}
          }
        }
      ]
    }
  }
}
"""


def check(stack: Stack) -> Iterator[Problem]:
    """Yield a problem per http probe without port or socket that nothing else tells of."""
    for app in stack.apps:
        for container in app.containers:
            http = container.fields.get("readiness", {}).get("http")
            if http is None or (isinstance(http, dict) and {"port", "socket"} & set(http)):
                continue
            published = any(port.protocol == "tcp" for _, port in ports(container))
            if not published and bound_socket(container) is None:
                message = "neither a port nor a socket of this container is known"
                yield Problem(f"{container.at}/readiness/http", message, on_key=True)
