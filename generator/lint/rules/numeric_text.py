"""A number in quotes."""

from __future__ import annotations

import re
from collections.abc import Iterator

from generator.document.reader import Document
from generator.findings import Severity
from generator.lint.fields import containers
from generator.lint.fix import Edit, replace, value_at
from generator.lint.rule import Problem
from generator.model.stack import Stack

NAME = "numeric-text"
CODE = "CG701"
SEVERITY = Severity.INFO
HINT = "Write it without quotes."
TITLE = "A number in quotes"
WHY = (
    "It works: quoted numbers are read as numbers. Written plainly, an editor can complete "
    "and check them."
)
BAD = """
{
  "deploy": {
    "shop": {
      "containers": [
        {"web": {"deploy": "auto", "image": "shop/web", "tag": "v1", "containers": "2"}}
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
        {"web": {"deploy": "auto", "image": "shop/web", "tag": "v1", "containers": 2}}
      ]
    }
  }
}
"""


def check(stack: Stack) -> Iterator[Problem]:
    """Yield a problem per text of digits where a number may stand."""
    for _, container in containers(stack):
        fields, at = container.fields, container.at
        found = [(f"{at}/containers", fields.get("containers"))]
        found += [(f"{at}/cron/{name}", value) for name, value in fields.get("cron", {}).items()]
        for place, value in found:
            if isinstance(value, str) and _NUMBER.fullmatch(value):
                yield Problem(place, f"{value} is a number")


def fix(problem: Problem, document: Document) -> list[Edit]:
    """Take the quotes away."""
    return [replace(document, problem.at, int(value_at(document, problem.at)))]


_NUMBER = re.compile("0|[1-9][0-9]*")
