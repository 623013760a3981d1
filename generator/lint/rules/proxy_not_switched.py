"""A port behind a proxy that cookgen does not configure."""

from __future__ import annotations

from collections.abc import Iterator

from generator.findings import Severity
from generator.lint.fields import containers, instances, proxy_of
from generator.lint.rule import Problem
from generator.model.stack import Stack

NAME = "proxy-not-switched"
CODE = "CG238"
SEVERITY = Severity.ERROR
HINT = "Write `haproxy` in the proxy container, or let the app listen on a unix socket."
TITLE = "A port behind a proxy that cookgen does not configure"
WHY = (
    "A proxy with a configuration of its own is switched by a symbolic link in front of a "
    "unix socket. An address and a port in its configuration cannot be switched, so the new "
    "container would get no requests."
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
            "proxy": {"via": "nginx", "port": 3000}
          }
        },
        {"nginx": {"deploy": "manual", "image": "shop/nginx", "tag": "v1"}}
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
    """Yield a problem per port whose proxy has no `haproxy`."""
    owners = instances(stack)
    for app, container in containers(stack):
        proxy = container.fields.get("proxy", {})
        via = proxy_of(app, container, owners)
        if "port" not in proxy or via is None or via is container:
            continue
        if "haproxy" not in via.fields:
            message = f"{via.name!r} has its own configuration: only sockets can be switched"
            yield Problem(f"{container.at}/proxy/port", message)
