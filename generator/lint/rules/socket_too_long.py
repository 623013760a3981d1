"""The path of a unix socket is too long."""

from __future__ import annotations

from collections.abc import Iterator

from generator.findings import Severity
from generator.lint.fields import containers
from generator.lint.rule import Problem
from generator.lint.sockets import OWN_NAME, bound_socket
from generator.model.stack import Stack

NAME = "socket-too-long"
CODE = "CG236"
SEVERITY = Severity.ERROR
HINT = (
    "Shorten the path: 107 bytes are all that the kernel takes, the name of the generation "
    "included."
)
TITLE = "The path of a unix socket is too long"
WHY = (
    "The kernel gives the path of a unix socket 107 bytes. `%{app_name}` becomes `web0-g9999`"
    " in it, so a path that looks short enough can fail in a later deploy."
)
BAD = """
{
  "deploy": {
    "shop": {
      "data_volumes": {"s": ["/var/lib/shop"]},
      "containers": [
        {
          "the-web-container-of-the-shop-in-the-country-of-the-long-names": {
            "deploy": "auto",
            "image": "shop/web",
            "tag": "v1",
            "volumes_from": ["s"],
            "socket": "/var/lib/shop/sockets/of/all/the/web/%{app_name}.sock"
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
      "data_volumes": {"s": ["/var/lib/shop"]},
      "containers": [
        {
          "web": {
            "deploy": "auto",
            "image": "shop/web",
            "tag": "v1",
            "volumes_from": ["s"],
            "socket": "/var/lib/shop/sockets/of/all/the/web/%{app_name}.sock"
          }
        }
      ]
    }
  }
}
"""

_BYTES = 107


def check(stack: Stack) -> Iterator[Problem]:
    """Yield a problem per socket that would not fit in generation 9999."""
    for _, container in containers(stack):
        field, path = bound_socket(container) or ("", "")
        last = container.instances[-1:] or (f"{container.name}0",)
        size = len(OWN_NAME.sub(f"{last[0]}-g9999", path).encode())
        if size > _BYTES:
            message = f"the path grows to {size} bytes, {_BYTES} are allowed"
            yield Problem(f"{container.at}/{field}", message)
