"""A command that does not say plainly which socket it listens on."""

from __future__ import annotations

import re
from collections.abc import Iterator

from generator.findings import Severity
from generator.lint.fields import split
from generator.lint.rule import Problem
from generator.lint.sockets import OWN_NAME, bound_socket
from generator.model.stack import Stack

NAME = "underived-socket"
CODE = "CG234"
SEVERITY = Severity.WARNING
HINT = 'Write it down: "socket": "/path/%{app_name}.sock".'
TITLE = "A command that does not say plainly which socket it listens on"
WHY = (
    "Where the stack does not say plainly which socket a container listens on, old and new "
    "generation would bind one path, and the switch would not find it."
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
            "command": "puma -b unix:///s/%{app_name}.sock"
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
            "command": "puma -b unix:///s/%{app_name}.sock",
            "socket": "/s/%{app_name}.sock"
          }
        }
      ]
    }
  }
}
"""

_PATHS = re.compile(r"/(?!/)[^:=,;'\"]*\.sock\b")


def check(stack: Stack) -> Iterator[Problem]:
    """Yield a problem where a path per instance stands in the command and is not taken."""
    for app in stack.apps:
        for container in app.containers:
            if container.deploy == "cron" or "socket" in container.fields:
                continue
            words = split(container.fields.get("command", []))
            paths = [found.group() for word in words for found in _PATHS.finditer(word)]
            per_instance = [path for path in paths if OWN_NAME.search(path)]
            if per_instance and bound_socket(container) is None:
                message = f"cookgen cannot tell whether it listens on {per_instance[0]}"
                yield Problem(f"{container.at}/command", message)
