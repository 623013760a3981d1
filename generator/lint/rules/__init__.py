"""The lint rules, in the order they are asked. To add one: its module, and its line here."""

from __future__ import annotations

from generator.lint.rule import Rule
from generator.lint.rules import (
    missing_deploy,
)

RULES: tuple[Rule, ...] = (missing_deploy,)
