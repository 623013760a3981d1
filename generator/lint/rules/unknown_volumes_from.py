"""`volumes_from` names neither a data volume nor a container."""

from __future__ import annotations

from collections.abc import Iterator

from generator.findings import Severity
from generator.lint.fields import instances, meant, texts
from generator.lint.rule import Problem
from generator.model.stack import Stack

NAME = "unknown-volumes-from"
CODE = "CG212"
SEVERITY = Severity.ERROR
HINT = "Name an entry of this app's data_volumes, or an instance with its number, like app0."
TITLE = "`volumes_from` names neither a data volume nor a container"
WHY = (
    "Without its volume the container starts with empty directories, and what it writes is "
    "gone with the next deploy."
)
BAD = """
{
  "deploy": {
    "shop": {
      "data_volumes": {"uploads": ["/uploads"]},
      "containers": [
        {
          "web": {
            "deploy": "auto",
            "image": "shop/web",
            "tag": "v1",
            "volumes_from": ["upload"]
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
      "data_volumes": {"uploads": ["/uploads"]},
      "containers": [
        {
          "web": {
            "deploy": "auto",
            "image": "shop/web",
            "tag": "v1",
            "volumes_from": ["uploads"]
          }
        }
      ]
    }
  }
}
"""


def check(stack: Stack) -> Iterator[Problem]:
    """Yield a problem per name without target."""
    known = instances(stack)
    for app in stack.apps:
        volumes = app.volumes
        for container in app.containers:
            for place, name in texts(container, "volumes_from"):
                if name not in volumes and name not in known:
                    message = (
                        f"no data volume of this app and no running container is called {name!r}"
                    )
                    yield Problem(place, message, meant(name, [*volumes, *known]))
