"""`cookgen rules`: list what lint looks for."""

from __future__ import annotations

import sys

import click

from generator.cli._color import color_option, wants_color
from generator.cli._rules import complete, prefixes


@click.command()
@click.argument("names", nargs=-1, metavar="[RULE]...", callback=prefixes, shell_complete=complete)
@click.option(
    "--format",
    "form",
    type=click.Choice(["text", "json", "markdown"]),
    default="text",
    show_default=True,
    help="markdown is the page docs/rules.md.",
)
@color_option
def rules(names: tuple[str, ...], form: str, color: str) -> int:
    """List what lint looks for: code, name, severity, whether --fix mends it, title.

    RULE is a name or a code, or how it begins: `cookgen rules port CG4`.
    """
    from generator.lint.catalog import CATALOG, matching
    from generator.output.rules import as_json, markdown, table

    wanted = {entry.name for name in names for entry in matching(name)}
    entries = [entry for entry in CATALOG if entry.name in wanted or not names]
    if form == "text":
        click.echo(table(entries, wants_color(color, sys.stdout)), nl=False, color=True)
    else:
        click.echo(as_json(entries) if form == "json" else markdown(entries), nl=False)
    return 0
