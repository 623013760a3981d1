"""Two apps have one short name."""

from __future__ import annotations

from collections.abc import Iterator

from generator.findings import Severity
from generator.lint.rule import Problem
from generator.model.stack import Stack

NAME = "app-slug-collision"
CODE = "CG202"
SEVERITY = Severity.ERROR
HINT = "Rename one of them."


def check(stack: Stack) -> Iterator[Problem]:
    """Yield a problem at the second app of each pair."""
    first: dict[str, str] = {}
    for app in stack.apps:
        if app.slug in first:
            message = f"{app.name!r} and {first[app.slug]!r} are both {app.slug!r}"
            yield Problem(app.at, message, on_key=True)
        first.setdefault(app.slug, app.name)
