"""The source of a mount is not of the type that is given."""

from __future__ import annotations

from collections.abc import Iterator

from generator.findings import Severity
from generator.lint.fields import containers, entries
from generator.lint.rule import Problem
from generator.model.stack import Stack

NAME = "mount-source"
CODE = "CG240"
SEVERITY = Severity.ERROR
HINT = "A bind has an absolute path as its source, a volume has a name."
TITLE = "The source of a mount is not of the type that is given"
WHY = (
    "A bind mounts a path of the host, a volume is kept by Docker under its name. With the "
    "other kind of source Docker refuses the mount, or mounts something empty."
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
            "volumes": [{"type": "bind", "source": "data", "target": "/data"}]
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
            "volumes": [{"type": "bind", "source": "/srv/data", "target": "/data"}]
          }
        }
      ]
    }
  }
}
"""


def check(stack: Stack) -> Iterator[Problem]:
    """Yield a problem per long form whose type and source differ, or that has too little."""
    for _, container in containers(stack):
        for place, entry in entries(container, "volumes"):
            if not isinstance(entry, dict):
                continue
            source = entry.get("source", "")
            kind = "bind" if source.startswith("/") else "volume"
            if entry.get("type", kind) != kind:
                message = f"a {entry['type']} cannot have {source!r} as its source"
                hint = None if source else "Give it a source: an absolute path."
                yield Problem(f"{place}/source" if source else place, message, hint)
            elif not source and entry.get("read_only"):
                message = "nobody could ever write into this volume"
                yield Problem(f"{place}/read_only", message, "Give it a source, or let it write.")
