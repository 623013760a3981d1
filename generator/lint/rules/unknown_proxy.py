"""`proxy.via` names no container of the app."""

from __future__ import annotations

from collections.abc import Iterator

from generator.findings import Severity
from generator.lint.fields import containers, instances, meant, proxy_of
from generator.lint.rule import Problem
from generator.model.stack import Stack

NAME = "unknown-proxy"
CODE = "CG228"
SEVERITY = Severity.ERROR
HINT = "Name another container of the same app, without a number."
TITLE = "`proxy.via` names no container of the app"
WHY = (
    "The deploy tells this proxy when the new containers are ready. Without it nobody sends "
    "requests to them."
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
            "proxy": {"via": "hapoxy", "port": 3000}
          }
        },
        {"haproxy": {"deploy": "manual", "image": "shop/haproxy", "tag": "v1"}}
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
    """Yield a problem per `via` without target, or that is the container itself."""
    owners = instances(stack)
    for app, container in containers(stack):
        name = container.fields.get("proxy", {}).get("via")
        found = proxy_of(app, container, owners)
        place = f"{container.at}/proxy/via"
        if found is container:
            yield Problem(place, f"{name!r} is this very container")
        elif name is not None and found is None:
            message = f"no container of this app is called {name!r}"
            yield Problem(place, message, meant(name, app.services))
