"""Another tool's way to write a name of ours."""

from __future__ import annotations

import re
from collections.abc import Iterator

from generator.document.pointer import Pointer
from generator.findings import Severity
from generator.lint.fields import containers, strings
from generator.lint.rule import Problem
from generator.model.stack import Stack

NAME = "foreign-interpolation"
CODE = "CG223"
SEVERITY = Severity.WARNING
HINT = "Write %{app_name}: only that form is replaced."
TITLE = "Another tool's way to write a name of ours"
WHY = (
    "cookgen replaces `%{app_name}`, `%{instance}`, `%{public_ip}` and `%{opsworks}`. "
    "`${app_name}`, `{{app_name}}` and `%(app_name)s` reach the container as they are."
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
            "env": {"NAME": "${app_name}"}
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

_NAMES = "app_name|instance|public_ip|opsworks"
_FOREIGN = re.compile(
    rf"[$#]\{{({_NAMES})\}}|\{{\{{ *({_NAMES}) *\}}\}}|%\(({_NAMES})\)s|<%= *({_NAMES}) *%>"
)


def check(stack: Stack) -> Iterator[Problem]:
    """Yield a problem per text with one of our names in brackets of others."""
    for _, container in containers(stack):
        for key, value in container.fields.items():
            for place, text in strings(value, Pointer(container.at) / key):
                if found := _FOREIGN.search(text):
                    name = next(filter(None, found.groups()))
                    hint = f"Write %{{{name}}}: only that form is replaced."
                    yield Problem(place, f"`{found.group()}` stays as it is", hint)
