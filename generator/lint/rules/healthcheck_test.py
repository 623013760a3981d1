"""The list of a health check does not say how to run it."""

from __future__ import annotations

from collections.abc import Iterator

from generator.findings import Severity
from generator.lint.fields import containers
from generator.lint.rule import Problem
from generator.model.stack import Stack

NAME = "healthcheck-test"
CODE = "CG619"
SEVERITY = Severity.ERROR
HINT = (
    'Begin the list with "CMD" (words), "CMD-SHELL" (one text for the shell of the container)'
    ' or "NONE".'
)
TITLE = "The list of a health check does not say how to run it"
WHY = (
    "Docker takes the first entry of the list as the way to run the rest. With anything else "
    "there, it refuses the container."
)
BAD = """
{
  "deploy": {
    "shop": {
      "containers": [
        {
          "web": {
            "deploy": "auto",
            "image": "shop/web",
            "tag": "v1",
            "healthcheck": {"test": ["curl", "-f", "http://localhost/up"]}
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
          "web": {
            "deploy": "auto",
            "image": "shop/web",
            "tag": "v1",
            "healthcheck": {"test": ["CMD", "curl", "-f", "http://localhost/up"]}
          }
        }
      ]
    }
  }
}
"""


def check(stack: Stack) -> Iterator[Problem]:
    """Yield a problem per list with another first word, or with a wrong number of words."""
    for _, container in containers(stack):
        healthcheck = container.fields.get("healthcheck", {})
        test, place = healthcheck.get("test"), f"{container.at}/healthcheck"
        if test is None and healthcheck and not healthcheck.get("disable"):
            yield Problem(place, "no `test` says what to run", on_key=True)
        elif isinstance(test, list) and test[0] not in ("CMD", "CMD-SHELL", "NONE"):
            yield Problem(f"{place}/test/0", f"{test[0]!r} is no way to run a test")
        elif isinstance(test, list) and not _fits(test[0], len(test) - 1):
            yield Problem(f"{place}/test", f"{len(test) - 1} words follow {test[0]}")


def _fits(how: str, words: int) -> bool:
    return words > 0 if how == "CMD" else words == (how == "CMD-SHELL")
