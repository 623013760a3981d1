"""A command whose quotes do not close."""

from __future__ import annotations

from collections.abc import Iterator

from generator.findings import Severity
from generator.lint.rule import Problem
from generator.model.parts import words
from generator.model.stack import Container, Stack

NAME = "broken-command"
CODE = "CG607"
SEVERITY = Severity.ERROR
HINT = "Close the quote, or write the command as a list of words."
TITLE = "A command whose quotes do not close"
WHY = (
    "A command is split into words as a shell would, without running one. A quote that never "
    "closes leaves no words to run."
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
            "command": "rake 'db:migrate"
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
            "command": "rake 'db:migrate'"
          }
        }
      ]
    }
  }
}
"""


def check(stack: Stack) -> Iterator[Problem]:
    """Yield a problem per text that cannot be split into words, or that has none."""
    for app in stack.apps:
        for container in app.containers:
            for place, text in _commands(container):
                try:
                    empty = not words(text)
                except ValueError:
                    yield Problem(place, "a quote in this command is never closed")
                else:
                    if empty:
                        yield Problem(place, "this command has no words", "Leave it out.")


def _commands(container: Container) -> Iterator[tuple[str, str]]:
    fields, at = container.fields, container.at
    for place, value in (
        ("entrypoint", fields.get("entrypoint")),
        ("command", fields.get("command")),
        ("migration", fields.get("migration")),
        ("readiness/exec", fields.get("readiness", {}).get("exec")),
        *((hook, fields.get(hook)) for hook in ("pre_start", "post_start", "pre_stop")),
    ):
        if isinstance(value, dict):
            place, value = f"{place}/command", value["command"]
        if isinstance(value, str):
            yield f"{at}/{place}", value
