"""JSON text as a Document: the value, and where each key and value of it stands.

Strict RFC 8259 on the standard library's string scanner. Mistakes that people make by habit
(comments, trailing commas, single quotes, NaN) are named, stepped over and collected; what cannot
be stepped over ends the reading. YAML loaders are no way to read JSON: they change values.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from generator.document.pointer import ROOT, Pointer
from generator.document.source import Source
from generator.document.tokens import WORD, Stop, Tokens
from generator.findings import Finding, Severity, Span

MAX_DEPTH = 128

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
    except Stop:
        return Reading(None, reader.findings)
    if any(finding.rule == "syntax" for finding in reader.findings):
        return Reading(None, reader.findings)
    return Reading(Document(source, value, reader.values, reader.keys), reader.findings)


class _Reader(Tokens):
    def __init__(self, source: Source) -> None:
        super().__init__(source)
        self.values: dict[str, Offsets] = {}
        self.keys: dict[str, Offsets] = {}

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
        if word := WORD.match(self.text, at):
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

    def never_closed(self, opened: int) -> Stop:
        return self.stop(opened, f"`{self.text[opened]}` is never closed")

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
