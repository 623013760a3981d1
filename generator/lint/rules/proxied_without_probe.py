"""A container behind a proxy says nowhere when it is ready."""

from __future__ import annotations

from collections.abc import Iterator

from generator.findings import Severity
from generator.lint.fields import containers
from generator.lint.rule import Problem
from generator.model.stack import Stack

NAME = "proxied-without-probe"
CODE = "CG615"
SEVERITY = Severity.WARNING
HINT = 'Add "readiness": {"http": "/up"}, a page that answers when the app can serve.'
TITLE = "A container behind a proxy says nowhere when it is ready"
WHY = (
    "Most servers accept connections before the app behind them is loaded. Without a probe "
    "the switch comes too early, and the first requests fail or wait."
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
            "proxy": {"via": "haproxy", "port": 3000},
            "readiness": {"http": {"path": "/up", "port": 3000}}
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

_PROBES = ("http", "tcp", "unix", "exec")


def check(stack: Stack) -> Iterator[Problem]:
    """Yield a problem per proxied container without a probe of its own."""
    for _, container in containers(stack):
        readiness = container.fields.get("readiness", {})
        asked = any(probe in readiness for probe in _PROBES)
        asked = asked or "test" in container.fields.get("healthcheck", {})
        if "proxy" in container.fields and not asked:
            message = f"nothing tells when {container.name!r} can serve"
            yield Problem(f"{container.at}/proxy", message, on_key=True)
