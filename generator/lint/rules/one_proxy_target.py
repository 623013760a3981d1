"""`proxy` does not say clearly where this container listens."""

from __future__ import annotations

from collections.abc import Iterator

from generator.findings import Severity
from generator.lint.fields import containers, ports
from generator.lint.rule import Problem
from generator.lint.sockets import bound_socket
from generator.model.stack import Container, Stack

NAME = "one-proxy-target"
CODE = "CG229"
SEVERITY = Severity.ERROR
HINT = "Give it a port or a socket, and not both."
TITLE = "`proxy` does not say clearly where this container listens"
WHY = "The proxy sends requests to one address of this container: a port, or a unix socket."
BAD = """
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
            "readiness": {"http": {"path": "/up", "port": 3000}},
            "proxy": {"via": "haproxy", "port": 3000, "socket": "/s/%{app_name}.sock"},
            "volumes_from": ["s"]
          }
        },
        {
          "haproxy": {
            "deploy": "manual",
            "image": "shop/haproxy",
            "tag": "v1",
            "ports": ["80:8080"],
            "haproxy": {"listen": 8080},
            "volumes_from": ["s"]
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
    """Yield a problem per proxy with both, or with none where the command does not tell either."""
    for _, container in containers(stack):
        proxy = container.fields.get("proxy")
        if proxy is None:
            continue
        given = [name for name in ("port", "socket") if name in proxy]
        if len(given) > 1:
            yield Problem(
                f"{container.at}/proxy", "both a port and a socket are given", on_key=True
            )
        elif not given and not _listens(container):
            message = "neither a port nor a socket of this container is known"
            yield Problem(f"{container.at}/proxy", message, on_key=True)


def _listens(container: Container) -> bool:
    """Say whether the rest of the container tells: its socket, else its first published port."""
    published = any(port.protocol == "tcp" for _, port in ports(container))
    return published or bound_socket(container) is not None
