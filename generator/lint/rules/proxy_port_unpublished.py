"""A proxy publishes ports, but not the one it listens on."""

from __future__ import annotations

from collections.abc import Iterator

from generator.findings import Severity
from generator.lint.fields import containers, ports
from generator.lint.rule import Problem
from generator.model.stack import Stack

NAME = "proxy-port-unpublished"
CODE = "CG304"
SEVERITY = Severity.WARNING
HINT = 'Publish the port of `listen`: "80:8080" where it listens on 8080.'
TITLE = "A proxy publishes ports, but not the one it listens on"
WHY = (
    "HAProxy listens on the port in `listen`. Requests to a host port that leads to another "
    "port of the container are refused."
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
            "readiness": {"http": {"path": "/up", "port": 3000}},
            "proxy": {"via": "haproxy", "port": 3000}
          }
        },
        {
          "haproxy": {
            "deploy": "manual",
            "image": "shop/haproxy",
            "tag": "v1",
            "ports": ["80:80"],
            "haproxy": {"listen": 8080}
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
            "readiness": {"http": {"path": "/up", "port": 3000}},
            "proxy": {"via": "haproxy", "port": 3000}
          }
        },
        {
          "haproxy": {
            "deploy": "manual",
            "image": "shop/haproxy",
            "tag": "v1",
            "ports": ["80:8080"],
            "haproxy": {"listen": 8080}
          }
        }
      ]
    }
  }
}
"""


def check(stack: Stack) -> Iterator[Problem]:
    """Yield a problem per haproxy whose ports lead elsewhere."""
    for _, container in containers(stack):
        listen = container.fields.get("haproxy", {}).get("listen")
        inside = [port.container for _, port in ports(container)]
        if isinstance(listen, int) and inside:
            if not any(first <= listen <= last for first, last in inside):
                message = f"no published port leads to {listen}"
                yield Problem(f"{container.at}/haproxy/listen", message)
