"""A `%{` that is never closed."""

from __future__ import annotations

import re
from collections.abc import Iterator

from generator.document.pointer import Pointer
from generator.findings import Severity
from generator.lint.fields import containers, strings
from generator.lint.rule import Problem
from generator.model.stack import Stack

NAME = "unclosed-interpolation"
CODE = "CG222"
SEVERITY = Severity.WARNING
HINT = "Close it: %{app_name}. Where a plain %{ is meant, suppress this with a reason."
TITLE = "A `%{` that is never closed"
WHY = (
    "Without its `}` the text is taken as it stands, so that two instances share a path or a "
    "name that was meant to differ."
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
            "env": {"NAME": "%{app_name"}
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
            "env": {"NAME": "%{app_name}"}
          }
        }
      ]
    }
  }
}
"""

_OPEN = re.compile(r"%\{[^}]*$")


def check(stack: Stack) -> Iterator[Problem]:
    """Yield a problem per text that ends inside a hole."""
    for _, container in containers(stack):
        for key, value in container.fields.items():
            for place, text in strings(value, Pointer(container.at) / key):
                if found := _OPEN.search(text):
                    name = re.match(r"%\{(\w*)", found.group())
                    yield Problem(place, f"`%{{{name[1] if name else ''}` has no closing bracket")
