"""What the arguments of a command stand for: files, folders, standard input."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from generator.document.source import Source, decode, load
from generator.errors import UnreadableInput

ENDING = ".stack.json"
STDIN = "<stdin>"

# Not worth a walk: what they hold is not the project's own.
_SKIPPED = ("node_modules", "__pycache__")


@dataclass(frozen=True)
class Stacks:
    """Sources by name in the order of the arguments; what could not be read does not hide them."""

    sources: dict[str, Source] = field(default_factory=dict)
    unreadable: list[UnreadableInput] = field(default_factory=list)
    stdin: str | None = None  # the name of the one that came from standard input


def gather(arguments: Iterable[str], stdin_name: str = STDIN) -> Stacks:
    """Read files, all `*.stack.json` below folders, and standard input for `-`."""
    arguments = list(arguments)
    stacks = Stacks(stdin=stdin_name if "-" in arguments else None)
    for argument in dict.fromkeys(arguments):
        try:
            for source in _read(argument, stdin_name):
                stacks.sources.setdefault(source.name, source)
        except UnreadableInput as error:
            stacks.unreadable.append(error)
    return stacks


def _read(argument: str, stdin_name: str) -> Iterator[Source]:
    if argument == "-":
        yield decode(stdin_name, sys.stdin.buffer.read())
    elif os.path.isdir(argument):
        yield from _below(argument)
    else:
        yield load(Path(argument))


def _below(folder: str) -> Iterator[Source]:
    paths = list(_stacks_below(folder))
    if not paths:
        raise UnreadableInput(f"{folder} has no *{ENDING} below it", "Name the file itself.")
    for path in paths:
        yield load(path)


def _stacks_below(folder: str) -> Iterator[Path]:
    """Yield the stacks of a folder, then those of its folders, by name; hidden folders are not."""
    for place, folders, files in os.walk(folder):
        folders[:] = sorted(f for f in folders if not f.startswith(".") and f not in _SKIPPED)
        for name in sorted(files):
            if name.endswith(ENDING):
                yield Path(place, name)
