"""Too large for some of the ways to a host."""

from __future__ import annotations

from collections.abc import Iterator

from generator.findings import Severity
from generator.lint.fields import compact_size
from generator.lint.rule import Problem
from generator.model.stack import Stack

NAME = "custom-json-size"
CODE = "CG802"
SEVERITY = Severity.WARNING
HINT = "Feed the hosts overrides only: the built cookbook holds the stack already."
TITLE = "Too large for some of the ways to a host"
WHY = (
    "Parameters of an SSM document take 64 KB, and older OpsWorks agents took 80 KB of custom"
    " JSON. What is larger does not reach such a host."
)
BAD = """
{
  "x-about": "an example in words: a stack with 70 KB of certificates in env",
  "deploy": {
    "shop": {
      "containers": [
        {"web": {"deploy": "auto", "image": "shop/web", "tag": "v1", "env": {"CA": "..."}}}
      ]
    }
  }
}
"""
GOOD = """
{
  "x-about": "the same certificates, in a file of the instance",
  "deploy": {
    "shop": {
      "containers": [
        {"web": {"deploy": "auto", "image": "shop/web", "tag": "v1", "volumes": ["/etc/ssl:/ssl"]}}
      ]
    }
  }
}
"""

_LIMITS = ((80, "older OpsWorks agents take 80"), (64, "an SSM document takes 64"))


def check(stack: Stack) -> Iterator[Problem]:
    """Yield a problem with the larger of the limits that the document breaks."""
    size = compact_size(stack) // 1024
    for limit, reason in _LIMITS:
        if limit <= size < 120:
            yield Problem("", f"the document has {size} KB without blanks; {reason}")
            break
