"""A schedule on a day that never comes."""

from __future__ import annotations

from collections.abc import Iterator

from generator.findings import Severity
from generator.lint.fields import containers
from generator.lint.rule import Problem
from generator.model.stack import Stack

NAME = "cron-never"
CODE = "CG610"
SEVERITY = Severity.WARNING
HINT = "Give it a day that the months have."
TITLE = "A schedule on a day that never comes"
WHY = "cron accepts such a line and never runs it. Nobody is told."
BAD = """
{
  "deploy": {
    "shop": {
      "containers": [
        {
          "nightly": {
            "deploy": "cron",
            "image": "shop/web",
            "tag": "v1",
            "cron": {"minute": 0, "hour": 3, "day": 30, "month": 2}
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
      "containers": [
        {
          "nightly": {
            "deploy": "cron",
            "image": "shop/web",
            "tag": "v1",
            "cron": {"minute": 0, "hour": 3, "day": 28, "month": 2}
          }
        }
      ]
    }
  }
}
"""

_DAYS = (31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")


def check(stack: Stack) -> Iterator[Problem]:
    """Yield a problem per plain day that none of the plain months has."""
    for _, container in containers(stack):
        cron = container.fields.get("cron", {})
        days, months = _plain(cron.get("day", "*")), _plain(cron.get("month", "*"))
        if not days or not months or str(cron.get("weekday", "*")) != "*":
            continue  # with a weekday, either of the two is enough
        longest = max((_DAYS[month - 1] for month in months if 1 <= month <= 12), default=31)
        if min(days) > longest:
            message = f"month {cron['month']} has no day {cron['day']}"
            yield Problem(f"{container.at}/cron/day", message)


def _plain(value: int | str) -> list[int]:
    """Return the numbers of `5`, `5,6`, `apr`; none of ranges, steps and `*`."""
    parts = str(value).lower().split(",")
    numbers = [str(_MONTHS.index(part) + 1) if part in _MONTHS else part for part in parts]
    return [int(number) for number in numbers] if all(n.isdigit() for n in numbers) else []
