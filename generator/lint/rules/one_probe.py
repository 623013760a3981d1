"""Readiness that asks nothing clear."""

from __future__ import annotations

from collections.abc import Iterator

from generator.findings import Severity
from generator.lint.rule import Problem
from generator.model.stack import Stack

NAME = "one-probe"
CODE = "CG606"
SEVERITY = Severity.ERROR
HINT = "Keep one of http, tcp, unix and exec; http takes a port or a socket."
TITLE = "Readiness that asks nothing clear"
WHY = (
    "A deploy asks one question and waits for its answer. With two, it is not clear which one"
    " decides."
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
            "readiness": {"tcp": 3000, "exec": "true"}
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
            "readiness": {"tcp": 3000}
          }
        }
      ]
    }
  }
}
"""

_PROBES = ("http", "tcp", "unix", "exec")


def check(stack: Stack) -> Iterator[Problem]:
    """Yield a problem per readiness with several probes, and per http with two targets."""
    for app in stack.apps:
        for container in app.containers:
            readiness = container.fields.get("readiness", {})
            place = f"{container.at}/readiness"
            probes = [name for name in _PROBES if name in readiness]
            if len(probes) > 1:
                message = f"{' and '.join(probes)} ask for readiness in different ways"
                yield Problem(place, message, on_key=True)
            http = readiness.get("http")
            if isinstance(http, dict) and "port" in http and "socket" in http:
                yield Problem(f"{place}/http", "http asks a port and a socket", on_key=True)
