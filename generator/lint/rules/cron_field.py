"""A schedule that cron would refuse."""

from __future__ import annotations

from collections.abc import Iterator

from generator.findings import Severity
from generator.lint.rule import Problem
from generator.model.stack import Stack

NAME = "cron-field"
CODE = "CG604"
SEVERITY = Severity.ERROR
HINT = "Ranges run upwards within minute 0-59, hour 0-23, day 1-31, month 1-12, weekday 0-7."
TITLE = "A schedule that cron would refuse"
WHY = "cron refuses a file with such a line, and with it every other schedule in the file."
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
            "cron": {"minute": 0, "hour": "20-24"}
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
            "cron": {"minute": 0, "hour": "0-23"}
          }
        }
      ]
    }
  }
}
"""

_RANGES = {
    "minute": (0, 59),
    "hour": (0, 23),
    "day": (1, 31),
    "month": (1, 12),
    "weekday": (0, 7),
}
_NAMES = {
    12: ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"),
    7: ("sun", "mon", "tue", "wed", "thu", "fri", "sat"),
}


def check(stack: Stack) -> Iterator[Problem]:
    """Yield a problem per number out of its range, and per range that runs downwards."""
    for app in stack.apps:
        for container in app.containers:
            for field, value in container.fields.get("cron", {}).items():
                for part in str(value).split(","):
                    if not _fits(part, *_RANGES[field]):
                        message = f"{part!r} is no {field} that cron knows"
                        yield Problem(f"{container.at}/cron/{field}", message)
                        break


def _fits(part: str, low: int, high: int) -> bool:
    span, slash, step = part.lower().partition("/")
    if slash and int(step) == 0:
        return False
    if span == "*":
        return True
    names = _NAMES.get(high, ())
    numbers = [names.index(n) + low if n in names else int(n) for n in span.split("-")]
    return numbers == sorted(numbers) and all(low <= number <= high for number in numbers)
