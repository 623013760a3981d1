"""`tags` at the top is not a list."""

from __future__ import annotations

from collections.abc import Iterator

from generator.findings import Severity
from generator.lint.rule import Problem
from generator.model.stack import Stack

NAME = "tags-no-list"
CODE = "CG804"
SEVERITY = Severity.ERROR
HINT = "Write a list of texts, or put tags of the instance into `aws-tag`."
TITLE = "`tags` at the top is not a list"
WHY = (
    "Chef reads the top-level key `tags` as the tags of the node. Anything but a list ends "
    "the run before a recipe starts."
)
BAD = """
{
  "deploy": {
    "shop": {
      "containers": [{"web": {"deploy": "auto", "image": "shop/web", "tag": "v1"}}]
    }
  },
  "tags": {"Role": "web"}
}
"""
GOOD = """
{
  "deploy": {
    "shop": {
      "containers": [{"web": {"deploy": "auto", "image": "shop/web", "tag": "v1"}}]
    }
  },
  "tags": ["web"]
}
"""


def check(stack: Stack) -> Iterator[Problem]:
    """Yield a problem where tags are something else than a list."""
    if not isinstance(stack.document.get("tags", []), list):
        yield Problem("/tags", "Chef takes only a list of tags")
