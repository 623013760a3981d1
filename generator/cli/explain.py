"""`cookgen explain`: why there is a rule, and how to do better."""

from __future__ import annotations

import sys

import click

from generator.cli._color import color_option, wants_color
from generator.cli._rules import complete, unknown


@click.command()
@click.argument("names", nargs=-1, required=True, metavar="RULE...", shell_complete=complete)
@color_option
def explain(names: tuple[str, ...], color: str) -> int:
    """Say why there is a rule, with a stack that breaks it and one that keeps it.

    RULE is a name or a code: `cookgen explain port-collision`, `cookgen explain CG302`.
    """
    from generator.lint.catalog import find
    from generator.output import explain as output

    entries = []
    for name in names:
        entry = find(name.lower()) or find(name.upper())
        if entry is None:
            raise unknown(name)
        entries.append(entry)
    colored = wants_color(color, sys.stdout)
    shown = "\n\n".join(output.explain(entry, colored) for entry in entries)
    click.echo(shown, nl=False, color=True)
    return 0
