"""Requests are read as they were written, and the same requests make the same file."""

from __future__ import annotations

from pathlib import Path

import pytest

from generator.errors import UnreadableInput
from generator.lab import requestlog
from generator.lab.traffic import Record

RECORDS = [
    Record(1, "POST", '/a,"b"', True, 0.005, 0.00512, 0.1, None, None, None, "refused"),
    Record(0, "GET", "/", False, 0.0, 0.00003, 0.00401, 200, "v1", "app0", None),
]


def test_records_come_back_in_the_order_of_their_numbers(tmp_path: Path) -> None:
    """With all their fields; times to a hundredth of a millisecond."""
    requestlog.write(tmp_path / "new", RECORDS)

    assert RECORDS[::-1] == requestlog.read(tmp_path / "new")


def test_the_same_records_make_the_same_bytes(tmp_path: Path) -> None:
    """Whatever order they ended in, whenever they are written."""
    first = requestlog.write(tmp_path / "a", RECORDS).read_bytes()

    assert first == requestlog.write(tmp_path / "b", RECORDS[::-1]).read_bytes()


def test_no_file_means_no_records(tmp_path: Path) -> None:
    """A load may have died before it could write."""
    assert [] == requestlog.read(tmp_path)


@pytest.mark.parametrize("data", [b"", b"not gzip", b"\x1f\x8b\x08\x00\x00\x00"])
def test_another_file_is_refused(tmp_path: Path, data: bytes) -> None:
    """With its path."""
    (tmp_path / requestlog.FILE).write_bytes(data)

    with pytest.raises(UnreadableInput, match=requestlog.FILE):
        requestlog.read(tmp_path)
