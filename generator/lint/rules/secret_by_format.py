"""A key or a token of a known kind."""

from __future__ import annotations

from collections.abc import Iterator

from generator.findings import Severity
from generator.lint.rule import Problem
from generator.lint.secret_places import found
from generator.lint.secrets import Kind
from generator.model.stack import Stack

NAME = "secret-by-format"
CODE = "CG503"
SEVERITY = Severity.ERROR
HINT = (
    'Write {"$secret": "NAME"} instead and give the value on the instance; then change it, '
    "for this one has been in a file."
)
TITLE = "A key or a token of a known kind"
WHY = (
    "Tokens of these kinds are found within minutes by those who search public repositories "
    "for them, and they work until somebody revokes them."
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
            "env": {"AWS_ID": "AKIAIOSFODNN7EXAMPLE"}
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
            "env": {"AWS_ID": "${AWS_ID}"}
          }
        }
      ]
    }
  }
}
"""


def check(stack: Stack) -> Iterator[Problem]:
    """Yield a problem per such text; at most two characters of it are shown."""
    for place, key, what, shown in found(stack, Kind.FORMAT):
        yield Problem(place, f"this is {what} (`{shown}`)")
