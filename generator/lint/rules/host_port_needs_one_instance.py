"""A fixed host port with more than one instance."""

from __future__ import annotations

from collections.abc import Iterator

from generator.findings import Severity
from generator.lint.fields import ports
from generator.lint.rule import Problem
from generator.model.stack import Stack

NAME = "host-port-needs-one-instance"
CODE = "CG301"
SEVERITY = Severity.ERROR
HINT = "Run one instance, leave the host port to Docker, or put a proxy in front."
TITLE = "A fixed host port with more than one instance"
WHY = "A port of the host belongs to one container. The second instance fails to start."
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
            "containers": 2,
            "ports": ["80:80"]
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
            "deploy": "manual",
            "image": "shop/web",
            "tag": "v1",
            "containers": 2,
            "ports": ["80"]
          }
        }
      ]
    }
  }
}
"""


def check(stack: Stack) -> Iterator[Problem]:
    """Yield a problem per fixed host port of a container that has several instances."""
    for app in stack.apps:
        for container in app.containers:
            if container.scale > 1:
                for place, port in ports(container):
                    if port.is_fixed:
                        message = f"only one of {container.scale} instances can have this port"
                        yield Problem(place, message)
