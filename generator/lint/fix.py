"""Mechanical mends as edits of the text: everything else stays byte for byte as it is."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from generator.document.pointer import Pointer
from generator.document.reader import Document


@dataclass(frozen=True, order=True)
class Edit:
    """Put `text` in the place of what stands from `start` up to `end`, offsets in code points."""

    start: int
    end: int
    text: str


def apply(text: str, edits: Iterable[Edit]) -> str:
    """Return the text with the edits made; they do not overlap."""
    pieces, done = [], 0
    for edit in sorted(edits):
        pieces += [text[done : edit.start], edit.text]
        done = edit.end
    return "".join([*pieces, text[done:]])


def value_at(document: Document, at: str) -> Any:
    """Return the value at a pointer."""
    value = document.value
    for key in Pointer(at).keys:
        value = value[int(key)] if isinstance(value, list) else value[key]
    return value


def replace(document: Document, at: str, value: Any) -> Edit:
    """Return the edit that puts a scalar in the place of the value at a pointer."""
    return Edit(*document.values[at], written(value))


def rename(document: Document, at: str, name: str) -> Edit:
    """Return the edit that renames the key at a pointer."""
    return Edit(*document.keys[at], written(name))


def insert_first(document: Document, at: str, name: str, value: Any) -> Edit:
    """Return the edit that puts a member before all others of the object at a pointer."""
    text = document.source.text
    start, _ = document.values[at]
    members = _members(document, at)
    if not members:
        return Edit(start + 1, start + 1, f"{written(name)}: {written(value)}")
    first = members[0]
    member = f"{written(name)}{_colon(document, first)}{written(value)}"
    before = document.keys[first][0]
    lead = text[start + 1 : before]
    gap = lead if "\n" in lead or "\r" in lead else _gap(document, members)
    return Edit(before, before, f"{member},{gap}")


def insert_after(document: Document, at: str, name: str, value: Any) -> Edit:
    """Return the edit that puts a member behind the one at a pointer, in the same object."""
    end = document.values[at][1]
    members = _members(document, at.rpartition("/")[0])
    member = f"{written(name)}{_colon(document, at)}{written(value)}"
    return Edit(end, end, f",{_gap(document, members)}{member}")


def written(value: Any) -> str:
    """Return a value as JSON, in the letters that people type."""
    return json.dumps(value, ensure_ascii=False)


def _members(document: Document, at: str) -> list[str]:
    """Return the pointers of an object's members, in the order of the text."""
    places = [Pointer(at) / key for key in value_at(document, at)]
    return sorted(places, key=lambda place: document.keys[place])


def _colon(document: Document, member: str) -> str:
    """Return what stands between key and value: `: ` in most texts."""
    return document.source.text[document.keys[member][1] : document.values[member][0]]


def _gap(document: Document, members: list[str]) -> str:
    """Return what stands between a comma and the next key of an object."""
    text = document.source.text
    for member in members[1:]:
        start = document.keys[member][0]
        return text[text.rindex(",", 0, start) + 1 : start]
    start = document.keys[members[0]][0]
    lead = text[text.rindex("{", 0, start) + 1 : start]
    return lead if "\n" in lead or "\r" in lead else " " * (":" != _colon(document, members[0]))
