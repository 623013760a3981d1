"""A proxy that cannot reach the container."""

from __future__ import annotations

from collections.abc import Iterator

from generator.findings import Severity
from generator.lint.fields import containers, instances, mounts, names, proxy_of, shared_place
from generator.lint.rule import Problem
from generator.lint.sockets import bound_socket
from generator.model.stack import App, Container, Stack

NAME = "proxy-out-of-reach"
CODE = "CG237"
SEVERITY = Severity.ERROR
HINT = "Let both take one data volume for a socket, or be in one network for a port."
TITLE = "A proxy that cannot reach the container"
WHY = (
    "A unix socket is reached through a volume that both containers have, an address through "
    "a network that both are in. Without either, every request ends in an error of the proxy."
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
            "proxy": {"via": "haproxy", "port": 3000},
            "networks": ["backend"]
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
            "readiness": {"http": {"path": "/up", "port": 3000}},
            "proxy": {"via": "haproxy", "port": 3000},
            "networks": ["backend"]
          }
        },
        {
          "haproxy": {
            "deploy": "manual",
            "image": "shop/haproxy",
            "tag": "v1",
            "ports": ["80:8080"],
            "haproxy": {"listen": 8080},
            "networks": ["backend"]
          }
        }
      ]
    }
  }
}
"""


def check(stack: Stack) -> Iterator[Problem]:
    """Yield a problem per proxied container that shares nothing with its proxy."""
    owners = instances(stack)
    for app, container in containers(stack):
        proxy = container.fields.get("proxy", {})
        via = proxy_of(app, container, owners)
        if via is None or via is container or {"port", "socket"} <= set(proxy):
            continue
        if "port" in proxy:
            if not _networks(container) & _networks(via):
                message = f"{via.name!r} is in no network of this container"
                yield Problem(f"{container.at}/proxy/port", message)
            continue
        field, path = "proxy", proxy.get("socket", "")
        if not path:
            field, path = bound_socket(container) or ("", "")
        if path and not _common(app, container, via, path):
            yield Problem(
                f"{container.at}/proxy", f"{via.name!r} has no volume with {path}", on_key=True
            )


def _networks(container: Container) -> set[str]:
    return {name for _, name in names(container, "networks")} or {"the bridge of Docker"}


def _common(app: App, container: Container, via: Container, path: str) -> bool:
    """Say whether the place where the socket lies is mounted in the proxy too."""
    place = shared_place(app, container, path) or ""
    sources = {source for _, source, _ in mounts(app, via)}
    return any(place.startswith(source) for source in sources)
