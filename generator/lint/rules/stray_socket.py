"""A unix socket where no proxy can reach it."""

from __future__ import annotations

from collections.abc import Iterator

from generator.findings import Severity
from generator.lint.fields import shared_place
from generator.lint.rule import Problem
from generator.model.stack import Stack

NAME = "stray-socket"
CODE = "CG233"
SEVERITY = Severity.ERROR
HINT = "Put it into a data volume that the proxy takes too, by volumes_from."
TITLE = "A unix socket where no proxy can reach it"
WHY = (
    "A socket in the container's own file system cannot be seen by any other container, the "
    "proxy included."
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
            "socket": "/run/%{app_name}.sock"
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
      "data_volumes": {"s": ["/s"]},
      "containers": [
        {
          "web": {
            "deploy": "auto",
            "image": "shop/web",
            "tag": "v1",
            "volumes_from": ["s"],
            "socket": "/s/%{app_name}.sock"
          }
        }
      ]
    }
  }
}
"""


def check(stack: Stack) -> Iterator[Problem]:
    """Yield a problem per `socket` that lies in no volume of its container."""
    for app in stack.apps:
        for container in app.containers:
            path = container.fields.get("socket")
            if path is not None and shared_place(app, container, path) is None:
                yield Problem(
                    f"{container.at}/socket", "no volume of this container holds the socket"
                )
