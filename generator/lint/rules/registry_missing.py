"""An image comes from a registry that has no login."""

from __future__ import annotations

from collections.abc import Iterator

from generator.findings import Severity
from generator.lint.rule import Problem
from generator.model.parts import DOCKER_HUB, Image
from generator.model.stack import Stack

NAME = "registry-missing"
CODE = "CG403"
SEVERITY = Severity.INFO
HINT = "Add it to docker.registries where it asks for a login; a public one needs none."
TITLE = "An image comes from a registry that has no login"
WHY = (
    'A registry that asks for a login answers a pull without one with "not found". A public '
    "one needs none."
)
BAD = """
{
  "deploy": {
    "shop": {
      "containers": [
        {"web": {"deploy": "auto", "image": "registry.example.com/shop/web", "tag": "v1"}}
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
        {"web": {"deploy": "auto", "image": "registry.example.com/shop/web", "tag": "v1"}}
      ]
    }
  },
  "docker": {
    "registries": {
      "registry.example.com": {"username": "deploy", "password": ""}
    }
  }
}
"""


def check(stack: Stack) -> Iterator[Problem]:
    """Yield a problem per registry, at the first image that comes from it."""
    known = {registry.host for registry in stack.registries} | {DOCKER_HUB}
    for app in stack.apps:
        for container in app.containers:
            host = Image.parse(container.image).registry
            if host not in known:
                known.add(host)
                message = f"docker.registries has no login for {host!r}"
                yield Problem(f"{container.at}/image", message)
