"""A secret in a part of the document that cookgen does not build."""

from __future__ import annotations

from collections.abc import Iterator

from generator.findings import Severity
from generator.lint.rule import Problem
from generator.lint.secret_places import elsewhere
from generator.model.stack import Stack

NAME = "secret-elsewhere"
CODE = "CG505"
SEVERITY = Severity.WARNING
HINT = "Keep it out of the file: in the settings of the stack, or in a data bag; then change it."
TITLE = "A secret in a part of the document that cookgen does not build"
WHY = (
    "Keys of other cookbooks do not get into the built cookbook, but the document is "
    "committed all the same."
)
BAD = """
{
  "deploy": {
    "shop": {
      "containers": [{"web": {"deploy": "auto", "image": "shop/web", "tag": "v1"}}]
    }
  },
  "newrelic": {"license_key": "opensesame"}
}
"""
GOOD = """
{
  "deploy": {
    "shop": {
      "containers": [{"web": {"deploy": "auto", "image": "shop/web", "tag": "v1"}}]
    }
  },
  "newrelic": {"license_key": ""}
}
"""


def check(stack: Stack) -> Iterator[Problem]:
    """Yield a problem per secret outside of what is built."""
    yield from elsewhere(stack)
