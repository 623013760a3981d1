"""One host port is published twice."""

from __future__ import annotations

from collections.abc import Iterator

from generator.findings import Severity
from generator.lint.fields import containers, ports
from generator.lint.rule import Problem
from generator.model.parts import Port
from generator.model.stack import Container, Stack

NAME = "port-collision"
CODE = "CG302"
SEVERITY = Severity.ERROR
HINT = "Give one of them another host port or address, or put both behind a proxy."
TITLE = "One host port is published twice"
WHY = (
    "A port of the host belongs to one container. The second one fails to start, on the host,"
    " in the middle of a deploy."
)
BAD = """
{
  "deploy": {
    "shop": {
      "containers": [
        {"web": {"deploy": "manual", "image": "shop/web", "tag": "v1", "ports": ["80:80"]}},
        {
          "api": {
            "deploy": "manual",
            "image": "shop/web",
            "tag": "v1",
            "ports": ["80:8080"]
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
        {"web": {"deploy": "manual", "image": "shop/web", "tag": "v1", "ports": ["80:80"]}},
        {
          "api": {
            "deploy": "manual",
            "image": "shop/web",
            "tag": "v1",
            "ports": ["81:8080"]
          }
        }
      ]
    }
  }
}
"""

# (protocol, port, layer) -> [(address, container)]
_Taken = dict[tuple[str, int, str], list[tuple[Port, str]]]


def check(stack: Stack) -> Iterator[Problem]:
    """Yield a problem at the second of two ports that cannot both be published."""
    taken: _Taken = {}
    for _, container in containers(stack):
        if container.deploy == "cron" or not container.scale:
            continue
        for place, port in ports(container):
            if not (port.is_sound and port.is_fixed):
                continue  # not sound: another rule's matter
            owner = _owner(taken, container, port)
            if owner is not None:
                yield Problem(place, f"{owner!r} has published this host port already")


def _owner(taken: _Taken, container: Container, port: Port) -> str | None:
    """Note down who has the port now; return who had it before."""
    found: str | None = None
    first, last = port.host or (0, -1)
    for number in range(first, last + 1):
        for layer in sorted(container.layers):
            others = taken.setdefault((port.protocol, number, layer), [])
            found = found or next((name for other, name in others if port.collides(other)), None)
            others.append((port, container.name))
    return found
