"""Edits of the text, whatever it looks like."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from generator.document.reader import Document, read
from generator.document.source import Source
from generator.lint.fix import Edit, apply, insert_after, insert_first, rename, replace, value_at


def document(text: str) -> Document:
    """Return the document of a text without mistakes."""
    found = read(Source("x", text)).document
    assert found is not None
    return found


def test_edits_are_made_from_the_end() -> None:
    """Offsets are those of the text before any edit; two at one place keep their order."""
    assert "a[b]cd" == apply("aXcY", [Edit(1, 2, "[b]"), Edit(3, 4, "d")])
    assert "ax" == apply("ab", [Edit(1, 2, ""), Edit(2, 2, "x")])


def test_values_and_keys_are_replaced_where_they_stand() -> None:
    """Escapes in pointers are understood, letters beyond ASCII stay letters."""
    doc = document('{"a/b": [1, {"ü": 2}]}')

    assert 2 == value_at(doc, "/a~1b/1/ü")
    assert '{"a/b": [1, {"ü": "é"}]}' == apply(doc.source.text, [replace(doc, "/a~1b/1/ü", "é")])
    assert '{"a/b": [1, {"ö": 2}]}' == apply(doc.source.text, [rename(doc, "/a~1b/1/ü", "ö")])


@pytest.mark.parametrize(
    ("before", "first", "after"),
    [
        ("{}", '{"n": 1}', None),
        ('{"a":2}', '{"n":1,"a":2}', '{"a":2,"n":1}'),
        ('{"a": 2}', '{"n": 1, "a": 2}', '{"a": 2, "n": 1}'),
        ('{ "a" : 2 }', '{ "n" : 1, "a" : 2 }', '{ "a" : 2, "n" : 1 }'),
        ('{"a": 2,"b": 3}', '{"n": 1,"a": 2,"b": 3}', '{"a": 2,"n": 1,"b": 3}'),
        ('{\n  "a": 2\n}', '{\n  "n": 1,\n  "a": 2\n}', '{\n  "a": 2,\n  "n": 1\n}'),
        (
            '{\r\n\t"a": 2\r\n}',
            '{\r\n\t"n": 1,\r\n\t"a": 2\r\n}',
            '{\r\n\t"a": 2,\r\n\t"n": 1\r\n}',
        ),
        ('{\n  "a": 2, "b": 3}', '{\n  "n": 1,\n  "a": 2, "b": 3}', '{\n  "a": 2, "n": 1, "b": 3}'),
        (
            '{"a": ",",\n "b": 3}',
            '{"n": 1,\n "a": ",",\n "b": 3}',
            '{"a": ",",\n "n": 1,\n "b": 3}',
        ),
        ('{\n"a": 2\n,"b": 3}', '{\n"n": 1,\n"a": 2\n,"b": 3}', '{\n"a": 2,"n": 1\n,"b": 3}'),
    ],
)
def test_what_is_added_looks_like_what_stands_beside_it(
    before: str, first: str, after: str | None
) -> None:
    """Indentation, line ends, blanks around colons and behind commas."""
    doc = document(before)

    assert first == apply(before, [insert_first(doc, "", "n", 1)])
    if after is not None:
        assert after == apply(before, [insert_after(doc, "/a", "n", 1)])


NAMES = st.text(st.characters(blacklist_categories=("Cs",)), max_size=8)
OBJECTS = st.dictionaries(NAMES, st.text(max_size=5) | st.integers() | st.lists(st.integers()))


@st.composite
def written(draw: Any) -> tuple[dict[str, Any], str]:
    """Return an object and one of the ways to write it."""
    value = draw(OBJECTS.filter(lambda o: "new" not in o))
    indent = draw(st.sampled_from([None, 0, 2, "\t"]))
    separators = draw(st.sampled_from([(",", ":"), (", ", ": "), (" , ", " : "), (",", ": ")]))
    text = json.dumps(value, indent=indent, separators=separators, ensure_ascii=draw(st.booleans()))
    return value, text.replace("\n", draw(st.sampled_from(["\n", "\r\n"])))


@given(written(), st.data())
@settings(max_examples=200, deadline=None)
def test_an_insertion_adds_one_member_at_its_place(
    case: tuple[dict[str, Any], str], data: Any
) -> None:
    """However the object is written: the same members in the same order, and the new one."""
    value, text = case
    doc = document(text)

    first = apply(text, [insert_first(doc, "", "new", "x")])

    assert [("new", "x"), *value.items()] == json.loads(first, object_pairs_hook=list)
    if value:
        index = data.draw(st.integers(0, len(value) - 1))
        place = [at for at in doc.keys if "/" not in at[1:]][index]
        behind = apply(text, [insert_after(doc, place, "new", "x")])
        members = list(value.items())
        members.insert(index + 1, ("new", "x"))
        assert members == json.loads(behind, object_pairs_hook=list)
