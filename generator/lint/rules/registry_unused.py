"""A registry that no image comes from."""

from __future__ import annotations

from collections.abc import Iterator

from generator.findings import Severity
from generator.lint.rule import Problem
from generator.model.parts import DOCKER_HUB, Image
from generator.model.stack import Stack

NAME = "registry-unused"
CODE = "CG404"
SEVERITY = Severity.WARNING
HINT = "Take it out, or spell it as the images do."
TITLE = "A registry that no image comes from"
WHY = (
    "A login that no image needs is often a registry that is spelt in two ways, and a secret "
    "too many."
)
BAD = """
{
  "deploy": {
    "shop": {
      "containers": [{"web": {"deploy": "auto", "image": "shop/web", "tag": "v1"}}]
    }
  },
  "docker": {
    "registries": {
      "quay.io": {"username": "deploy", "password": ""}
    }
  }
}
"""
GOOD = """
{
  "deploy": {
    "shop": {
      "containers": [{"web": {"deploy": "auto", "image": "quay.io/shop/web", "tag": "v1"}}]
    }
  },
  "docker": {
    "registries": {
      "quay.io": {"username": "deploy", "password": ""}
    }
  }
}
"""

_HUB = ("index.docker.io", "registry-1.docker.io", "hub.docker.com")


def check(stack: Stack) -> Iterator[Problem]:
    """Yield a problem per login that is not needed."""
    used = {
        Image.parse(container.image).registry for app in stack.apps for container in app.containers
    }
    for registry in stack.registries:
        host = DOCKER_HUB if registry.host in _HUB else registry.host
        if host not in used:
            yield Problem(registry.at, f"no image comes from {registry.host!r}", on_key=True)
