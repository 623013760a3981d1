"""`cookgen build`: a stack to a cookbook repo."""

from __future__ import annotations

import shlex
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from generator.cli._color import color_option, wants_color

if TYPE_CHECKING:
    from generator.document.source import Source
    from generator.model.stack import Stack
    from generator.render.disk import Written
    from generator.render.tree import Drift, Tree

_ENDING = ".stack.json"


@click.command()
@click.argument("stack", required=False)
@click.option(
    "-o",
    "--output",
    type=click.Path(file_okay=False, path_type=Path),
    metavar="DIR",
    help="The folder of the repo; cookbooks/<name of the stack> where not given.",
)
@click.option("--check", is_flag=True, help="Write nothing; exit 1 where DIR is not what is built.")
@click.option("--diff", is_flag=True, help="Print what changes as unified diffs.")
@click.option("--force", is_flag=True, help="Overwrite files in DIR that cookgen did not make.")
@color_option
def build(
    stack: str | None, output: Path | None, check: bool, diff: bool, force: bool, color: str
) -> int:
    """Render a stack into a cookbook repo.

    STACK is a file, by default the one *.stack.json of the current folder; `-` is standard input.

    Only what changed is written, each file as a whole. What earlier builds made is overwritten,
    even where it was edited by hand, and removed where it is no longer built, unless it was edited.
    What no build made is never touched: where it is in the way, nothing is written (exit 2).

    --diff shows what changes and, without --check, writes it too. A stack with an error is not
    built (exit 1).
    """
    from generator.render import build as render

    if check and force:
        raise click.UsageError("--check writes nothing, so there is nothing to --force")
    path = stack or _only_stack(Path("."))
    folder = output or _folder_for(path)
    sound = _checked(path, color)
    if sound is None:
        return 1
    tree = render(sound)
    if check:
        command = shlex.join(["cookgen", "build", path, "-o", str(folder)])
        return _compare(tree, folder, diff, command)
    return _write(tree, folder, diff, force)


def _checked(path: str, color: str) -> Stack | None:
    """Print the findings; return the stack, None where one of them is an error."""
    from generator.check import check
    from generator.output import text

    source = _source(path)
    checked = check(source)
    if checked.findings:
        hidden = [one.finding for one in checked.suppressed]
        colored = wants_color(color, sys.stderr)
        shown = text.text(checked.findings, {source.name: source}, colored, hidden)
        click.echo(shown, err=True, nl=False, color=True)
        click.echo(text.summary(checked.findings), err=True)
    if checked.stack is None:
        click.echo("nothing was built", err=True)
    return checked.stack


def _source(path: str) -> Source:
    from generator.document.source import decode, load

    if path == "-":
        return decode("<stdin>", sys.stdin.buffer.read())
    return load(Path(path))


def _only_stack(folder: Path) -> str:
    found = sorted(path.name for path in folder.glob(f"*{_ENDING}") if path.is_file())
    if len(found) == 1:
        return found[0]
    have = f"has {len(found)} of them: {', '.join(found)}" if found else "has none"
    raise click.UsageError(f"which stack? Name one; the current folder {have} (*{_ENDING})")


def _folder_for(path: str) -> Path:
    """Return cookbooks/article for article.stack.json and for article.json."""
    if path == "-":
        raise click.UsageError("a stack from standard input has no name; give the folder with -o")
    name = Path(path).name
    short = name.removesuffix(_ENDING) if name.endswith(_ENDING) else name.removesuffix(".json")
    return Path("cookbooks", short or "stack")


def _compare(tree: Tree, folder: Path, diff: bool, command: str) -> int:
    drift = tree.diff(folder)
    if diff:
        _show(drift)
    else:
        for change in drift.changes:
            click.echo(f"{change.kind.value:<9} {change.path}")
    if not drift:
        click.echo(f"{folder}: {_count(len(tree))}, exactly what is built", err=diff)
        return 0
    click.echo(f"{folder}: {_differing(drift)}; to mend it: {command}", err=True)
    return 1


def _write(tree: Tree, folder: Path, diff: bool, force: bool) -> int:
    drift = tree.diff(folder, force) if diff else None
    written = tree.write(folder, force)
    if drift is not None:
        _show(drift)
    else:
        for line in _actions(written):
            click.echo(line)
    click.echo(f"{folder}: {_count(len(tree))}, {_done(written)}", err=diff)
    return 0


def _show(drift: Drift) -> None:
    from generator.output.diff import unified

    click.echo(unified(drift), nl=False)


def _actions(written: Written) -> list[str]:
    verbs = {path: "create" for path in written.created}
    verbs |= {path: "update" for path in written.updated}
    verbs |= {path: "overwrite" for path in written.overwritten}
    verbs |= {path: "remove" for path in written.removed}
    verbs |= {path: "keep" for path in written.kept}
    notes = {
        "overwrite": " (was not as a build had left it)",
        "keep": " (no longer built, edited by hand)",
    }
    return [f"{verb:<9} {path}{notes.get(verb, '')}" for path, verb in sorted(verbs.items())]


def _done(written: Written) -> str:
    counts = {
        "created": len(written.created),
        "updated": len(written.updated),
        "overwritten": len(written.overwritten),
        "removed": len(written.removed),
        "kept": len(written.kept),
        "unchanged": written.unchanged,
    }
    return ", ".join(f"{number} {word}" for word, number in counts.items() if number)


def _differing(drift: Drift) -> str:
    from generator.render.tree import Kind

    counts = [(len(drift.of(kind)), kind.value) for kind in Kind]
    return ", ".join(f"{number} {word}" for number, word in counts if number)


def _count(number: int) -> str:
    return f"{number} file{'s' if number != 1 else ''}"
