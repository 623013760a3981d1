"""A `%{...}` that cookgen does not replace."""

from __future__ import annotations

import re
from collections.abc import Iterator
from difflib import get_close_matches

from generator.document.pointer import Pointer
from generator.findings import Severity
from generator.lint.fields import strings
from generator.lint.rule import Problem
from generator.model.stack import Stack

NAME = "unknown-interpolation"
CODE = "CG221"
SEVERITY = Severity.ERROR
HINT = "Known are %{app_name}, %{instance}, %{public_ip} and %{opsworks}. Every other % is itself."
TITLE = "A `%{...}` that cookgen does not replace"
WHY = (
    "A name that cookgen does not know would reach the container as it stands. Most often it "
    "is one of the known names, misspelt."
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
            "env": {"NAME": "%{appname}"}
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
            "env": {"NAME": "%{app_name}", "DATE": "+%Y-%m-%d"}
          }
        }
      ]
    }
  }
}
"""

KNOWN = ("app_name", "instance", "public_ip", "opsworks")

_NAME = re.compile(r"\w{1,32}")
_HOLE = re.compile(r"%\{([^}]*)\}")


def check(stack: Stack) -> Iterator[Problem]:
    """Yield a problem per unknown name in any text of a container."""
    for app in stack.apps:
        for container in app.containers:
            for key, value in container.fields.items():
                for place, text in strings(value, Pointer(container.at) / key):
                    for name in dict.fromkeys(_HOLE.findall(text)):
                        if name not in KNOWN:
                            close = get_close_matches(name.strip().lower(), KNOWN, n=1)
                            hint = f"Did you mean %{{{close[0]}}}?" if close else None
                            shown = name if _NAME.fullmatch(name) else "…"
                            yield Problem(place, f"%{{{shown}}} means nothing", hint)
