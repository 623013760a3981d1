"""A container does not say when it is replaced."""

from __future__ import annotations

from collections.abc import Iterator

from generator.document.reader import Document
from generator.findings import Severity
from generator.lint.fix import Edit, insert_first, value_at
from generator.lint.rule import Problem
from generator.model.stack import Stack

NAME = "missing-deploy"
CODE = "CG601"
SEVERITY = Severity.WARNING
HINT = 'Write "deploy": "auto" to have it replaced when it changed, or "manual", or "cron".'
TITLE = "A container does not say when it is replaced"
WHY = (
    "The recipes that cookgen replaces never replaced such a container; cookgen counts it as "
    "`auto` and does. Better to write what is meant."
)
BAD = """
{
  "deploy": {
    "shop": {
      "containers": [{"web": {"image": "shop/web", "tag": "v1"}}]
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
    """Yield a problem per container without `deploy`."""
    for app in stack.apps:
        for container in app.containers:
            if "deploy" not in container.fields:
                message = f"{container.name!r} has no `deploy` and counts as `auto`"
                yield Problem(container.at, message, on_key=True)


def fix(problem: Problem, document: Document) -> list[Edit]:
    """Say what it counts as anyway; with a schedule something else was probably meant."""
    if "cron" in value_at(document, problem.at):
        return []
    return [insert_first(document, problem.at, "deploy", "auto")]
