"""A text that begins with Chef's old mark for merging."""

from __future__ import annotations

from collections.abc import Iterator

from generator.document.pointer import ROOT
from generator.findings import Severity
from generator.lint.fields import strings
from generator.lint.rule import Problem
from generator.model.stack import Stack

NAME = "merge-marker"
CODE = "CG806"
SEVERITY = Severity.ERROR
HINT = "Write the value itself; a value is overridden by name in the custom JSON."
TITLE = "A text that begins with Chef's old mark for merging"
WHY = (
    "Chef 11 ends the run when an attribute begins with `!merge`: the mark once told it to "
    "take values out of lists."
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
            "command": "!merge:serve"
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
        {"web": {"deploy": "auto", "image": "shop/web", "tag": "v1", "command": "serve"}}
      ]
    }
  }
}
"""


def check(stack: Stack) -> Iterator[Problem]:
    """Yield a problem per text in the whole document."""
    for place, text in strings(stack.document, ROOT):
        if text.startswith("!merge"):
            yield Problem(place, "Chef 11 ends the run at `!merge`")
