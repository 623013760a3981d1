"""The formats of `lint`. To add one: its module with `render(report) -> str`, and its line here."""

from __future__ import annotations

from collections.abc import Callable

from generator.output import concise, github, json_, junit, sarif, text
from generator.output.report import Report

FORMATS: dict[str, Callable[[Report], str]] = {
    "text": text.render,
    "concise": concise.render,
    "json": json_.render,
    "sarif": sarif.render,
    "junit": junit.render,
    "github": github.render,
}

# Those that a person reads: they may have colours.
FOR_PEOPLE = ("text", "concise")
