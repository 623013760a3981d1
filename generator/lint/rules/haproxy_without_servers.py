"""A proxy that nobody is behind."""

from __future__ import annotations

from collections.abc import Iterator

from generator.findings import Severity
from generator.lint.fields import containers, instances, proxy_of
from generator.lint.rule import Problem
from generator.model.stack import Stack

NAME = "haproxy-without-servers"
CODE = "CG239"
SEVERITY = Severity.WARNING
HINT = 'Write "proxy": {"via": ...} in the containers that it is meant for.'
TITLE = "A proxy that nobody is behind"
WHY = (
    "cookgen writes the servers of this proxy from the containers that name it. Without one "
    "it answers every request with an error."
)
BAD = """
{
  "deploy": {
    "shop": {
      "containers": [
        {
          "haproxy": {
            "deploy": "manual",
            "image": "shop/haproxy",
            "tag": "v1",
            "ports": ["80:8080"],
            "haproxy": {"listen": 8080}
          }
        },
        {"web": {"deploy": "auto", "image": "shop/web", "tag": "v1"}}
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
    """Yield a problem per haproxy that no proxy.via names."""
    owners = instances(stack)
    behind = [pair for pair in containers(stack) if "proxy" in pair[1].fields]
    found = [proxy_of(app, container, owners) for app, container in behind]
    if None in found:
        return  # a misspelt name may mean it
    named = {container.at for container in found if container is not None}
    for _, container in containers(stack):
        if "haproxy" in container.fields and container.at not in named:
            message = f"no container sends its requests through {container.name!r}"
            yield Problem(f"{container.at}/haproxy", message, on_key=True)
