"""A variable that `database` replaces."""

from __future__ import annotations

from collections.abc import Iterator

from generator.findings import Severity
from generator.lint.fields import containers
from generator.lint.rule import Problem
from generator.model.stack import Stack

NAME = "database-overrides-env"
CODE = "CG618"
SEVERITY = Severity.WARNING
HINT = "Take it out of env, or take `database` out."
TITLE = "A variable that `database` replaces"
WHY = (
    'With "database": true the variables DB_ADAPTER, DB_DATABASE, DB_HOST, DB_PASSWORD, '
    "DB_PORT, DB_RECONNECT and DB_USERNAME come from the data source of the app and win over "
    "env."
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
            "database": true,
            "env": {"DB_HOST": "db.example.com"}
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
            "database": true,
            "env": {"DB_POOL": "5"}
          }
        }
      ]
    }
  }
}
"""

_KEYS = ("ADAPTER", "DATABASE", "HOST", "PASSWORD", "PORT", "RECONNECT", "USERNAME")
_GIVEN = {f"DB_{key}" for key in _KEYS}


def check(stack: Stack) -> Iterator[Problem]:
    """Yield a problem per variable of env that never arrives."""
    for _, container in containers(stack):
        for name in container.fields.get("env", {}) if container.fields.get("database") else ():
            if name in _GIVEN:
                message = f"`{name}` comes from the data source of the app"
                yield Problem(f"{container.at}/env/{name}", message, on_key=True)
