"""Two paths of data volumes would be one Docker volume."""

from __future__ import annotations

import re
from collections.abc import Iterator

from generator.findings import Severity
from generator.lint.rule import Problem
from generator.model.stack import Stack

NAME = "volume-name-collision"
CODE = "CG206"
SEVERITY = Severity.ERROR
HINT = "Rename one of the two volumes or paths."
TITLE = "Two paths of data volumes would be one Docker volume"
WHY = (
    "Each path of a data volume is a Docker volume called app_volume_path, in which `/` "
    "becomes `-` and other odd characters `_`. Two paths with one name would share their "
    "data."
)
BAD = """
{
  "deploy": {
    "shop": {
      "data_volumes": [{"data": {"volumes": ["/var/lib", "/var-lib"]}}],
      "containers": [
        {
          "web": {
            "deploy": "auto",
            "image": "shop/web",
            "tag": "v1",
            "volumes_from": ["data"]
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
      "data_volumes": [{"data": {"volumes": ["/var/lib", "/var/lib-2"]}}],
      "containers": [
        {
          "web": {
            "deploy": "auto",
            "image": "shop/web",
            "tag": "v1",
            "volumes_from": ["data"]
          }
        }
      ]
    }
  }
}
"""


def check(stack: Stack) -> Iterator[Problem]:
    """Yield a problem at the second of two."""
    for app in stack.apps:
        owners: dict[str, tuple[str, str]] = {}
        for volume in app.volumes.values():
            for path in dict.fromkeys(volume.paths):
                name = _docker_name(volume.name, path)
                other = owners.setdefault(name, (volume.name, path))
                if other != (volume.name, path):
                    message = (
                        f"{path} of {volume.name!r} and {other[1]} of {other[0]!r} are one volume"
                    )
                    yield Problem(volume.at, message, on_key=True)


def _docker_name(volume: str, path: str) -> str:
    """Return the name as the cookbook makes it on the host, without the app."""
    tail = re.sub("/+", "-", path.strip("/"))
    return f"{volume}_{re.sub('[^A-Za-z0-9_.-]', '_', tail)}"
