"""A registry's password stands in the stack."""

from __future__ import annotations

from collections.abc import Iterator

from generator.findings import Severity
from generator.lint.rule import Problem
from generator.lint.secrets import REFERENCE, shown
from generator.model.stack import Stack

NAME = "plain-registry-password"
CODE = "CG501"
SEVERITY = Severity.ERROR
HINT = (
    'Write {"$secret": "NAME"} or leave it empty here, and give it on the instance; '
    "then change it, for this one has been in a file."
)
TITLE = "A registry's password stands in the stack"
WHY = (
    "The password is committed with the stack and with the cookbook: everybody who can read "
    "the repository can pull and push with it."
)
BAD = """
{
  "deploy": {
    "shop": {
      "containers": [
        {"web": {"deploy": "auto", "image": "registry.example.com/web", "tag": "v1"}}
      ]
    }
  },
  "docker": {
    "registries": {
      "registry.example.com": {"username": "deploy", "password": "opensesame"}
    }
  }
}
"""
GOOD = """
{
  "deploy": {
    "shop": {
      "containers": [
        {"web": {"deploy": "auto", "image": "registry.example.com/web", "tag": "v1"}}
      ]
    }
  },
  "docker": {
    "registries": {
      "registry.example.com": {"username": "deploy", "password": ""}
    }
  }
}
"""


def check(stack: Stack) -> Iterator[Problem]:
    """Yield a problem per password; the value is never part of it."""
    for registry in stack.registries:
        password = registry.password
        if isinstance(password, str) and password and not REFERENCE.search(password):
            message = f"the password of {registry.host!r} would end up in the cookbook"
            yield Problem(f"{registry.at}/password", f"{message} (`{shown(password)}`)")
