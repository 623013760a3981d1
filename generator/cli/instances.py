"""What there is: instances, a matrix of them for CI, what nobody will miss."""

from __future__ import annotations

import builtins
import json
import time
from pathlib import Path
from typing import TYPE_CHECKING

import click

from generator.cli._lab import (
    chosen_of,
    config_of,
    connected,
    lab_command,
    project_option,
    terminable,
)

if TYPE_CHECKING:
    from generator.lab.config import Instance

_HEAD = ["INSTANCE", "RUNTIME", "PLATFORM", "CHEF", "HOST", "LAST"]


@click.command()
@lab_command
def list(instance: str | None, project: Path | None, color: str) -> int:
    """List the instances; what runs is asked of Docker."""
    from generator.lab import inventory
    from generator.lab.state import Folder
    from generator.output.lab import table

    chosen = chosen_of(project, instance)
    with connected() as driver:
        things = inventory.things(driver.client.api)
    rows = []
    for found in chosen:
        owner = (found.project_id, found.name)
        host = inventory.condition(t for t in things if t.owner == owner)
        last = Folder(found.folder).state().words() if host != "-" else ""
        rows.append([*_facts(found), host, last or "-"])
    if instance is None and chosen:
        others = inventory.unlisted(things, chosen[0].project_id, chosen)
        rows += [[name, "-", "-", "-", host, "not in cookgen.yml"] for name, host in others.items()]
    click.echo(table(rows, _HEAD))
    return 0


@click.command()
@click.option("--json", "as_json", is_flag=True, help='For a CI\'s matrix: {"include": [...]}.')
@project_option
@click.argument("instance", required=False, metavar="[INSTANCE]")
def matrix(instance: str | None, project: Path | None, as_json: bool) -> int:
    """Print the instances that there would be, to run each on a machine of its own."""
    from generator.output.lab import table

    chosen = config_of(project).select(instance)
    if as_json:
        entries = [
            {
                "instance": found.name,
                "suite": found.suite.name,
                "platform": found.platform.name,
                "runtime": found.suite.runtime,
                "debian": found.platform.debian,
                "chef": found.platform.chef,
            }
            for found in chosen
        ]
        click.echo(json.dumps({"include": entries}))
    else:
        click.echo(table([_facts(found) for found in chosen], _HEAD[:4]))
    return 0


@click.command()
@click.option(
    "--older-than",
    default="1h",
    metavar="TIME",
    help="Leave what is younger: 90s, 15m, 12h, 30d. By default 1h.",
)
@click.option(
    "--project",
    type=click.Path(file_okay=False, path_type=Path),
    metavar="DIR",
    help="Only what belongs to this project, which may be gone.",
)
@click.option("--yes", is_flag=True, help="Remove it; without this it is only listed.")
def gc(older_than: str, project: Path | None, yes: bool) -> int:
    """Find what is left of projects whose folder is gone and of runs that were killed.

    Only what carries the lab's label is looked at. Exit 1 where there is something and it was not
    removed. Folders are looked for on this machine: with an engine that others use, too, look at
    the list before you say --yes.
    """
    from generator.lab import inventory
    from generator.lab.config import LAB, project_id
    from generator.output.lab import table

    label = LAB if project is None else f"{LAB}={project_id(project)}"
    try:
        seconds = inventory.duration(older_than)
    except ValueError as error:
        raise click.BadParameter(str(error), param_hint="--older-than") from None
    with connected() as driver, terminable():
        api, now = driver.client.api, time.time()
        found = inventory.garbage(inventory.things(api, label), now, seconds)
        rows = [
            [g.thing.kind, g.thing.name, inventory.age(g.thing.created, now), g.reason]
            for g in found
        ]
        if rows:
            click.echo(table(rows, ["KIND", "NAME", "AGE", "WHY"]))
        for item in found if yes else ():
            inventory.discard(api, item.thing)
    word = "removed" if yes else "to remove: say --yes" if found else "to remove"
    click.echo(f"{len(found)} {word}", err=True)
    return 0 if yes or not found else 1


def _facts(found: Instance) -> "builtins.list[str]":
    platform = found.platform
    return [found.name, found.suite.runtime, f"Debian {platform.debian}", platform.chef]
