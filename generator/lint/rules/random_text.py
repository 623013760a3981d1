"""A text so random that it could be a secret."""

from __future__ import annotations

from collections.abc import Iterator

from generator.findings import Severity
from generator.lint.rule import Problem
from generator.lint.secret_places import found
from generator.lint.secrets import Kind
from generator.model.stack import Stack

NAME = "random-text"
CODE = "CG551"
SEVERITY = Severity.ERROR
HINT = (
    'Write {"$secret": "NAME"} instead; where it is no secret, ignore this rule here and say '
    "what it is."
)
TITLE = "A text so random that it could be a secret"
WHY = (
    "Sixteen characters and more with an entropy of at least 3.5 bits each are mostly keys or"
    " tokens. This is a guess: an identifier can look the same."
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
            "env": {"SEED": "q7Zt0vKx2LmP9wRb4YdN"}
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
            "env": {"SEED": "${SEED}", "RELEASE": "amazing-application-2026-11-01"}
          }
        }
      ]
    }
  }
}
"""


def check(stack: Stack) -> Iterator[Problem]:
    """Yield a problem per such text; at most two characters of it are shown."""
    for place, key, what, shown in found(stack, Kind.RANDOM):
        yield Problem(place, f"this looks like a key or a token (`{shown}`)")
