"""`cookgen schema`: print the JSON Schema."""

from __future__ import annotations

import click


@click.command()
def schema() -> int:
    """Print the JSON Schema (draft 7) of the Stack JSON, for editors and other tools."""
    from generator.paths import data

    click.echo(data("schema", "stack.schema.json").read_text(encoding="utf-8"), nl=False)
    return 0
