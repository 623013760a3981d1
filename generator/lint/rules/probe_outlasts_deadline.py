"""One attempt of the probe may take longer than all of them together."""

from __future__ import annotations

from collections.abc import Iterator

from generator.findings import Severity
from generator.lint.fields import containers
from generator.lint.rule import Problem
from generator.model.parts import seconds
from generator.model.stack import Stack

NAME = "probe-outlasts-deadline"
CODE = "CG617"
SEVERITY = Severity.WARNING
HINT = "Give `deadline` room for several attempts."
TITLE = "One attempt of the probe may take longer than all of them together"
WHY = (
    "The deploy gives up at the deadline. An attempt that may last until then is the only "
    "one, and a slow start counts as a failed deploy."
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
            "ports": ["3000"],
            "readiness": {"http": "/up", "timeout": "2m"}
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
            "ports": ["3000"],
            "readiness": {"http": "/up", "timeout": "2s"}
          }
        }
      ]
    }
  }
}
"""

_DEADLINE = 60.0  # seconds, where the stack does not say


def check(stack: Stack) -> Iterator[Problem]:
    """Yield a problem per timeout or interval that is not below the deadline."""
    for _, container in containers(stack):
        readiness = container.fields.get("readiness", {})
        deadline = seconds(readiness["deadline"]) if "deadline" in readiness else _DEADLINE
        for field in ("timeout", "interval"):
            if field in readiness and seconds(readiness[field]) >= deadline:
                message = f"`{field}` is not shorter than the deadline of {deadline:g} s"
                yield Problem(f"{container.at}/readiness/{field}", message)
