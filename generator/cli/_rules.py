"""Rule names and codes on the command line: completion, and what was probably meant."""

from __future__ import annotations

from collections.abc import Iterable

import click
from click.shell_completion import CompletionItem


def complete(
    _context: click.Context, _parameter: click.Parameter, incomplete: str
) -> list[CompletionItem]:
    """Return the names and codes that begin like this; behind a comma the next one begins."""
    from generator.lint.catalog import CATALOG

    before, comma, last = incomplete.rpartition(",")
    return [
        CompletionItem(f"{before}{comma}{key}", help=entry.title)
        for entry in CATALOG
        for key in (entry.name, entry.code)
        if key.lower().startswith(last.lower()) and (last or key == entry.name)
    ]


def prefixes(
    _context: click.Context, _parameter: click.Parameter, value: Iterable[str]
) -> tuple[str, ...]:
    """Split at commas; refuse what no rule begins with."""
    from generator.lint.catalog import matching

    keys = [key.strip() for text in value for key in text.split(",")]
    for key in filter(None, keys):
        if not matching(key):
            raise click.BadParameter(f"no rule begins with {key!r}.{_meant(key)}")
    return tuple(filter(None, keys))


def unknown(key: str) -> click.BadParameter:
    """Return what to raise for a rule that does not exist."""
    return click.BadParameter(f"no rule is called {key!r}.{_meant(key)}", param_hint="'RULE'")


def _meant(key: str) -> str:
    from generator.lint.catalog import meant

    found = meant(key)
    return f" Did you mean {found}?" if found else " `cookgen rules` lists them all."
