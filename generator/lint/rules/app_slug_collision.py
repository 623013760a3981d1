"""Two apps have one short name."""

from __future__ import annotations

from collections.abc import Iterator

from generator.findings import Severity
from generator.lint.rule import Problem
from generator.model.stack import Stack

NAME = "app-slug-collision"
CODE = "CG202"
SEVERITY = Severity.ERROR
HINT = "Rename one of them."
TITLE = "Two apps have one short name"
WHY = "Both apps get one short name on the host, and the second would replace the first."
BAD = """
{
  "deploy": {
    "shop_a": {
      "containers": [{"web": {"deploy": "auto", "image": "shop/web", "tag": "v1"}}]
    },
    "shop-a": {
      "containers": [{"api": {"deploy": "auto", "image": "shop/web", "tag": "v1"}}]
    }
  }
}
"""
GOOD = """
{
  "deploy": {
    "shop_a": {
      "containers": [{"web": {"deploy": "auto", "image": "shop/web", "tag": "v1"}}]
    },
    "shop_b": {
      "containers": [{"api": {"deploy": "auto", "image": "shop/web", "tag": "v1"}}]
    }
  }
}
"""


def check(stack: Stack) -> Iterator[Problem]:
    """Yield a problem at the second app of each pair."""
    first: dict[str, str] = {}
    for app in stack.apps:
        if app.slug in first:
            message = f"{app.name!r} and {first[app.slug]!r} are both {app.slug!r}"
            yield Problem(app.at, message, on_key=True)
        first.setdefault(app.slug, app.name)
