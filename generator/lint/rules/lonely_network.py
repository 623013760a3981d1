"""A network that is spelt almost like another one."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from difflib import get_close_matches

from generator.findings import Severity
from generator.lint.fields import containers, names
from generator.lint.rule import Problem
from generator.model.stack import Stack

NAME = "lonely-network"
CODE = "CG702"
SEVERITY = Severity.WARNING
HINT = "Spell both the same, or give the network a name of its own."
TITLE = "A network that is spelt almost like another one"
WHY = (
    "cookgen makes every network that a container names. A misspelt one is made too, and the "
    "container in it reaches nobody."
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
            "networks": ["backend"]
          }
        },
        {
          "redis": {
            "deploy": "auto",
            "image": "shop/web",
            "tag": "v1",
            "networks": ["backend"]
          }
        },
        {
          "worker": {
            "deploy": "auto",
            "image": "shop/web",
            "tag": "v1",
            "networks": ["backed"]
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
            "networks": ["backend"]
          }
        },
        {
          "redis": {
            "deploy": "auto",
            "image": "shop/web",
            "tag": "v1",
            "networks": ["backend"]
          }
        },
        {
          "worker": {
            "deploy": "auto",
            "image": "shop/web",
            "tag": "v1",
            "networks": ["backend"]
          }
        }
      ]
    }
  }
}
"""


def check(stack: Stack) -> Iterator[Problem]:
    """Yield a problem per network of one container that is close to a network of several."""
    named = [found for _, container in containers(stack) for found in names(container, "networks")]
    counts = Counter(name for _, name in named)
    shared = [name for name, count in counts.items() if count > 1]
    for place, name in named:
        close = get_close_matches(name, shared, n=1, cutoff=0.8) if counts[name] == 1 else []
        if close:
            message = f"no other container is in {name!r}"
            yield Problem(place, message, f"Did you mean {close[0]!r}?")
