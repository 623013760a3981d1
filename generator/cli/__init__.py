"""The commands; the only code that prints and exits.

A command's function returns its exit code: 0 yes, 1 no. Usage and unreadable input are 2, could not
find out is 3, a bug of ours is 4. Modules of commands are imported when the command is run.
"""

from __future__ import annotations

import os
import platform
import sys
import traceback
from collections.abc import Sequence
from importlib import import_module
from typing import Any

import click

from generator import __version__
from generator.cli._complaint import complain
from generator.errors import CookgenError

COMMANDS: dict[str, str] = {
    "init": "generator.cli.init:init",
    "lint": "generator.cli.lint:lint",
    "rules": "generator.cli.rules:rules",
    "explain": "generator.cli.explain:explain",
    "build": "generator.cli.build:build",
    "schema": "generator.cli.schema:schema",
    "create": "generator.cli.lab:create",
    "converge": "generator.cli.lab:converge",
    "idempotence": "generator.cli.lab:idempotence",
    "verify": "generator.cli.lab:verify",
    "destroy": "generator.cli.lab:destroy",
    "test": "generator.cli.lab:test",
    "list": "generator.cli.instances:list",
    "matrix": "generator.cli.instances:matrix",
    "login": "generator.cli.inside:login",
    "exec": "generator.cli.inside:exec_",
    "logs": "generator.cli.inside:logs",
    "images": "generator.cli.images:images",
    "gc": "generator.cli.instances:gc",
    "report": "generator.cli.report:report",
    "doctor": "generator.cli.lab:doctor",
}

# What `--help` says, so that it need not import twelve modules to ask them.
SUMMARIES: dict[str, str] = {
    "init": "Make a folder to start from.",
    "lint": "Find mistakes in stacks; mend what is mechanical.",
    "rules": "List what lint looks for.",
    "explain": "Say why there is a rule, with a bad and a good stack.",
    "build": "Render a stack into a cookbook repo.",
    "schema": "Print the JSON Schema of the Stack JSON.",
    "create": "Create hosts on the local Docker engine.",
    "converge": "Run Chef on hosts.",
    "idempotence": "Converge again; nothing may change.",
    "verify": "Look at hosts with testinfra.",
    "destroy": "Remove hosts and all that belongs to them.",
    "test": "The whole sequence: create, converge, idempotence, verify, steps, destroy.",
    "list": "List the instances and their state.",
    "matrix": "Print the instances for a CI that gives each a machine.",
    "login": "Open a shell in a host or container.",
    "exec": "Run a command in a host or container.",
    "logs": "Show the journal of a host, or a container's logs.",
    "images": "List, build, prune, export, import the lab's images.",
    "gc": "Find, and remove, what killed runs have left.",
    "report": "Say where the report of a run is; merge those of several machines.",
    "doctor": "Say what the lab needs and whether it is there.",
}

BUG = 4
INTERRUPTED = 130
BROKEN_PIPE = 141


class Cookgen(click.Group):
    """Commands by name, imported when asked for, behind one error boundary."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Return the names in the order of a day's work."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Import the command; None where there is no such name."""
        if cmd_name not in COMMANDS:
            return None
        module, _, attribute = COMMANDS[cmd_name].partition(":")
        command: click.Command = getattr(import_module(module), attribute)
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the table of commands without importing them."""
        with formatter.section("Commands"):
            formatter.write_dl([(name, SUMMARIES[name]) for name in COMMANDS])

    def main(self, args: Sequence[str] | None = None, *rest: Any, **extra: Any) -> Any:
        """Run and exit; every exception ends here."""
        extra["standalone_mode"] = False
        try:
            outcome = super().main(args, *rest, **extra)
            sys.stdout.flush()
        except click.ClickException as error:
            error.show()
            sys.exit(error.exit_code)
        except (click.Abort, KeyboardInterrupt):
            click.echo("interrupted", err=True)
            sys.exit(INTERRUPTED)
        except CookgenError as error:
            complain(error)
            sys.exit(error.exit_code)
        except BrokenPipeError:
            # The reader has gone; Python would complain once more when it closes stdout.
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
            sys.exit(BROKEN_PIPE)
        except Exception:
            _report_bug(sys.argv[1:] if args is None else list(args))
            sys.exit(BUG)
        sys.exit(outcome if isinstance(outcome, int) else 0)


def _report_bug(arguments: Sequence[str]) -> None:
    click.echo(
        f"{traceback.format_exc()}\n"
        "This is a bug in cookgen, not in your stack. Please report it with the lines above and:\n"
        f"  cookgen {__version__}, Python {platform.python_version()}, {platform.platform()}\n"
        f"  arguments: {' '.join(arguments)}",
        err=True,
    )


@click.group(cls=Cookgen, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="cookgen", message="%(prog)s %(version)s")
def main() -> None:
    """One Stack JSON in, one Chef cookbook out, proved on local Docker hosts.

    Exit codes: 0 yes, 1 no, 2 usage or unreadable input, 3 could not find out, 4 a bug in cookgen.
    """
