"""Whether a stream gets colours: `--color`, then NO_COLOR, then FORCE_COLOR, then the terminal."""

from __future__ import annotations

import os
from collections.abc import Callable
from typing import IO, Any, TypeVar

import click

F = TypeVar("F", bound=Callable[..., Any])


def color_option(command: F) -> F:
    """Add `--color auto|always|never`; the command gets it as the parameter `color`."""
    return click.option(
        "--color",
        type=click.Choice(["auto", "always", "never"]),
        default="auto",
        help="Colour the output; auto honours NO_COLOR and FORCE_COLOR.",
    )(command)


def wants_color(choice: str, stream: IO[str]) -> bool:
    """Return whether to colour what goes to the stream."""
    if choice != "auto":
        return choice == "always"
    if os.environ.get("NO_COLOR"):
        return False
    if os.environ.get("FORCE_COLOR"):
        return True
    return stream.isatty()
