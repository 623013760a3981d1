"""Two containers would have one name on the host."""

from __future__ import annotations

from collections.abc import Iterator

from generator.findings import Severity
from generator.lint.rule import Problem
from generator.model.stack import Container, Stack

NAME = "instance-name-collision"
CODE = "CG203"
SEVERITY = Severity.ERROR
HINT = "Rename one of them, or run fewer instances."
TITLE = "Two containers would have one name on the host"
WHY = (
    "Instance 10 of `web` and instance 0 of `web1` are both called web10. Docker gives a name"
    " to one container only."
)
BAD = """
{
  "deploy": {
    "shop": {
      "containers": [
        {"web": {"deploy": "auto", "image": "shop/web", "tag": "v1", "containers": 11}},
        {"web1": {"deploy": "auto", "image": "shop/web", "tag": "v1"}}
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
        {"web": {"deploy": "auto", "image": "shop/web", "tag": "v1", "containers": 10}},
        {"web1": {"deploy": "auto", "image": "shop/web", "tag": "v1"}}
      ]
    }
  }
}
"""


def check(stack: Stack) -> Iterator[Problem]:
    """Yield a problem at the second container of each pair."""
    owners: dict[str, Container] = {}
    named: dict[tuple[str, str], Container] = {}
    for app in stack.apps:
        for container in app.containers:
            if (app.slug, container.name) in named:
                message = f"{container.name!r} stands twice in this app"
                yield Problem(container.at, message, on_key=True)
                continue
            named[app.slug, container.name] = container
            taken = next((name for name in container.instances if name in owners), None)
            if taken is not None:
                other = owners[taken].name
                message = f"{taken!r} is an instance of {container.name!r} and of {other!r}"
                yield Problem(container.at, message, on_key=True)
            for name in container.instances:
                owners.setdefault(name, container)
