"""A container needs one that runs on other hosts."""

from __future__ import annotations

from collections.abc import Iterator

from generator.findings import Severity
from generator.lint.fields import containers, instances, texts
from generator.lint.rule import Problem
from generator.model.stack import Container, Stack

NAME = "other-layer"
CODE = "CG225"
SEVERITY = Severity.ERROR
HINT = "Give both the same `layers`, or reach the other one by an address in env."
TITLE = "A container needs one that runs on other hosts"
WHY = (
    "Links, volumes and proxies work within one host. On a host of a layer that runs this "
    "container but not the other one, the deploy finds no target and refuses to start."
)
BAD = """
{
  "deploy": {
    "shop": {
      "containers": [
        {"redis": {"deploy": "auto", "image": "shop/redis", "tag": "v1", "layers": ["db"]}},
        {
          "web": {
            "deploy": "auto",
            "image": "shop/web",
            "tag": "v1",
            "links": ["redis0"],
            "layers": ["web"]
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
          "redis": {
            "deploy": "auto",
            "image": "shop/redis",
            "tag": "v1",
            "layers": ["web", "db"]
          }
        },
        {
          "web": {
            "deploy": "auto",
            "image": "shop/web",
            "tag": "v1",
            "links": ["redis0"],
            "layers": ["web"]
          }
        }
      ]
    }
  }
}
"""


def check(stack: Stack) -> Iterator[Problem]:
    """Yield a problem per target that some layer of the container does not run."""
    owners = instances(stack)
    for app, container in containers(stack):
        for place, name in _targets(container):
            target = app.services.get(name) or owners.get(name)
            if target is not None and not container.layers <= target.layers:
                missing = ", ".join(sorted(container.layers - target.layers))
                yield Problem(place, f"{name!r} does not run on the layer {missing}")


def _targets(container: Container) -> Iterator[tuple[str, str]]:
    for place, text in texts(container, "links"):
        yield place, text.partition(":")[0]
    yield from texts(container, "volumes_from")
    proxy = container.fields.get("proxy")
    if proxy is not None:
        yield f"{container.at}/proxy/via", proxy["via"]
