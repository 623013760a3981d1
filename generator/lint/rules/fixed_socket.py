"""A unix socket that the old and the new container cannot have together."""

from __future__ import annotations

from collections.abc import Iterator

from generator.findings import Severity
from generator.lint.fields import containers, shared_place
from generator.lint.rule import Problem
from generator.lint.sockets import OWN_NAME, bound_socket, collisions
from generator.model.stack import Stack

NAME = "fixed-socket"
CODE = "CG232"
SEVERITY = Severity.WARNING
HINT = (
    "Put %{app_name} into the path, or no request is answered while one stops and the "
    "other starts."
)
TITLE = "A unix socket that the old and the new container cannot have together"
WHY = (
    "The container that leaves unlinks the socket of the one that comes, so both cannot run "
    "at once: nobody answers from the stop of the old one until the new one is ready."
)
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
            "socket": "/s/web.sock"
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
        }
      ]
    }
  }
}
"""


def check(stack: Stack) -> Iterator[Problem]:
    """Yield a problem per path that every generation would bind; shared ones are errors anyway."""
    shared = {one.at for one, *_ in collisions(stack)}
    for app, container in containers(stack):
        field, path = bound_socket(container) or ("", "")
        fixed = container.deploy != "cron" and not OWN_NAME.search(path)
        if fixed and container.at not in shared and shared_place(app, container, path) is not None:
            message = f"each generation binds {path}: the old one has to stop first"
            yield Problem(f"{container.at}/{field}", message)
