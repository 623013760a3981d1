"""Positions in a text, and reading files."""

from __future__ import annotations

from pathlib import Path

import pytest

from generator.document.source import Source, decode, load
from generator.errors import UnreadableInput
from generator.findings import Position


@pytest.mark.parametrize(
    ("text", "offset", "line", "column"),
    [
        ("", 0, 1, 1),
        ("ab", 1, 1, 2),
        ("a\nb", 2, 2, 1),
        ("a\nb", 1, 1, 2),
        ("a\r\nb", 3, 2, 1),
        ("a\rb", 2, 2, 1),
        ("\n\n", 2, 3, 1),
        ("é😀x", 2, 1, 3),
        ("\u2028x", 1, 1, 2),
    ],
)
def test_position_counts_lines_and_code_points(
    text: str, offset: int, line: int, column: int
) -> None:
    """LF, CRLF and CR end a line; a column is a code point, whatever its width or bytes."""
    assert Position(line, column) == Source("x", text).position(offset)


def test_line_returns_the_text_without_its_end() -> None:
    """A line that does not exist is empty."""
    source = Source("x", "one\r\ntwo\n")

    assert ["", "one", "two", "", ""] == [source.line(number) for number in range(5)]


def test_a_byte_order_mark_is_kept_for_the_reader() -> None:
    """Decoding does not hide what the reader has to report."""
    assert "\ufeff{}" == decode("x", b"\xef\xbb\xbf{}").text


def test_other_encodings_are_unreadable_input() -> None:
    """The message names the file, the byte and the line."""
    with pytest.raises(UnreadableInput) as caught:
        decode("stack.json", b'{\n"a": "\xe9"}')

    assert "stack.json is not UTF-8: byte 0xe9 in line 2" == caught.value.message
    assert 2 == caught.value.exit_code


def test_a_file_that_is_not_there_is_unreadable_input(tmp_path: Path) -> None:
    """The message names the path and the reason."""
    with pytest.raises(UnreadableInput) as caught:
        load(tmp_path / "none.json")

    assert "No such file" in caught.value.message
    assert "none.json" in caught.value.message


def test_a_folder_is_unreadable_input(tmp_path: Path) -> None:
    """A folder is not mistaken for an empty file."""
    with pytest.raises(UnreadableInput):
        load(tmp_path)
