"""Python values as Ruby literals: any Ruby since 2.0 reads the same value back."""

from __future__ import annotations

import math
import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

WIDTH = 80  # where a nested collection no longer stands on one line

_NAMED = {"\n": "\\n", "\t": "\\t", "\r": "\\r", "\x1b": "\\e", '"': '\\"', "\\": "\\\\"}
# Characters that an editor does not show, or that turn the direction of what follows.
_HIDDEN = {"Cc", "Cf", "Zl", "Zp"}
_INTERPOLATION = re.compile(r"#(?=[{$@])")
_WORD = re.compile(r"[A-Za-z0-9_.:/-]+")


class Code(str):
    """Text that is in the language of the file already; put into a template as it is."""

    __slots__ = ()


def literal(value: Any) -> Code:
    """Return a JSON-like value as Ruby on one line; `Code` comes back as it is.

    Raises TypeError for what has no literal: NaN, infinity, other classes, lone surrogates.
    """
    if isinstance(value, Code):
        return value
    if value is None:
        return Code("nil")
    if isinstance(value, bool):
        return Code("true" if value else "false")
    if isinstance(value, str):
        return string(value)
    if isinstance(value, int) or (isinstance(value, float) and math.isfinite(value)):
        return Code(repr(value))
    if isinstance(value, Mapping):
        pairs = ", ".join(f"{literal(k)} => {literal(v)}" for k, v in value.items())
        return Code(f"{{ {pairs} }}" if pairs else "{}")
    if isinstance(value, Sequence) and not isinstance(value, (bytes, bytearray)):
        return Code(f"[{', '.join(map(literal, value))}]")
    raise TypeError(f"no Ruby literal for {type(value).__name__} {value!r}")


def string(text: str) -> Code:
    """Return a string literal: single quotes where the text lets us, else double quotes."""
    hidden = any(_is_hidden(char) for char in text)
    if not hidden and "'" not in text and not _interpolates(text):
        return Code("'" + text.replace("\\", "\\\\") + "'")
    escaped = "".join(_escape(char) for char in text)
    return Code('"' + _INTERPOLATION.sub(r"\\#", escaped) + '"')


def layout(value: Any, indent: int, used: int) -> Code:
    """Return a literal over several lines where it would pass column `WIDTH` on one.

    `indent`: column of the line it starts on; `used`: characters of that line before it and behind.
    """
    line = literal(value)
    items = len(value) if isinstance(value, (Mapping, list, tuple)) else 0
    if not items or indent + used + len(line) <= WIDTH:
        return line
    inner = indent + 2
    if isinstance(value, Mapping):
        keys = [f"{literal(key)} => " for key in value]
        values: Iterable[Any] = value.values()
        left, right = "{", "}"
    else:
        keys, values = [""] * items, value
        left, right = "[", "]"
    lines = [f"{' ' * inner}{k}{layout(v, inner, len(k) + 1)}," for k, v in zip(keys, values)]
    return Code("\n".join([left, *lines, " " * indent + right]))


def words(texts: Sequence[str]) -> Code:
    """Return a list of plain words as `%w(a b)`, and any other list as an array literal."""
    if texts and all(_WORD.fullmatch(text) for text in texts):
        return Code(f"%w({' '.join(texts)})")
    return literal(list(texts))


def _is_hidden(char: str) -> bool:
    if "\ud800" <= char <= "\udfff":
        raise TypeError(f"no Ruby literal for the lone surrogate {char!r}")
    return unicodedata.category(char) in _HIDDEN


def _interpolates(text: str) -> bool:
    return _INTERPOLATION.search(text) is not None


def _escape(char: str) -> str:
    if char in _NAMED:
        return _NAMED[char]
    if not _is_hidden(char):
        return char
    return f"\\u{ord(char):04X}" if ord(char) < 0x10000 else f"\\u{{{ord(char):X}}}"
