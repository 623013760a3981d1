"""Into a host, or into a container of its engine: a shell, a command, the logs.

The terminal is handed to the docker command; nothing of ours stays between.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import NoReturn

import click

from generator.cli._lab import connected, lab_command, one_of, project_option
from generator.errors import HostError

_CONTAINER = click.option(
    "--container", metavar="NAME", help="A container of the host's engine: app0, or app0-g3."
)
_SHELL = ["sh", "-c", "command -v bash >/dev/null && exec bash --login; exec sh -l"]


@click.command()
@_CONTAINER
@lab_command
def login(instance: str | None, project: Path | None, color: str, container: str | None) -> int:
    """Open a shell in a host, or in a container of its engine."""
    _enter(instance, project, container, _SHELL, terminal=True)


@click.command(name="exec", context_settings={"ignore_unknown_options": True})
@_CONTAINER
@project_option
@click.argument("instance")
@click.argument("argv", nargs=-1, required=True, type=click.UNPROCESSED)
def exec_(instance: str, argv: tuple[str, ...], project: Path | None, container: str | None) -> int:
    """Run a command in a host: exec INSTANCE -- ARGV. The exit status is the command's own."""
    terminal = sys.stdin.isatty() and sys.stdout.isatty()
    _enter(instance, project, container, [*argv], terminal)


@click.command()
@_CONTAINER
@click.option("--follow", "-f", is_flag=True, help="Go on as more comes.")
@click.option("--lines", "-n", default="200", metavar="N", help="How many; `all` for all.")
@lab_command
def logs(
    instance: str | None,
    project: Path | None,
    color: str,
    container: str | None,
    follow: bool,
    lines: str,
) -> int:
    """Show the journal of a host, or what a container of its engine has said."""
    host, name = _place(instance, project, container)
    more = ["--follow"] if follow else []
    if name is None:
        argv = ["journalctl", "--no-pager", "--lines", lines, *more]
    else:
        argv = ["docker", "logs", "--tail", lines, *more, name]
    _docker(host, argv, terminal=False)


def _enter(
    instance: str | None,
    project: Path | None,
    container: str | None,
    argv: list[str],
    terminal: bool,
) -> NoReturn:
    host, name = _place(instance, project, container)
    if name is not None:
        argv = ["docker", "exec", "--interactive", *_tty(terminal), name, *argv]
    _docker(host, argv, terminal)


def _docker(host: str, argv: list[str], terminal: bool) -> NoReturn:
    try:
        os.execvp("docker", ["docker", "exec", "--interactive", *_tty(terminal), host, *argv])
    except FileNotFoundError:
        raise HostError(
            "there is no docker command", "`cookgen doctor` says how to get it"
        ) from None


def _tty(terminal: bool) -> list[str]:
    return ["--tty"] if terminal else []


def _place(
    instance: str | None, project: Path | None, container: str | None
) -> tuple[str, str | None]:
    """Return the host's container, and the inner container that is meant."""
    chosen = one_of(project, instance)
    name = chosen.container("host")
    with connected() as driver:
        host = driver.host(name)
        if host is None:
            raise HostError(f"{chosen.name} does not run", "`cookgen create` makes it")
        if container is None:
            return name, None
        # The newest first, so that of two generations the later one is meant.
        seen = host.run(["docker", "ps", "--all", "--format", "{{.Names}}"]).out.split()
    for found in seen:
        if found == container or found.startswith(f"{container}-g"):
            return name, found
    known = ", ".join(seen) or "none"
    raise HostError(f"{chosen.name} has no container {container}", f"there are: {known}")
