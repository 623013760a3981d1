"""The JSON reader: strict, exact about places, and of one mind with the standard library."""

from __future__ import annotations

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from generator.document.pointer import Pointer
from generator.document.reader import MAX_DEPTH, Document, read
from generator.document.source import Source
from generator.findings import Severity

DOCUMENTS = 10_000
TEXTS = 1_000

scalars = (
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False)
) | st.text()
documents = st.recursive(
    scalars,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=25,
)
layouts = st.fixed_dictionaries(
    {
        "indent": st.sampled_from([None, 0, 2, "\t"]),
        "ensure_ascii": st.booleans(),
        "separators": st.sampled_from([(",", ":"), (" , ", "\r\n:\t")]),
    }
)


def document(text: str) -> Document:
    """Return the document of a text that must have no findings."""
    reading = read(Source("x", text))
    assert [] == reading.findings
    assert reading.document is not None
    return reading.document


def findings(text: str) -> list[tuple[int, int, str]]:
    """Return (line, column, message) of each finding, in the order of the text."""
    found = read(Source("x", text)).findings
    return sorted((f.span.start.line, f.span.start.column, f.message) for f in found)


@settings(max_examples=DOCUMENTS, deadline=None, database=None)
@given(documents, layouts)
def test_it_agrees_with_the_standard_library(value: object, layout: dict[str, object]) -> None:
    """Both read alike what json.dumps writes, types included, and every place is a true one:
    the text between the offsets of a value or key, read alone, is that value or key."""
    text = json.dumps(value, **layout)  # type: ignore[arg-type]
    found = document(text)

    assert repr(json.loads(text)) == repr(found.value)
    for pointer, (start, end) in found.values.items():
        inner = found.value
        for key in Pointer(pointer).keys:
            inner = inner[int(key)] if isinstance(inner, list) else inner[key]
        assert repr(inner) == repr(json.loads(text[start:end]))
    for pointer, (start, end) in found.keys.items():
        assert Pointer(pointer).keys[-1] == json.loads(text[start:end])


@settings(max_examples=TEXTS, deadline=None, database=None)
@given(st.text(alphabet="{}[]\",:\\/#'=0123456789.eE+-truefalsn \n\t*uNaI\ufeff"))
def test_it_accepts_nothing_that_the_standard_library_refuses(text: str) -> None:
    """Any text: either both read the same value, or there is a finding and never an exception."""
    reading = read(Source("x", text))
    if not reading.findings:
        assert reading.document is not None
        assert repr(json.loads(text)) == repr(reading.document.value)


