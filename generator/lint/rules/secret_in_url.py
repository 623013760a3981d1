"""An address with a password in it."""

from __future__ import annotations

from collections.abc import Iterator

from generator.findings import Severity
from generator.lint.rule import Problem
from generator.lint.secret_places import found
from generator.lint.secrets import Kind
from generator.model.stack import Stack

NAME = "secret-in-url"
CODE = "CG504"
SEVERITY = Severity.ERROR
HINT = (
    'Make the whole address a secret: {"$secret": "NAME"}; then change the password, for this'
    " one has been in a file."
)
TITLE = "An address with a password in it"
WHY = (
    "An address with user and password is a login. It is committed with the stack, and logs "
    "of many programs print addresses whole."
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
            "env": {"DATABASE_URL": "postgres://shop:opensesame@db.example.com/shop"}
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
            "env": {"DATABASE_URL": "postgres://shop:${DB_PASSWORD}@db.example.com/shop"}
          }
        }
      ]
    }
  }
}
"""


def check(stack: Stack) -> Iterator[Problem]:
    """Yield a problem per such text; at most two characters of it are shown."""
    for place, key, what, shown in found(stack, Kind.URL):
        yield Problem(place, f"the address has a password in it (`{shown}`)")
