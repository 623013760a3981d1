"""A variable that is called like a secret holds a plain value."""

from __future__ import annotations

from collections.abc import Iterator

from generator.findings import Severity
from generator.lint.rule import Problem
from generator.lint.secret_places import found
from generator.lint.secrets import Kind
from generator.model.stack import Stack

NAME = "secret-by-name"
CODE = "CG502"
SEVERITY = Severity.ERROR
HINT = (
    'Write {"$secret": "NAME"} instead and give the value on the instance; then change it, '
    "for this one has been in a file."
)
TITLE = "A variable that is called like a secret holds a plain value"
WHY = (
    "The stack is committed, and so is the cookbook that is built from it: everybody who can "
    "read the repository can read the value, in every old commit too."
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
            "env": {"DB_PASSWORD": "opensesame"}
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
            "env": {
              "DB_PASSWORD": "${DB_PASSWORD}",
              "TOKEN_TTL": "3600",
              "KEY_FILE": "/run/secrets/key"
            }
          }
        }
      ]
    }
  }
}
"""


def check(stack: Stack) -> Iterator[Problem]:
    """Yield a problem per such text; at most two characters of it are shown."""
    for place, key, what, shown in found(stack, Kind.NAME):
        yield Problem(place, f"`{key}` holds a value in plain text (`{shown}`)")
