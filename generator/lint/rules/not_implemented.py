"""A field that this version of cookgen cannot carry out yet."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from generator.document.pointer import Pointer
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
        at = Pointer(container.at)
        for field, value in container.fields.items():
            if field not in IMPLEMENTED:
                yield _later(at / field, f"`{field}`")
            else:
                yield from _references(value, at / field)
    for registry in stack.registries:
        if registry.credential_helper and "credential_helper" in LATER:
            yield _later(f"{registry.at}/credential_helper", "`credential_helper`")
        for name in ("username", "password"):
            yield from _references(getattr(registry, name), Pointer(registry.at) / name)
    for field in stack.install:
        if field in LATER:
            yield _later(f"/docker/install/{field}", f"`{field}`")
    if "aws-tag" in stack.document and "aws-tag" in LATER:
        yield _later("/aws-tag", "`aws-tag`")


def _references(value: Any, at: Pointer) -> Iterator[Problem]:
    if "$secret" not in LATER:
        return
    if isinstance(value, dict):
        for key, item in value.items():
            if key == "$secret":
                yield _later(at / key, "a reference to a secret")
            else:
                yield from _references(item, at / key)
    elif isinstance(value, list):
        for index, item in enumerate(value):
            yield from _references(item, at / index)


def _later(at: str, what: str) -> Problem:
    return Problem(at, f"this version of cookgen does not implement {what} yet", on_key=True)
