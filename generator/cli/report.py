"""`cookgen report`: where the report of a run is; several machines' reports as one."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from generator.errors import CookgenError

if TYPE_CHECKING:
    from generator.lab.config import Instance


class _Showing(click.Group):
    """A group whose first word may also be an instance: then it shows that one's report."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Put `show` before everything that is no command of ours."""
        first = args[0] if args else ""
        if first not in (*self.commands, "-h", "--help"):
            args = ["show", *args]
        return super().parse_args(ctx, args)


@click.group(cls=_Showing)
def report() -> None:
    """Say where reports are, made anew: `report [INSTANCE]`; or merge those of several machines."""


@report.command()
@click.option(
    "--project",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    metavar="DIR",
    help="The folder of cookgen.yml; by default the nearest one.",
)
@click.option("--run", "run", metavar="NAME", help="Another run than the last one.")
@click.argument("instance", required=False, metavar="[INSTANCE]")
def show(instance: str | None, project: Path | None, run: str | None) -> int:
    """Render the report anew from the run's data and print its path.

    INSTANCE is a name or a regular expression; all that have run where not given. It may also be
    the folder of a run, wherever that came from.
    """
    from generator.output.run import render

    if instance and (Path(instance) / "run.json").is_file():
        folders = [Path(instance)]
    else:
        folders = _folders(instance, project, run)
    for folder in folders:
        click.echo(render(folder))
    return 0


@report.command()
@click.argument(
    "folders",
    nargs=-1,
    required=True,
    metavar="DIR...",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
)
@click.option(
    "-o",
    "--output",
    type=click.Path(file_okay=False, path_type=Path),
    required=True,
    metavar="DIR",
    help="Where junit.xml, timings.json and report.html are written.",
)
def merge(folders: tuple[Path, ...], output: Path) -> int:
    """Merge the last run of each instance below each DIR; exit 1 where one of them failed."""
    from generator.output import run

    passed = run.merge(folders, output)
    click.echo(output / run.PAGE)
    return 0 if passed else 1


def _folders(pattern: str | None, project: Path | None, run: str | None) -> list[Path]:
    from generator.lab import config
    from generator.lab.recorder import LATEST, REPORTS

    chosen = config.load(config.find(project or Path.cwd())).select(pattern)
    folders = [found.folder / REPORTS / (run or LATEST) for found in chosen]
    there = [folder for folder in folders if (folder / "run.json").is_file()]
    if not there:
        raise CookgenError(_nothing(chosen, run), "`cookgen test` makes one")
    return there


def _nothing(chosen: list[Instance], run: str | None) -> str:
    names = ", ".join(instance.name for instance in chosen)
    return f"there is no run {run} of {names}" if run else f"no run of {names} is recorded"
