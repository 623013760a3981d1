"""`logrotate.forwarder` names no container."""

from __future__ import annotations

from collections.abc import Iterator

from generator.findings import Severity
from generator.lint.fields import instances, meant
from generator.lint.rule import Problem
from generator.model.stack import Stack

NAME = "forwarder-unknown"
CODE = "CG217"
SEVERITY = Severity.ERROR
HINT = "Name an instance with its number, like logspout0."
TITLE = "`logrotate.forwarder` names no container"
WHY = (
    "The forwarder is restarted after each rotation of logs. With a name that nobody has, the"
    " rotation fails and logs fill the disk."
)
BAD = """
{
  "deploy": {
    "shop": {
      "containers": [{"logspout": {"deploy": "auto", "image": "shop/web", "tag": "v1"}}]
    }
  },
  "logrotate": {"forwarder": "logspot0"}
}
"""
GOOD = """
{
  "deploy": {
    "shop": {
      "containers": [{"logspout": {"deploy": "auto", "image": "shop/web", "tag": "v1"}}]
    }
  },
  "logrotate": {"forwarder": "logspout0"}
}
"""


def check(stack: Stack) -> Iterator[Problem]:
    """Yield a problem where the forwarder is not an instance of the stack."""
    name, known = stack.forwarder, instances(stack)
    if name is not None and name not in known:
        message = f"no container that runs is called {name!r}"
        yield Problem("/logrotate/forwarder", message, meant(name, known))
