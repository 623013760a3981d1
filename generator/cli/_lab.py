"""What the lab's commands share: the project, the engine, the way out."""

from __future__ import annotations

import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from types import FrameType
from typing import TYPE_CHECKING, Any, TypeVar

import click

from generator.cli._color import color_option
from generator.errors import HostError

if TYPE_CHECKING:
    from generator.lab.config import Config, Instance
    from generator.lab.driver import Driver

F = TypeVar("F", bound=Callable[..., Any])

project_option = click.option(
    "--project",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    metavar="DIR",
    help="The folder of cookgen.yml; by default the nearest one.",
)


def lab_command(function: F) -> F:
    """Add what all commands on instances take."""
    instance = click.argument("instance", required=False, metavar="[INSTANCE]")
    return instance(project_option(color_option(function)))


def config_of(project: Path | None) -> Config:
    from generator.lab import config

    return config.load(config.find(project or Path.cwd()))


@contextmanager
def connected() -> Iterator[Driver]:
    with sdk():
        from generator.lab.driver import Driver
    with Driver.connect() as driver:
        yield driver


@contextmanager
def sdk() -> Iterator[None]:
    """Say what to install where the lab's own libraries are missing."""
    try:
        yield
    except ModuleNotFoundError as error:
        raise HostError(
            f"the lab needs the Python package {error.name}", "pip install 'cookgen[lab]'"
        ) from None


@contextmanager
def terminable() -> Iterator[None]:
    """Turn SIGTERM into what Ctrl-C is, so that everything on the way out is done."""

    def interrupt(number: int, frame: FrameType | None) -> None:
        signal.signal(signal.SIGTERM, signal.SIG_IGN)
        raise KeyboardInterrupt

    before = signal.signal(signal.SIGTERM, interrupt)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)


def chosen_of(project: Path | None, pattern: str | None) -> list[Instance]:
    """Return the instances that are meant: of a project, or the one of a stack's own file."""
    if pattern is not None and pattern.endswith(".json") and Path(pattern).is_file():
        from generator.lab import standins

        return standins.project(Path(pattern)).select(None)
    return config_of(project).select(pattern)


def one_of(project: Path | None, pattern: str | None) -> Instance:
    """Return the one instance that is meant."""
    chosen = chosen_of(project, pattern)
    if len(chosen) != 1:
        raise click.UsageError(f"which one? {', '.join(found.name for found in chosen)}")
    return chosen[0]
