"""`cookgen lint`: read stacks, print findings, mend what is mechanical."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING

import click

from generator.cli._color import color_option, wants_color
from generator.cli._rules import complete, prefixes
from generator.cli._complaint import complain
from generator.cli._stacks import STDIN, Stacks, gather
from generator.errors import UnreadableInput
from generator.findings import Severity
from generator.output.formats import FOR_PEOPLE, FORMATS

if TYPE_CHECKING:
    from generator.lint.mend import Mended
    from generator.output.report import Report

_COUNTED = (*FOR_PEOPLE, "json")
_LEVELS = {str(severity): severity for severity in sorted(Severity, reverse=True)}


_HELP = """\
Find mistakes in stacks: syntax, schema, and what only makes no sense together.

STACK is a file, a folder (every *.stack.json below it), or `-` for standard input.

Exit 1 where a finding is an error (see --fail-on), and with --diff where there is a difference.
With --fix a stack from standard input goes to standard output, findings to standard error.

A stack says itself what is right as it is: "x-cookgen": {"ignore": {"RULE": "reason"}} at its
root, in an app or in a container. `cookgen rules` lists the rules, `cookgen explain RULE` says
why there is one.
"""


@click.command(help=_HELP)
@click.argument("stacks", nargs=-1, metavar="STACK...", type=click.Path())
@click.option(
    "--format",
    "form",
    type=click.Choice(list(FORMATS)),
    default="text",
    show_default=True,
    help="How findings are written; text shows source lines and hints.",
)
@click.option(
    "--select",
    multiple=True,
    metavar="RULE,...",
    callback=prefixes,
    shell_complete=complete,
    help="Only rules whose name or code begins like this: port, CG3, CG301.",
)
@click.option(
    "--ignore",
    multiple=True,
    metavar="RULE,...",
    callback=prefixes,
    shell_complete=complete,
    help="Not the rules whose name or code begins like this.",
)
@click.option(
    "--fail-on",
    type=click.Choice(list(_LEVELS)),
    default="error",
    show_default=True,
    help="Exit 1 where a finding is at least this bad.",
)
@click.option("--fix", is_flag=True, help="Mend what is mechanical, then show what is left.")
@click.option("--diff", is_flag=True, help="Show what --fix would change and write nothing.")
@click.option("--statistics", is_flag=True, help="Count findings per rule instead of showing them.")
@click.option("--no-ignores", is_flag=True, help="Show what the stacks ignore by x-cookgen.ignore.")
@click.option("--stdin-filename", metavar="NAME", help="What findings call standard input.")
@click.option("-q", "--quiet", is_flag=True, help="Say nothing on standard error about findings.")
@color_option
def lint(
    stacks: tuple[str, ...],
    form: str,
    select: tuple[str, ...],
    ignore: tuple[str, ...],
    fail_on: str,
    fix: bool,
    diff: bool,
    statistics: bool,
    no_ignores: bool,
    stdin_filename: str | None,
    quiet: bool,
    color: str,
) -> int:
    """Look, mend where asked to, answer."""
    from generator.cli._linter import Linter

    if statistics and form not in _COUNTED:
        raise click.UsageError(f"--statistics has no --format {form}")
    if not stacks and stdin_filename is None:
        raise click.UsageError("Missing argument 'STACK...'.")
    given = gather(stacks or ("-",), stdin_filename or STDIN)
    linter = Linter(select, ignore, no_ignores)
    mended = linter.mend(given.sources.values()) if fix or diff else []
    stream = sys.stderr if fix and given.stdin else sys.stdout
    sources = {**given.sources, **{one.source.name: one.source for one in mended}}
    report = linter.report(sources, _LEVELS[fail_on], wants_color(color, stream))
    if diff:
        _show(given, mended)
    else:
        _write(given, mended)
        shown = _rendered(report, form, statistics)
        click.echo(shown, nl=False, err=stream is sys.stderr, color=report.color)
    for error in given.unreadable:
        complain(error)
    if not quiet and sources:
        click.echo(_summary(report, mended, diff), err=True)
    differs = diff and any(one.fixed for one in mended)
    return UnreadableInput.exit_code if given.unreadable else int(differs or _fails(report))


def _fails(report: Report) -> bool:
    return any(finding.severity >= report.fail_on for finding in report.findings)


def _rendered(report: Report, form: str, statistics: bool) -> str:
    from generator.output.statistics import as_json, table

    if statistics:
        return as_json(report) if form == "json" else table(report)
    return FORMATS[form](report)


def _show(given: Stacks, mended: Sequence[Mended]) -> None:
    from generator.output.diff import of_texts

    for one in mended:
        name = one.source.name
        click.echo(of_texts(name, given.sources[name].text, one.source.text), nl=False)


def _write(given: Stacks, mended: Sequence[Mended]) -> None:
    from generator.document.save import save

    for one in mended:
        if one.source.name == given.stdin:
            sys.stdout.buffer.write(one.source.text.encode("utf-8"))
            sys.stdout.buffer.flush()
        elif one.fixed:
            save(one.source)


def _summary(report: Report, mended: Sequence[Mended], diff: bool) -> str:
    """Return `2 fixed; left: 1 error in 1 stack, 1 fixable with --fix, 2 ignored with a reason`."""
    from generator.output.text import summary

    count = len(report.sources)
    parts = [f"{summary(report.findings)} in {count} stack{'s' if count != 1 else ''}"]
    if report.fixable:
        parts.append(f"{len(report.fixable)} fixable with --fix")
    if report.suppressed:
        parts.append(f"{len(report.suppressed)} ignored with a reason")
    fixed = sum(len(one.fixed) for one in mended)
    if diff:
        return f"{fixed} would be fixed; left: {', '.join(parts)}"
    return f"{fixed} fixed; left: {', '.join(parts)}" if mended else ", ".join(parts)
