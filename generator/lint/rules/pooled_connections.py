"""A proxy with its own configuration may keep connections to the old container."""

from __future__ import annotations

import re
from collections.abc import Iterator

from generator.findings import Severity
from generator.lint.fields import mounts, shared_place
from generator.lint.rule import Problem
from generator.lint.sockets import OWN_NAME, bound_socket
from generator.model.stack import App, Container, Stack

NAME = "pooled-connections"
CODE = "CG616"
SEVERITY = Severity.INFO
HINT = (
    "Switch pooling off there: `option http-server-close` in HAProxy, no `keepalive` in an "
    'upstream of nginx. Or let cookgen configure it: "haproxy": {...}.'
)
TITLE = "A proxy with its own configuration may keep connections to the old container"
WHY = (
    "A proxy that keeps idle connections to a unix socket goes on using them after the "
    "switch: they lead to the old container, and a request sent just when that one stops is "
    "lost."
)
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
            "volumes_from": ["s"],
            "command": "serve -l /s/%{app_name}.sock"
          }
        },
        {
          "haproxy": {
            "deploy": "manual",
            "image": "shop/haproxy",
            "tag": "v1",
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
      "data_volumes": {"s": ["/s"]},
      "containers": [
        {
          "web": {
            "deploy": "auto",
            "image": "shop/web",
            "tag": "v1",
            "volumes_from": ["s"],
            "command": "serve -l /s/%{app_name}.sock",
            "proxy": {"via": "haproxy"},
            "readiness": {"http": "/up"}
          }
        },
        {
          "haproxy": {
            "deploy": "manual",
            "image": "shop/haproxy",
            "tag": "v1",
            "volumes_from": ["s"],
            "ports": ["80:8080"],
            "haproxy": {"listen": 8080}
          }
        }
      ]
    }
  }
}
"""

_PROXY = re.compile(r"haproxy|nginx|openresty|traefik|envoy|caddy|varnish|apache|httpd")


def check(stack: Stack) -> Iterator[Problem]:
    """Yield a problem per container that looks like a proxy and sees the socket of an auto one."""
    for app in stack.apps:
        sockets = [place for one in app.containers for place in _switched(app, one)]
        for container in app.containers:
            if container.deploy == "cron" or "haproxy" in container.fields:
                continue
            sources = {source for _, source, _ in mounts(app, container)}
            if _looks_like_proxy(container) and any(
                place.startswith(source) for place in sockets for source in sources
            ):
                message = f"does {container.name!r} pool connections to the sockets that it sees?"
                yield Problem(container.at, message, on_key=True)


def _switched(app: App, container: Container) -> Iterator[str]:
    """Yield where the socket of an auto container lies that a deploy switches."""
    _, path = bound_socket(container) or ("", "")
    place = shared_place(app, container, path) if OWN_NAME.search(path) else None
    if container.deploy == "auto" and place is not None:
        yield place


def _looks_like_proxy(container: Container) -> bool:
    return _PROXY.search(f"{container.name} {container.image.rpartition('/')[2]}") is not None
