"""`manual` names a container that is not deployed by hand."""

from __future__ import annotations

from collections.abc import Iterator

from generator.findings import Severity
from generator.lint.fields import containers
from generator.lint.rule import Problem
from generator.model.stack import Stack

NAME = "needless-manual"
CODE = "CG219"
SEVERITY = Severity.WARNING
HINT = 'Leave it out of `manual`, or write "deploy": "manual" in the container.'
TITLE = "`manual` names a container that is not deployed by hand"
WHY = (
    "An `auto` container is replaced whenever it changed and a `cron` container is never kept"
    " running: to name them in `manual` changes nothing."
)
BAD = """
{
  "deploy": {
    "shop": {
      "containers": [{"web": {"deploy": "auto", "image": "shop/web", "tag": "v1"}}]
    }
  },
  "manual": ["web"]
}
"""
GOOD = """
{
  "deploy": {
    "shop": {
      "containers": [{"web": {"deploy": "manual", "image": "shop/web", "tag": "v1"}}]
    }
  },
  "manual": ["web"]
}
"""


def check(stack: Stack) -> Iterator[Problem]:
    """Yield a problem per name of an auto or cron container."""
    known = {container.name: container for _, container in containers(stack)}
    for index, name in enumerate(stack.document.get("manual", [])):
        container = known.get(name)
        if container is not None and container.deploy != "manual":
            message = f"{name!r} is deployed as {container.deploy!r}"
            yield Problem(f"/manual/{index}", message)
