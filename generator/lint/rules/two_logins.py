"""A registry with two ways to log in."""

from __future__ import annotations

from collections.abc import Iterator

from generator.findings import Severity
from generator.lint.rule import Problem
from generator.model.stack import Stack

NAME = "two-logins"
CODE = "CG405"
SEVERITY = Severity.ERROR
HINT = "Keep the credential helper, or user name and password."
TITLE = "A registry with two ways to log in"
WHY = (
    "A credential helper asks for a fresh login itself. A user name and a password beside it "
    "are not used, and stay behind when they change."
)
BAD = """
{
  "deploy": {
    "shop": {
      "containers": [
        {"web": {"deploy": "auto", "image": "registry.example.com/shop/web", "tag": "v1"}}
      ]
    }
  },
  "docker": {
    "registries": {
      "registry.example.com": {"username": "deploy", "credential_helper": "ecr-login"}
    }
  }
}
"""
GOOD = """
{
  "deploy": {
    "shop": {
      "containers": [
        {"web": {"deploy": "auto", "image": "registry.example.com/shop/web", "tag": "v1"}}
      ]
    }
  },
  "docker": {
    "registries": {
      "registry.example.com": {"credential_helper": "ecr-login"}
    }
  }
}
"""


def check(stack: Stack) -> Iterator[Problem]:
    """Yield a problem per registry with a helper and a user name or password."""
    for registry in stack.registries:
        if registry.credential_helper and (registry.username or registry.password):
            message = f"{registry.host!r} has a credential helper and a login"
            yield Problem(f"{registry.at}/credential_helper", message, on_key=True)
