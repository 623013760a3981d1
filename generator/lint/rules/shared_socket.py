"""Two containers would bind one unix socket."""

from __future__ import annotations

from collections.abc import Iterator

from generator.findings import Severity
from generator.lint.rule import Problem
from generator.lint.sockets import collisions
from generator.model.stack import Stack

NAME = "shared-socket"
CODE = "CG231"
SEVERITY = Severity.ERROR
HINT = "Put %{app_name} into the path: each instance and each generation gets its own."
TITLE = "Two containers would bind one unix socket"
WHY = "The second container to bind the path takes the first one off the network, without an error."
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
            "socket": "/s/%{app_name}.sock"
          }
        },
        {
          "api": {
            "deploy": "auto",
            "image": "shop/web",
            "tag": "v1",
            "volumes_from": ["s"],
            "socket": "/s/web0.sock"
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
            "socket": "/s/%{app_name}.sock"
          }
        },
        {
          "api": {
            "deploy": "auto",
            "image": "shop/web",
            "tag": "v1",
            "volumes_from": ["s"],
            "socket": "/s/%{app_name}.sock"
          }
        }
      ]
    }
  }
}
"""


def check(stack: Stack) -> Iterator[Problem]:
    """Yield a problem per container that binds what another one, or itself, has bound."""
    for container, field, path, who in collisions(stack):
        yield Problem(f"{container.at}/{field}", f"{who} would bind {path}")
