"""An auto container that cannot start beside the old one."""

from __future__ import annotations

from collections.abc import Iterator

from generator.findings import Severity
from generator.lint.fields import containers, ports
from generator.lint.rule import Problem
from generator.model.stack import Stack

NAME = "must-stop-first"
CODE = "CG612"
SEVERITY = Severity.WARNING
HINT = (
    'Put a proxy in front and publish the port there, or write "update_config": {"order": '
    '"stop-first"} to say that it is meant so.'
)
TITLE = "An auto container that cannot start beside the old one"
WHY = (
    "Only one container can have a fixed host port. The old one has to stop before the new "
    "one starts, and requests are lost in between."
)
BAD = """
{
  "deploy": {
    "shop": {
      "containers": [
        {"web": {"deploy": "auto", "image": "shop/web", "tag": "v1", "ports": ["80:3000"]}}
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
        {"web": {"deploy": "auto", "image": "shop/web", "tag": "v1", "ports": ["3000"]}}
      ]
    }
  }
}
"""


def check(stack: Stack) -> Iterator[Problem]:
    """Yield a problem per first fixed port of an auto container that did not ask for the order."""
    for _, container in containers(stack):
        asked = container.fields.get("update_config", {}).get("order")
        if container.deploy != "auto" or asked is not None or container.scale != 1:
            continue  # several instances: another rule's matter
        for place, port in ports(container):
            if port.is_fixed and port.is_sound:
                first = (port.host or (0, 0))[0]
                message = f"old and new cannot both publish {first}: the old one has to stop first"
                yield Problem(place, message)
                break
