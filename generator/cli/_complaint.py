"""An error of the world, as the user sees it."""

from __future__ import annotations

import click

from generator.errors import CookgenError


def complain(error: CookgenError) -> None:
    """Print message and hint on standard error."""
    click.echo(f"error: {error.message}", err=True)
    if error.hint:
        click.echo(f"  hint: {error.hint}", err=True)
