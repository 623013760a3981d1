"""A deploy's own words become marks, at the time when they arrived."""

from __future__ import annotations

import io
from itertools import count
from pathlib import Path

import pytest

from generator.lab.chefmarks import TIMES, Mark, marks, span, stamped

LOG = """\
[2026-11-22T15:43:04+00:00] INFO: Starting Chef Infra Client Run for docker1
[2026-11-22T15:43:11+00:00] INFO: cookgen: app0-g3 ready after 0.8 s
    cookgen: app0-g3 ready after 0.8 s
[2026-11-22T15:43:12+00:00] WARN: cookgen: app0-g2 still has 1 connections
"""


def test_each_line_of_a_deploy_is_one_mark(tmp_path: Path) -> None:
    """What Chef's formatter repeats is not counted twice; Chef's stamps serve where need be."""
    (tmp_path / "chef.log").write_text(LOG)

    expected = (
        Mark(1795362191.0, "app0-g3 ready", 0.8),
        Mark(1795362192.0, "app0-g2 still has 1 connections", None, True),
    )
    assert expected == marks(tmp_path / "chef.log")


def test_the_time_of_arrival_counts(tmp_path: Path) -> None:
    """It is finer than Chef's whole seconds."""
    (tmp_path / "chef.log").write_text(LOG)
    (tmp_path / TIMES).write_text("1.001\n2.002\n2.002\n3.003\n")

    assert [2.002, 3.003] == [mark.at for mark in marks(tmp_path / "chef.log")]
    assert (1.001, 3.003) == span(tmp_path / "chef.log")


def test_without_a_log_there_are_no_marks(tmp_path: Path) -> None:
    """Chef may not have been started."""
    assert () == marks(tmp_path / "chef.log")
    assert span(tmp_path / "chef.log") is None


@pytest.mark.parametrize(
    "chunks, expected",
    [
        ([b"a\nb\n", b"c\n"], [0, 0, 1]),
        ([b"a", b"a\nb", b"b\n"], [0, 1]),
        ([b"a\n", b"", b"\n", b"b"], [0, 1, 2]),
        ([], []),
    ],
)
def test_a_line_has_the_time_of_its_first_byte(
    tmp_path: Path, chunks: list[bytes], expected: list[int]
) -> None:
    """However the bytes are cut; the log itself is as it came."""
    clock, log = count(), io.BytesIO()
    sink = stamped(log, tmp_path / TIMES, lambda: float(next(clock)))
    for chunk in chunks:
        sink.write(chunk)
        sink.flush()

    assert expected == [float(line) for line in (tmp_path / TIMES).read_text().split()]
    assert b"".join(chunks) == log.getvalue()
