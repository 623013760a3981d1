"""Too large for OpsWorks."""

from __future__ import annotations

from collections.abc import Iterator

from generator.findings import Severity
from generator.lint.fields import compact_size
from generator.lint.rule import Problem
from generator.model.stack import Stack

NAME = "custom-json-limit"
CODE = "CG801"
SEVERITY = Severity.ERROR
HINT = "Split it into stacks, or move long values into files of the image."
TITLE = "Too large for OpsWorks"
WHY = (
    "A custom JSON of OpsWorks takes 120 KB, at the stack, the layer and the deployment. The "
    "console refuses more."
)
BAD = """
{
  "x-about": "an example in words: a stack with 130 KB of certificates in env",
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

_LIMIT = 120 * 1024


def check(stack: Stack) -> Iterator[Problem]:
    """Yield a problem where the document is too large even without blanks between its parts."""
    size = compact_size(stack)
    if size > _LIMIT:
        yield Problem("", f"the document has {size // 1024} KB without blanks, 120 are allowed")
