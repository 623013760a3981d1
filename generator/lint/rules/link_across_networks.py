"""A link to a container in another network."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from generator.findings import Severity
from generator.lint.fields import containers, instances, names, texts
from generator.lint.rule import Problem
from generator.model.stack import Container, Stack

NAME = "link-across-networks"
CODE = "CG241"
SEVERITY = Severity.ERROR
HINT = "Put both into one network; there they reach each other by name, without a link."
TITLE = "A link to a container in another network"
WHY = (
    "Docker makes such a link without a word, and nothing answers at the other end: "
    "containers reach each other only within a network."
)
BAD = """
{
  "deploy": {
    "shop": {
      "containers": [
        {
          "redis": {
            "deploy": "auto",
            "image": "shop/web",
            "tag": "v1",
            "networks": ["backend"]
          }
        },
        {"web": {"deploy": "auto", "image": "shop/web", "tag": "v1", "links": ["redis0"]}}
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
            "image": "shop/web",
            "tag": "v1",
            "networks": ["backend"]
          }
        },
        {
          "web": {
            "deploy": "auto",
            "image": "shop/web",
            "tag": "v1",
            "links": ["redis0"],
            "networks": ["backend"]
          }
        }
      ]
    }
  }
}
"""


def check(stack: Stack) -> Iterator[Problem]:
    """Yield a problem per link whose ends share no network; without networks both are on one."""
    apps = {container.at: app.slug for app, container in containers(stack)}
    owners = instances(stack)
    for _, container in containers(stack):
        mine = _networks(apps, container)
        for place, text in texts(container, "links"):
            other = owners.get(text.partition(":")[0])
            if other is not None and not mine & _networks(apps, other):
                message = f"{other.name!r} is in no network of this container"
                yield Problem(place, message)


def _networks(apps: Mapping[str, str], container: Container) -> set[tuple[str, str]]:
    """Return (app, network): a name is another network in another app. ("", "") is the bridge."""
    named = {(apps[container.at], name) for _, name in names(container, "networks")}
    return named or {("", "")}
