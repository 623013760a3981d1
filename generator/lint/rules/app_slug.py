"""An app's name is not an OpsWorks short name."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from generator.document.pointer import Pointer
from generator.document.reader import Document
from generator.findings import Severity
from generator.lint.fix import Edit, rename
from generator.lint.rule import Problem
from generator.model.parts import slug
from generator.model.stack import Stack

NAME = "app-slug"
CODE = "CG201"
SEVERITY = Severity.WARNING
HINT = "Name it as the runtime will; the built cookbook uses the short name."
TITLE = "An app's name is not an OpsWorks short name"
WHY = (
    "OpsWorks keys an app by its short name: lower case letters, digits and `_`. Under any "
    "other key the agent finds an app without containers, and the containers belong to an app"
    " that it does not know."
)
BAD = """
{
  "deploy": {
    "My Shop": {
      "containers": [{"web": {"deploy": "auto", "image": "shop/web", "tag": "v1"}}]
    }
  }
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


def check(stack: Stack) -> Iterator[Problem]:
    """Yield a problem per app whose name and short name differ."""
    counts = Counter(app.slug for app in stack.apps)
    for app in stack.apps:
        if app.name != app.slug and counts[app.slug] == 1:  # several: another rule's matter
            message = f"{app.name!r} becomes {app.slug!r}"
            hint = f"Type exactly {app.slug} as the app's short name in the console."
            yield Problem(app.at, message, hint, on_key=True)


def fix(problem: Problem, document: Document) -> list[Edit]:
    """Rename the app; not to a name that another app has."""
    name = Pointer(problem.at).keys[-1]
    taken = [slug(other) for other in document.value["deploy"] if other != name]
    return [] if slug(name) in taken else [rename(document, problem.at, slug(name))]
