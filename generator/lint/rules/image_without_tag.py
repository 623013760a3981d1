"""An image without tag or digest."""

from __future__ import annotations

from collections.abc import Iterator

from generator.findings import Severity
from generator.lint.rule import Problem
from generator.model.stack import Stack

NAME = "image-without-tag"
CODE = "CG401"
SEVERITY = Severity.WARNING
HINT = 'Give it a "tag": `latest` is whatever was pushed last, and a rollback cannot name it.'
TITLE = "An image without tag or digest"
WHY = (
    "`latest` is whatever was pushed last: two hosts can run different versions, nobody can "
    "tell which, and a rollback has no name to go back to."
)
BAD = """
{
  "deploy": {
    "shop": {
      "containers": [{"web": {"deploy": "auto", "image": "shop/web"}}]
    }
  }
}
"""
GOOD = """
{
  "deploy": {
    "shop": {
      "containers": [{"web": {"deploy": "auto", "image": "shop/web", "tag": "v1"}}]
    }
  }
}
"""


def check(stack: Stack) -> Iterator[Problem]:
    """Yield a problem per image that floats."""
    for app in stack.apps:
        for container in app.containers:
            if container.tag is None and container.digest is None and container.image:
                yield Problem(f"{container.at}/image", "no tag, so `latest` is taken")
            elif container.fields.get("tag") == "latest":
                yield Problem(f"{container.at}/tag", "`latest` is whatever was pushed last")
