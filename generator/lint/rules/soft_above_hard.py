"""A soft limit above the hard one."""

from __future__ import annotations

from collections.abc import Iterator

from generator.findings import Severity
from generator.lint.fields import containers
from generator.lint.rule import Problem
from generator.model.stack import Stack

NAME = "soft-above-hard"
CODE = "CG621"
SEVERITY = Severity.ERROR
HINT = "Lower `soft`, or raise `hard`; -1 is no limit."
TITLE = "A soft limit above the hard one"
WHY = (
    "The kernel lets a process raise its soft limit up to the hard one. Docker refuses a "
    "container whose soft limit is above it from the start."
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
            "ulimits": {"nofile": {"soft": 4096, "hard": 1024}}
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
            "ulimits": {"nofile": {"soft": 1024, "hard": 4096}}
          }
        }
      ]
    }
  }
}
"""


def check(stack: Stack) -> Iterator[Problem]:
    """Yield a problem per limit whose numbers stand the wrong way round."""
    for _, container in containers(stack):
        for name, limit in container.fields.get("ulimits", {}).items():
            soft, hard = (limit["soft"], limit["hard"]) if isinstance(limit, dict) else (0, -1)
            if hard != -1 and (soft == -1 or soft > hard):
                place = f"{container.at}/ulimits/{name}/soft"
                yield Problem(place, f"{soft} is above the hard limit of {hard}")
