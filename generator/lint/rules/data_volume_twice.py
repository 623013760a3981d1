"""Two data volumes of an app have one name."""

from __future__ import annotations

from collections.abc import Iterator

from generator.findings import Severity
from generator.lint.rule import Problem
from generator.model.stack import Stack

NAME = "data-volume-twice"
CODE = "CG205"
SEVERITY = Severity.ERROR
HINT = "Rename one of them, or list all paths under one name."
TITLE = "Two data volumes of an app have one name"
WHY = (
    "A name stands for one volume. Which paths it would have depends on the order in which "
    "both are read."
)
BAD = """
{
  "deploy": {
    "shop": {
      "data_volumes": [{"data": ["/data"]}, {"data": ["/files"]}],
      "containers": [
        {
          "web": {
            "deploy": "auto",
            "image": "shop/web",
            "tag": "v1",
            "volumes_from": ["data"]
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
      "data_volumes": [{"data": ["/data", "/files"]}],
      "containers": [
        {
          "web": {
            "deploy": "auto",
            "image": "shop/web",
            "tag": "v1",
            "volumes_from": ["data"]
          }
        }
      ]
    }
  }
}
"""


def check(stack: Stack) -> Iterator[Problem]:
    """Yield a problem at the second of two."""
    for app in stack.apps:
        taken: set[str] = set()
        for volume in app.data_volumes:
            if volume.name in taken:
                yield Problem(volume.at, f"{volume.name!r} stands twice in this app", on_key=True)
            taken.add(volume.name)
