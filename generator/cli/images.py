"""`cookgen images`: the layers that hosts are made of."""

from __future__ import annotations

import time
from pathlib import Path

import click

from generator.cli._lab import config_of, connected, project_option, terminable

_FILE = click.argument("file", type=click.Path(dir_okay=False, path_type=Path))


@click.group()
def images() -> None:
    """Look after the lab's images; those of others are never touched."""


@images.command(name="ls")
def ls() -> int:
    """List the images, and which of them nothing is made from any more."""
    from generator.lab import stock
    from generator.lab.inventory import age
    from generator.output.lab import table

    with connected() as driver:
        found = stock.stored(driver)
    now = time.time()
    rows = [
        [image.tag, age(image.created, now), f"{image.size / 1e6:.0f} MB"]
        + [("in use" if image.used else "-"), image.stale or "current"]
        for image in found
    ]
    click.echo(table(rows, ["IMAGE", "AGE", "SIZE", "USE", "STATE"]))
    return 0


@images.command()
@project_option
@click.argument("instance", required=False, metavar="[INSTANCE]")
def build(instance: str | None, project: Path | None) -> int:
    """Build what the instances of a project need; what is there is not built again."""
    config = config_of(project)
    chosen = config.select(instance)
    with connected() as driver, terminable():
        from generator.lab.images import Images
        from generator.lab.services import Services

        made = Images(driver, lambda line: click.echo(line, err=True))
        for found in chosen:
            click.echo(made.chef(found.platform.debian, found.platform.chef))
            click.echo(Services(driver, made, found).image())
    return 0


@images.command()
@click.option("--all", "everything", is_flag=True, help="All that no container uses.")
def prune(everything: bool) -> int:
    """Remove images of old keys; never one that a container uses."""
    from generator.lab import stock

    with connected() as driver, terminable():
        gone = stock.prune(driver, everything)
    for image in gone:
        click.echo(f"{image.tag}  {image.stale or 'not used'}")
    click.echo(f"{len(gone)} removed", err=True)
    return 0


@images.command()
@_FILE
def export(file: Path) -> int:
    """Write the current images to FILE, for a machine without network."""
    from generator.lab import stock

    with connected() as driver, terminable():
        tags = stock.export(driver, file)
    click.echo("\n".join(tags))
    return 0


@images.command(name="import")
@_FILE
def import_(file: Path) -> int:
    """Bring in the images of FILE, which `images export` has written."""
    from generator.lab import stock

    with connected() as driver, terminable():
        tags = stock.load(driver, file)
    click.echo("\n".join(tags))
    return 0
