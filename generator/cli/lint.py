"""`cookgen lint`: read stacks, print findings."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from generator.cli._color import color_option, wants_color


@click.command()
@click.argument("stacks", nargs=-1, required=True, metavar="STACK...")
@click.option(
    "--format",
    "form",
    type=click.Choice(["text", "concise"]),
    default="text",
    help="text shows source lines and hints; concise is one line per finding.",
)
@color_option
def lint(stacks: tuple[str, ...], form: str, color: str) -> int:
    """Find mistakes in stacks: syntax, schema, and what only makes no sense together.

    STACK is a file; `-` is standard input. Exit 1 when a finding is an error.
    """
    from generator.check import check
    from generator.document.source import Source, decode, load
    from generator.findings import Severity, in_order, worst
    from generator.output import text

    sources: dict[str, Source] = {}
    for name in dict.fromkeys(stacks):
        source = decode("<stdin>", sys.stdin.buffer.read()) if name == "-" else load(Path(name))
        sources[source.name] = source
    findings = in_order(
        finding for source in sources.values() for finding in check(source).findings
    )
    if form == "concise":
        click.echo(text.concise(findings), nl=False)
    else:
        shown = text.text(findings, sources, wants_color(color, sys.stdout))
        click.echo(shown, nl=False, color=True)
    counted = f"{len(sources)} stack{'s' if len(sources) != 1 else ''}"
    click.echo(f"{text.summary(findings)} in {counted}", err=True)
    return 1 if worst(findings) is Severity.ERROR else 0
