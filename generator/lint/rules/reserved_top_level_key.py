"""A key that Chef takes for itself."""

from __future__ import annotations

from collections.abc import Iterator

from generator.findings import Severity
from generator.lint.rule import Problem
from generator.model.stack import Stack

NAME = "reserved-top-level-key"
CODE = "CG803"
SEVERITY = Severity.ERROR
HINT = "Rename or remove it: what is to run stands in the run list, not in the JSON."
TITLE = "A key that Chef takes for itself"
WHY = (
    "Chef reads these keys of its JSON: a run list from here competes with that of the "
    'runtime ("recipes and run_list" ends the run), and the others change the name, the '
    "environment or the policy of the node."
)
BAD = """
{
  "deploy": {
    "shop": {
      "containers": [{"web": {"deploy": "auto", "image": "shop/web", "tag": "v1"}}]
    }
  },
  "recipes": ["docker::deploy"]
}
"""
GOOD = """
{
  "deploy": {
    "shop": {
      "containers": [{"web": {"deploy": "auto", "image": "shop/web", "tag": "v1"}}]
    }
  }
}
"""

_KEYS = ("recipes", "run_list", "chef_environment", "name", "policy_name", "policy_group")


def check(stack: Stack) -> Iterator[Problem]:
    """Yield a problem per such key at the top."""
    for key in _KEYS:
        if key in stack.document:
            yield Problem(f"/{key}", f"Chef reads `{key}` as its own", on_key=True)
