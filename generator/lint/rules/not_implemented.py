"""A field that this version of cookgen cannot carry out yet."""

from __future__ import annotations

from collections.abc import Iterator

from generator.findings import Severity
from generator.lint.fields import IMPLEMENTED, LATER, containers
from generator.lint.rule import Problem
from generator.model.stack import Stack

NAME = "not-implemented"
CODE = "CG699"
SEVERITY = Severity.ERROR
HINT = "Leave it out, or build with a version that knows it."
TITLE = "A field that this version of cookgen cannot carry out yet"
WHY = (
    "The field belongs to the vocabulary, but the cookbook does not do anything with it yet. "
    "Nothing that a stack asks for is dropped silently, so it is refused."
)
BAD = """
{
  "deploy": {
    "shop": {
      "containers": [{"web": {"deploy": "auto", "image": "shop/web", "tag": "v1"}}]
    }
  },
  "docker": {
    "install": {"channel": "test"}
  }
}
"""
GOOD = """
{
  "deploy": {
    "shop": {
      "containers": [{"web": {"deploy": "auto", "image": "shop/web", "tag": "v1"}}]
    }
  },
  "docker": {
    "install": {"version": "20.10.24"}
  }
}
"""


def check(stack: Stack) -> Iterator[Problem]:
    """Yield a problem per such field, at its key."""
    for _, container in containers(stack):
        for field in container.fields:
            if field not in IMPLEMENTED:
                yield _later(f"{container.at}/{field}", field)
    for field in stack.install:
        if field in LATER:
            yield _later(f"/docker/install/{field}", field)


def _later(at: str, field: str) -> Problem:
    return Problem(at, f"this version of cookgen does not implement `{field}` yet", on_key=True)
