"""One rule in full, for people at a terminal."""

from __future__ import annotations

import textwrap

from generator.lint.rule import Entry
from generator.output.text import COLORS, painted

_WIDTH = 88
_EXAMPLE = 96
_LINES = 60


def explain(entry: Entry, color: bool = False) -> str:
    """Return title, why, a bad and a good stack, what to do, how to ignore it."""
    severity = str(entry.severity)
    name = entry.name
    if color:
        name, severity = painted(name, "1"), painted(severity, f"1;{COLORS[entry.severity]}")
    blocks = [f"{name} ({entry.code}) {severity}\n{entry.title}.", _wrapped(entry.why)]
    for word, text in (("Bad", entry.bad), ("Good", entry.good)):
        if text:
            head = _label(word, color)
            blocks.append(f"{head}\n{textwrap.indent(_shortened(text), '  ')}")
    blocks.append(f"{_label('What to do', color)}\n{textwrap.indent(_todo(entry), '  ')}")
    blocks.append(f"{_label('Ignore', color)}\n{textwrap.indent(_ignore(entry), '  ')}")
    return "\n\n".join(filter(None, blocks)) + "\n"


def _shortened(example: str) -> str:
    """Return an example without what is long for the sake of being long."""
    lines = example.strip().splitlines()
    lines = [line if len(line) <= _EXAMPLE else f"{line[:_EXAMPLE - 1]}…" for line in lines]
    return "\n".join(lines if len(lines) <= _LINES else [*lines[: _LINES - 1], "…"])


def _todo(entry: Entry) -> str:
    mends = "\n`cookgen lint --fix` does it where only one answer is possible."
    return _wrapped(entry.hint) + (mends if entry.fixes else "")


def _ignore(entry: Entry) -> str:
    if not entry.suppressible:
        return "Cannot be ignored."
    return f'"x-cookgen": {{"ignore": {{"{entry.name}": "why it is right here"}}}}'


def _wrapped(text: str) -> str:
    return textwrap.fill(text, _WIDTH, break_long_words=False, break_on_hyphens=False)


def _label(word: str, color: bool) -> str:
    return painted(word, "1") if color else word
