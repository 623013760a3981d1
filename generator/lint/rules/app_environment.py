"""Variables of the app settings stand in the stack."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator

from generator.findings import Severity
from generator.lint.fields import app_environments
from generator.lint.rule import Problem
from generator.model.stack import Stack

NAME = "app-environment"
CODE = "CG807"
SEVERITY = Severity.WARNING
HINT = (
    "Write them into the env of the containers; what is to stay a setting is typed in the "
    "console."
)
TITLE = "Variables of the app settings stand in the stack"
WHY = (
    "The environment of an app is what the runtime hands over. The built cookbook does not "
    "hold it, so it counts only where this document itself is fed as custom JSON. The console"
    " takes names of up to 64 letters, digits and `_`, values of up to 256 printable "
    "characters, and 20 KB in all."
)
BAD = """
{
  "deploy": {
    "shop": {
      "containers": [{"web": {"deploy": "auto", "image": "shop/web", "tag": "v1"}}],
      "environment": {"LOG-LEVEL": "info"}
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
            "env": {"LOG-LEVEL": "info"}
          }
        }
      ]
    }
  }
}
"""

_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]{0,63}")
_LONGEST = 256
_LIMIT = 20 * 1024


def check(stack: Stack) -> Iterator[Problem]:
    """Yield a problem per app that has them, and per variable that OpsWorks would refuse."""
    for at, variables in app_environments(stack):
        if variables:
            yield Problem(at, "these variables stay behind when the cookbook is built", on_key=True)
        if len(json.dumps(variables).encode()) > _LIMIT:
            yield Problem(at, "all variables together have more than 20 KB", on_key=True)
        for name, value in variables.items():
            text = str(value)
            if not _NAME.fullmatch(name):
                yield Problem(at / name, f"{name!r} is no name that OpsWorks takes", on_key=True)
            elif len(text) > _LONGEST:
                yield Problem(at / name, f"the value has {len(text)} characters, 256 are allowed")
            elif not text.isprintable():
                yield Problem(at / name, "the value has characters that cannot be printed")
