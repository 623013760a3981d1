"""Two services behind one proxy."""

from __future__ import annotations

from collections.abc import Iterator

from generator.findings import Severity
from generator.lint.fields import containers, instances, proxy_of
from generator.lint.rule import Problem
from generator.model.stack import Stack

NAME = "crowded-proxy"
CODE = "CG242"
SEVERITY = Severity.ERROR
HINT = "Give each service a proxy of its own, or send requests on by a proxy in front of both."
TITLE = "Two services behind one proxy"
WHY = (
    "A proxy that cookgen configures listens in one place and spreads what arrives there over "
    "the instances of one service. With two behind it, it could not tell whom a request is for."
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
          "api": {
            "deploy": "auto",
            "image": "shop/api",
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
          "api": {
            "deploy": "auto",
            "image": "shop/api",
            "tag": "v1",
            "readiness": {"http": {"path": "/up", "port": 3000}},
            "proxy": {"via": "gateway", "port": 3000}
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
        },
        {
          "gateway": {
            "deploy": "manual",
            "image": "shop/haproxy",
            "tag": "v1",
            "ports": ["81:8080"],
            "haproxy": {"listen": 8080}
          }
        }
      ]
    }
  }
}
"""


def check(stack: Stack) -> Iterator[Problem]:
    """Yield a problem per service behind a configured proxy that another one is behind."""
    owners = instances(stack)
    first: dict[str, str] = {}
    for app, container in containers(stack):
        proxy = proxy_of(app, container, owners) if "proxy" in container.fields else None
        if proxy is None or "haproxy" not in proxy.fields:
            continue
        other = first.setdefault(proxy.at, container.name)
        if other != container.name:
            message = f"{other!r} is behind {proxy.name!r} already"
            yield Problem(f"{container.at}/proxy/via", message)