@pytest.mark.parametrize(
    ("text", "line", "column", "message"),
    [
        ("", 1, 1, "the document is empty"),
        (" \n\t", 2, 2, "the document is empty"),
        ('{"a": 1,}', 1, 8, "a trailing comma before `}`"),
        ("[1,\n]", 1, 3, "a trailing comma before `]`"),
        ("[1 2]", 1, 3, "no comma between two members"),
        ('{"a": 1\n"b": 2}', 1, 8, "no comma between two members"),
        ('{"a" 1}', 1, 6, "no `:` after the key 'a'"),
        ('{"a" = 1}', 1, 6, "`=` between key and value"),
        ("{a: 1}", 1, 2, "a key without quotes"),
        ("{'a': 1}", 1, 2, "a string in single quotes"),
        ("['a]", 1, 2, "a single quote"),
        ("[NaN]", 1, 2, "`NaN` is not JSON"),
        ("[-Infinity]", 1, 2, "`-Infinity` is not JSON"),
        ("[True]", 1, 2, "`True` is not JSON"),
        ("[yes]", 1, 2, "a text without quotes"),
        ("[01]", 1, 2, "this is not a JSON number"),
        ("[.5]", 1, 2, "this is not a JSON number"),
        ("[1.]", 1, 2, "this is not a JSON number"),
        ("[+1]", 1, 2, "this is not a JSON number"),
        ("[0x10]", 1, 2, "this is not a JSON number"),
        ("[1e999]", 1, 2, "the number is too large"),
        (f"[{'9' * 5000}]", 1, 2, "the number is too large"),
        ("// no\n{}", 1, 1, "JSON has no comments"),
        ("{} # no", 1, 4, "JSON has no comments"),
        ("/* never\n{}", 1, 1, "a comment that never ends"),
        ("\ufeff{}", 1, 1, "the file starts with a byte order mark"),
        ("{\u00a0}", 1, 2, "the character U+00A0 is not white space in JSON"),
        ('["a\tb"]', 1, 4, "a raw tab inside a string"),
        ('["a\x00b"]', 1, 4, "a raw the character U+0000 inside a string"),
        ('["abc\n"]', 1, 2, "a string that does not end in its line"),
        ('["abc', 1, 2, "a string that never ends"),
        ('["a\\x"]', 1, 4, "an unknown escape in a string"),
        ('["\\u12g4"]', 1, 3, "an unknown escape in a string"),
        ('["\\ud800"]', 1, 2, "half of a surrogate pair is no character"),
        ("[1", 1, 1, "`[` is never closed"),
        ('{"a": 1', 1, 1, "`{` is never closed"),
        ('{"a": [1}', 1, 9, "`}` where `]` should stand, for the `[` in line 1, column 7"),
        ("[1,,2]", 1, 4, "a comma with nothing before it"),
        ("{,}", 1, 2, "a comma with nothing before it"),
        ('{"a":}', 1, 6, "a value should stand here, found `}`"),
        ("{1: 2}", 1, 2, "a key in double quotes should stand here, found `1`"),
        ("{} {}", 1, 4, "`{` after the end of the document"),
        ('{"é😀": tru}', 1, 8, "a text without quotes"),
    ],
)
def test_mistakes_are_named_where_they_are(text: str, line: int, column: int, message: str) -> None:
    """Each mistake is one finding at its own character, columns in code points; no document."""
    assert [(line, column, message)] == findings(text)
    assert read(Source("x", text)).document is None


def test_habits_are_collected() -> None:
    """What can be stepped over does not hide the next mistake."""
    found = findings("{'a': None, // b\n c: [1,],}")

    assert [(1, 2), (1, 7), (1, 13), (2, 2), (2, 7), (2, 9)] == [place[:2] for place in found]


def test_deep_nesting_is_a_finding() -> None:
    """No text makes the reader run out of stack."""
    deepest = "[" * MAX_DEPTH + "]" * MAX_DEPTH

    assert [] == findings(deepest)
    assert [(1, MAX_DEPTH + 1, f"nested deeper than {MAX_DEPTH} levels")] == findings("[" * 100_000)


def test_duplicate_keys_are_reported_at_both_places() -> None:
    """Each of the two names the line of the other; the last value counts, as everywhere."""
    reading = read(Source("x", '{"a": {"x": 1},\n "b": 2,\n "a": {"y": 2}}'))

    assert [(1, 2), (3, 2)] == [
        (finding.span.start.line, finding.span.start.column) for finding in reading.findings
    ]
    assert ["also in line 3", "also in line 1"] == [
        finding.message.rpartition(", ")[2] for finding in reading.findings
    ]
    assert {"duplicate-key"} == {finding.rule for finding in reading.findings}
    assert {Severity.ERROR} == {finding.severity for finding in reading.findings}
    assert reading.document is not None
    assert {"a": {"y": 2}, "b": 2} == reading.document.value
    assert "/a/x" not in reading.document.values


def test_a_place_that_does_not_exist_is_its_closest_parent() -> None:
    """A finding about something missing points at what should hold it."""
    found = document('{"a": {"b": 1}}')

    assert found.span("/a") == found.span("/a/c/d")
    assert found.span("") == found.key_span("")
    assert 2 == found.key_span("/a").start.column
