"""JSON text as a Document: the value, and where each key and value of it stands.

Strict RFC 8259 on the standard library's string scanner. Mistakes that people make by habit
(comments, trailing commas, single quotes, NaN) are named, stepped over and collected; what cannot
be stepped over ends the reading. YAML loaders are no way to read JSON: they change values.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from json import JSONDecodeError
from json.decoder import scanstring  # type: ignore[attr-defined]  # typeshed leaves it out
from typing import Any

from generator.document.pointer import ROOT, Pointer
from generator.document.source import Source
from generator.findings import Finding, Severity, Span

MAX_DEPTH = 128

_BLANK = re.compile(r"[ \t\n\r]*")
_NUMBER = re.compile(r"-?(?:0|[1-9][0-9]*)(\.[0-9]+)?([eE][-+]?[0-9]+)?")
_NUMBER_LIKE = re.compile(r"[-+.]?[0-9.][0-9A-Za-z_.+-]*")
_WORD = re.compile(r"[-+]?[A-Za-z_$][\w$.-]*")
_SINGLE = re.compile(r"'(?:[^'\\\n\r]|\\.)*'")
_HALF = re.compile("[\ud800-\udfff]")
_BLANK_LIKE = "\u00a0\u200b\u2028\u2029\u3000\ufeff\v\f\u2060"
_LITERALS = {"true": True, "false": False, "null": None}
_PYTHONIC = {"True": "true", "False": "false", "None": "null", "nil": "null", "undefined": "null"}
_NOT_FINITE = {"NaN", "Infinity", "-Infinity", "+Infinity", "-NaN"}

Offsets = tuple[int, int]


@dataclass(frozen=True)
class Document:
    """`value` is plain dicts, lists and scalars; positions stand beside it, by JSON Pointer."""

    source: Source
    value: Any
    values: Mapping[str, Offsets] = field(repr=False)
    keys: Mapping[str, Offsets] = field(repr=False)

    def span(self, pointer: str) -> Span:
        """Return where the value is; where it does not exist, its closest parent."""
        while pointer not in self.values:
            pointer = pointer.rpartition("/")[0]
        return self.source.span(*self.values[pointer])

    def key_span(self, pointer: str) -> Span:
        """Return where the key of a value is, the value itself where it has no key."""
        if pointer in self.keys:
            return self.source.span(*self.keys[pointer])
        return self.span(pointer)


@dataclass(frozen=True)
class Reading:
    """What came of reading: no document where the syntax is broken."""

    document: Document | None
    findings: list[Finding]


def read(source: Source) -> Reading:
    """Read JSON. Findings have the rules `syntax` and `duplicate-key`, all of severity ERROR."""
    reader = _Reader(source)
    try:
        value = reader.document()
    except _Stop:
        return Reading(None, reader.findings)
    if any(finding.rule == "syntax" for finding in reader.findings):
        return Reading(None, reader.findings)
    return Reading(Document(source, value, reader.values, reader.keys), reader.findings)


class _Stop(Exception):
    """The text cannot be read on from here."""


class _Reader:
    def __init__(self, source: Source) -> None:
        self.source = source
        self.text = source.text
        self.findings: list[Finding] = []
        self.values: dict[str, Offsets] = {}
        self.keys: dict[str, Offsets] = {}

    def report(self, start: int, end: int, message: str, hint: str | None = None) -> None:
        span = self.source.span(start, max(start, min(end, len(self.text))))
        self.findings.append(
            Finding(self.source.name, span, "syntax", Severity.ERROR, message, hint=hint)
        )

    def stop(self, start: int, message: str, hint: str | None = None, end: int = 0) -> _Stop:
        self.report(start, end or start + 1, message, hint)
        return _Stop()

    def document(self) -> Any:
        at = 0
        if self.text.startswith("\ufeff"):
            self.report(0, 1, "the file starts with a byte order mark", "Save it without BOM.")
            at = 1
        at = self.blank(at)
        if at == len(self.text):
            raise self.stop(at, "the document is empty")
        value, at = self.value(at, ROOT, 0)
        at = self.blank(at)
        if at < len(self.text):
            raise self.stop(at, f"{self.seen(at)} after the end of the document")
        return value

    def blank(self, at: int) -> int:
        """Return the offset of the next token; comments are reported and stepped over."""
        while True:
            at = _BLANK.match(self.text, at).end()  # type: ignore[union-attr]  # matches ""
            if self.text.startswith(("//", "/*", "#"), at):
                closing = "*/" if self.text.startswith("/*", at) else "\n"
                found = self.text.find(closing, at + 1)
                if found < 0 and closing == "*/":
                    raise self.stop(at, "a comment that never ends", end=at + 2)
                end = len(self.text) if found < 0 else found + (2 if closing == "*/" else 0)
                self.report(
                    at, end, "JSON has no comments", 'Say it in a key that starts with "x-".'
                )
                at = end
            elif at < len(self.text) and self.text[at] in _BLANK_LIKE:
                self.report(at, at + 1, f"{self.seen(at)} is not white space in JSON")
                at += 1
            else:
                return at

    def seen(self, at: int) -> str:
        if at >= len(self.text):
            return "the end of the document"
        char = self.text[at]
        if char in _BLANK_LIKE or not char.isprintable():
            return f"the character U+{ord(char):04X}"
        return f"`{char}`"

    def value(self, at: int, pointer: Pointer, depth: int) -> tuple[Any, int]:
        char = self.text[at : at + 1]
        value: Any
        if char in ("{", "["):
            if depth == MAX_DEPTH:
                raise self.stop(at, f"nested deeper than {MAX_DEPTH} levels")
            parse = self.object if char == "{" else self.array
            value, end = parse(at, pointer, depth + 1)
        elif char == '"':
            value, end = self.string(at)
        elif char == "'":
            value, end = self.single(at)
        else:
            value, end = self.scalar(at)
        self.values[pointer] = (at, end)
        return value, end

    def object(self, start: int, pointer: Pointer, depth: int) -> tuple[dict[str, Any], int]:
        result: dict[str, Any] = {}
        at = self.blank(start + 1)
        while self.text[at : at + 1] != "}":
            key_at = at
            key, at = self.key(at, start)
            place = pointer / key
            if key in result:
                self.duplicate(key, place, (key_at, at))
                self.forget(place)
            self.keys[place] = (key_at, at)
            at = self.colon(at, key)
            result[key], at = self.value(at, place, depth)
            at = self.comma(at, start, "}")
        return result, at + 1

    def array(self, start: int, pointer: Pointer, depth: int) -> tuple[list[Any], int]:
        result: list[Any] = []
        at = self.blank(start + 1)
        while self.text[at : at + 1] != "]":
            item, at = self.value(at, pointer / len(result), depth)
            result.append(item)
            at = self.comma(at, start, "]")
        return result, at + 1

    def key(self, at: int, opened: int) -> tuple[str, int]:
        char = self.text[at : at + 1]
        if char == '"':
            return self.string(at)
        if char == "'":
            return self.single(at)
        if word := _WORD.match(self.text, at):
            name = word.group()
            self.report(at, word.end(), "a key without quotes", f'Write "{name}".')
            return name, word.end()
        if not char:
            raise self.never_closed(opened)
        if char == ",":
            raise self.stop(at, "a comma with nothing before it")
        raise self.stop(at, f"a key in double quotes should stand here, found {self.seen(at)}")

    def colon(self, at: int, key: str) -> int:
        at = self.blank(at)
        if self.text[at : at + 1] == ":":
            return self.blank(at + 1)
        if self.text[at : at + 1] == "=":
            self.report(at, at + 1, "`=` between key and value", "Write `:`.")
            return self.blank(at + 2 if self.text.startswith("=>", at) else at + 1)
        raise self.stop(at, f"no `:` after the key {key!r}")

    def comma(self, at: int, opened: int, closing: str) -> int:
        """Step over what stands between two members; return where the next one or `closing` is."""
        behind, at = at, self.blank(at)
        char = self.text[at : at + 1]
        if char == closing:
            return at
        if not char:
            raise self.never_closed(opened)
        if char == ",":
            comma, at = at, self.blank(at + 1)
            if self.text[at : at + 1] == closing:
                hint = "JSON allows no comma before a closing bracket."
                self.report(comma, comma + 1, f"a trailing comma before `{closing}`", hint)
            return at
        if char in "}]":
            where = self.source.position(opened)
            raise self.stop(
                at,
                f"`{char}` where `{closing}` should stand, "
                f"for the `{self.text[opened]}` in line {where.line}, column {where.column}",
            )
        if char in "\"'{[-" or char.isalnum():
            self.report(behind, behind + 1, "no comma between two members", "Add `,` here.")
            return at
        raise self.stop(at, f"`,` or `{closing}` should stand here, found {self.seen(at)}")

    def never_closed(self, opened: int) -> _Stop:
        return self.stop(opened, f"`{self.text[opened]}` is never closed")

    def string(self, at: int) -> tuple[str, int]:
        try:
            value, end = scanstring(self.text, at + 1, True)
        except JSONDecodeError as error:
            raise self.broken_string(at, error) from None
        if not value.isascii() and _HALF.search(value):
            self.report(at, end, "half of a surrogate pair is no character")
        return value, end

    def broken_string(self, at: int, error: JSONDecodeError) -> _Stop:
        place = error.pos
        if error.msg.startswith("Unterminated"):
            return self.stop(at, "a string that never ends", 'Close it with `"`.')
        if error.msg.startswith("Invalid control character"):
            char = self.text[place]
            if char in "\n\r":
                hint = 'Close it with `"`; a line break inside a string is written \\n.'
                return self.stop(at, "a string that does not end in its line", hint, end=place)
            name, escape = ("tab", "\\t") if char == "\t" else (self.seen(place), None)
            escape = escape or f"\\u{ord(char):04x}"
            return self.stop(place, f"a raw {name} inside a string", f"Write {escape}.")
        hint = 'After a backslash JSON knows only " \\ / b f n r t and u with four hex digits.'
        place = self.text.rfind("\\", at, place + 1)
        return self.stop(place, "an unknown escape in a string", hint, end=place + 2)

    def single(self, at: int) -> tuple[str, int]:
        found = _SINGLE.match(self.text, at)
        if not found:
            raise self.stop(at, "a single quote", "JSON strings stand in double quotes.")
        self.report(
            at, found.end(), "a string in single quotes", "JSON strings stand in double quotes."
        )
        return found.group()[1:-1], found.end()

    def scalar(self, at: int) -> tuple[Any, int]:
        if word := _WORD.match(self.text, at):
            return self.word(at, word.group())
        number = _NUMBER.match(self.text, at)
        like = _NUMBER_LIKE.match(self.text, at)
        if number and like and number.end() == like.end():
            return self.number(at, number), number.end()
        if like:
            hint = "JSON numbers look like 10, -1.5 or 2e3."
            self.report(at, like.end(), f"`{like.group()}` is not a JSON number", hint)
            return 0, like.end()
        if self.text[at : at + 1] == ",":
            raise self.stop(at, "a comma with nothing before it")
        raise self.stop(at, f"a value should stand here, found {self.seen(at)}")

    def word(self, at: int, word: str) -> tuple[Any, int]:
        end = at + len(word)
        if word in _LITERALS:
            return _LITERALS[word], end
        if word in _NOT_FINITE:
            self.report(at, end, f"`{word}` is not JSON", "JSON has finite numbers only.")
        elif word in _PYTHONIC:
            self.report(at, end, f"`{word}` is not JSON", f"Write {_PYTHONIC[word]}.")
        else:
            self.report(at, end, f"`{word}` without quotes", f'Write "{word}".')
        return None, end

    def number(self, at: int, match: re.Match[str]) -> int | float:
        text = match.group()
        try:
            value = float(text) if match.group(1) or match.group(2) else int(text)
        except ValueError:  # Python refuses to convert thousands of digits
            value = float("inf")
        if value in (float("inf"), float("-inf")):
            self.report(at, match.end(), "the number is too large")
        return value

    def duplicate(self, key: str, place: Pointer, again: Offsets) -> None:
        first = self.keys[place]
        for here, other in ((first, again), (again, first)):
            line = self.source.position(other[0]).line
            finding = Finding(
                self.source.name,
                self.source.span(*here),
                "duplicate-key",
                Severity.ERROR,
                f"the key {key!r} stands twice in this object, also in line {line}",
                place,
                "Only the last one would count. Keep one of them.",
            )
            if finding not in self.findings:
                self.findings.append(finding)

    def forget(self, place: Pointer) -> None:
        """Drop the places below a value that a later duplicate replaces."""
        below = f"{place}/"
        for table in (self.values, self.keys):
            for known in [pointer for pointer in table if pointer.startswith(below)]:
                del table[known]
