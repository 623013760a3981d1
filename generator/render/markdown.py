"""Text of the user's as Markdown that cannot become anything but text."""

from __future__ import annotations

import json
import re
import unicodedata
from typing import Any

from generator.render.ruby import Code

_RUNS = re.compile("`+")


def span(text: str) -> Code:
    """Return text as one code span, on one line.

    Control characters become spaces: Markdown has no escape for them inside a span.
    """
    clean = "".join(" " if unicodedata.category(c)[0] in "CZ" else c for c in text)
    fence = "`" * (1 + max((len(run) for run in _RUNS.findall(clean)), default=0))
    pad = " " if not clean.strip() or clean.startswith("`") or clean.endswith("`") else ""
    return Code(f"{fence}{pad}{clean}{pad}{fence}")


def cell(text: str) -> Code:
    """Return a code span for a table, where a bar would end the cell even in code."""
    return span(text.replace("|", "\\|"))


def spans(texts: tuple[str, ...]) -> Code:
    """Return code spans with commas between them."""
    return Code(", ".join(map(span, texts)))


def json_block(value: Any) -> Code:
    """Return JSON for a fenced block: no string in it can close the fence."""
    return Code(json.dumps(value, indent=2, ensure_ascii=True))


def json_line(value: Any) -> Code:
    """Return JSON on one line."""
    return Code(json.dumps(value, ensure_ascii=True))
