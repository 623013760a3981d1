"""A registry's password stands in the stack."""

from __future__ import annotations

from collections.abc import Iterator

from generator.findings import Severity
from generator.lint.rule import Problem
from generator.model.stack import Stack

NAME = "plain-registry-password"
CODE = "CG501"
SEVERITY = Severity.ERROR
HINT = (
    "Leave it empty here and give it on the instance, in custom JSON or the node file; "
    "then change it, for this one has been in a file."
)


def check(stack: Stack) -> Iterator[Problem]:
    """Yield a problem per password; the value is never part of it."""
    for registry in stack.registries:
        if registry.password:
            message = f"the password of {registry.host!r} would end up in the cookbook"
            yield Problem(f"{registry.at}/password", message, on_key=True)
