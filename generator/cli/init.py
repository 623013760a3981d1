"""`cookgen init`: a folder to start from."""

from __future__ import annotations

import shlex
from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from generator.render.starter import Started

EDITORS = ("helix", "jetbrains", "neovim", "vscode")
_IGNORED = ".cookgen/"


@click.command()
@click.argument("folder", metavar="[DIR]", default=".", type=click.Path(path_type=Path))
@click.option(
    "--editor",
    "editors",
    multiple=True,
    type=click.Choice(EDITORS),
    help="Write settings for this editor, too; may be given several times.",
)
@click.option("--force", is_flag=True, help="Overwrite files that are there.")
def init(folder: Path, editors: tuple[str, ...], force: bool) -> int:
    """Make a folder to start from: a stack, its schema, the lab, examples for pre-commit and CI.

    DIR is the current folder where not given. The example is a stack that works, two instances
    behind a proxy; where DIR has a stack already, that one stays and no example is written.

    What is there is kept and named, unless --force is given. Files come whole or not at all.
    """
    from generator.errors import RefusedOutput
    from generator.paths import data
    from generator.render import starter

    if folder.exists() and not folder.is_dir():
        raise RefusedOutput(f"{folder} is not a folder", "name the folder of the new project")
    name = starter.name_of(folder)
    templates = data("templates", "init")
    wanted = dict.fromkeys(editors)
    contents = starter.files(templates, data("schema"), name, True, wanted)
    example = force or not _foreign(folder, contents)
    if not example:
        contents = starter.files(templates, data("schema"), name, False, wanted)
    started = starter.start(folder, contents, force)
    for line in _lines(started):
        click.echo(line)
    click.echo(_summary(folder, started))
    for line in _next(folder, name, example):
        click.echo(line)
    return 0


def _foreign(folder: Path, contents: dict[str, bytes]) -> bool:
    """Say whether a folder has a stack that is not the untouched example."""
    from generator.render import disk, starter

    stacks = starter.stacks_in(folder)
    return any(disk.read(folder, name) != contents.get(name) for name in stacks)


def _lines(started: Started) -> list[str]:
    verbs = {path: "create" for path in started.created}
    verbs |= {path: "overwrite" for path in started.overwritten}
    verbs |= {path: "keep" for path in (*started.kept, *started.same)}
    notes = {path: " (not as init would write it)" for path in started.kept}
    return [f"{verb:<9} {path}{notes.get(path, '')}" for path, verb in sorted(verbs.items())]


def _summary(folder: Path, started: Started) -> str:
    counts = {
        "created": len(started.created),
        "overwritten": len(started.overwritten),
        "kept": len(started.kept) + len(started.same),
    }
    done = ", ".join(f"{number} {word}" for word, number in counts.items() if number)
    return f"{folder}: {done}"


def _next(folder: Path, name: str, example: bool) -> list[str]:
    """Return what to do now, command by command."""
    from generator.render import starter

    stacks = starter.stacks_in(folder)
    stack = stacks[0] if len(stacks) == 1 else f"{name}{starter.ENDING}"
    steps = [(shlex.join(["cookgen", "lint", "."]), "find mistakes")]
    if len(stacks) == 1:
        steps.append(("cookgen build", f"the cookbook, in cookbooks/{name}; commit it"))
    if example:
        steps.append(("cookgen test", "a host, Chef, tests, a deploy under load (needs Docker)"))
        steps.append(("cookgen doctor", "what the lab needs and whether it is there"))
    if str(folder) != ".":
        steps.insert(0, (shlex.join(["cd", str(folder)]), ""))
    width = max(len(command) for command, _ in steps)
    lines = ["", "next:", *(f"  {command:<{width}}  {what}".rstrip() for command, what in steps)]
    if not _ignores(folder):
        lines.append(f"and add {_IGNORED} to .gitignore: the lab keeps passwords there")
    if '"$schema"' not in _text(folder / stack):
        lines.append(f'and write "$schema": "./{starter.SCHEMAS[0]}" into {stack} for your editor')
    return lines


def _ignores(folder: Path) -> bool:
    wanted = {_IGNORED, _IGNORED.rstrip("/"), f"/{_IGNORED}"}
    return bool(wanted & set(_text(folder / ".gitignore").split()))


def _text(path: Path) -> str:
    try:
        return path.read_text("utf-8", "replace")
    except OSError:
        return ""
