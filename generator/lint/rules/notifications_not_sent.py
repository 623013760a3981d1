"""A notification that this version does not send."""

from __future__ import annotations

from collections.abc import Iterator

from generator.findings import Severity
from generator.lint.rule import Problem
from generator.model.stack import Stack

NAME = "notifications-not-sent"
CODE = "CG608"
SEVERITY = Severity.WARNING
HINT = "Leave the token empty: it would only be a secret in a file."
TITLE = "A notification that this version does not send"
WHY = "The token stands in the file, and nobody is told of a deploy."
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
            "notifications": {"rollbar": {"access_token": "${ROLLBAR_TOKEN}"}}
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
            "notifications": {"rollbar": {"access_token": ""}}
          }
        }
      ]
    }
  }
}
"""


def check(stack: Stack) -> Iterator[Problem]:
    """Yield a problem per token; the value is never part of it."""
    for app in stack.apps:
        for container in app.containers:
            rollbar = container.fields.get("notifications", {}).get("rollbar", {})
            if rollbar.get("access_token"):
                place = f"{container.at}/notifications/rollbar/access_token"
                yield Problem(place, "this version sends no notifications yet", on_key=True)
