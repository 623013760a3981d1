"""A range of ports that does not fit."""

from __future__ import annotations

from collections.abc import Iterator

from generator.findings import Severity
from generator.lint.fields import ports
from generator.lint.rule import Problem
from generator.model.stack import Stack

NAME = "port-range"
CODE = "CG303"
SEVERITY = Severity.ERROR
HINT = "Ranges run upwards, and both sides have as many ports: 8000-8002:9000-9002."
TITLE = "A range of ports that does not fit"
WHY = "Docker pairs the ports of both ranges one by one, and refuses ranges that do not fit."
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
            "ports": ["8000-8002:9000-9001"]
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
            "ports": ["8000-8002:9000-9002"]
          }
        }
      ]
    }
  }
}
"""


def check(stack: Stack) -> Iterator[Problem]:
    """Yield a problem per range that runs downwards or differs in length."""
    for app in stack.apps:
        for container in app.containers:
            for place, port in ports(container):
                if not port.is_sound:
                    yield Problem(place, "the two ranges of ports do not fit each other")
