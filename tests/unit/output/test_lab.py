"""The lab's results as text."""

from __future__ import annotations

from pathlib import Path

from generator.lab.report import Outcome
from generator.output import lab


def test_a_phase_is_one_line_with_its_time() -> None:
    """Instance, phase, word, time, note."""
    outcome = Outcome("converge", True, 3.14159, note="2 updated")

    assert "web-debian-12  converge       ok     3.1 s  2 updated" == lab.phase(
        "web-debian-12", outcome
    )


def test_colour_is_asked_for() -> None:
    """Without it there is no escape code anywhere."""
    outcome = Outcome("converge", False, 1)

    assert "\x1b[31mNO" in lab.phase("x", outcome, color=True)
    assert "\x1b" not in lab.phase("x", outcome) + lab.failure("x", outcome)


def test_a_failure_ends_with_the_tail_of_its_log(tmp_path: Path) -> None:
    """Problems first, then the last lines that are not blank."""
    log = tmp_path / "chef.log"
    log.write_text("".join(f"line {number}\n\n" for number in range(100)))
    text = lab.failure("x", Outcome("converge", False, 1, ("boom\nhere",), log)).splitlines()

    assert ["x: converge", "  boom", "  here", f"  {log}, its end:"] == text[:4]
    assert ["    line 70", "    line 99"] == [text[4], text[-1]]


def test_a_log_that_is_not_there_is_no_failure(tmp_path: Path) -> None:
    """A phase that died before its log has none."""
    assert [] == lab.tail(tmp_path / "none.log")


def test_columns_are_as_wide_as_they_must_be() -> None:
    """No blanks at the end of a line."""
    assert "A     B\nlong  x\ns     y" == lab.table([["long", "x"], ["s", "y"]], ["A", "B"])


def test_what_is_missing_comes_with_its_cure() -> None:
    """The command stands on a line of its own."""
    text = lab.need("client", False, "no docker command", "apt-get install docker.io")

    assert "missing  client       no docker command" == text.splitlines()[0]
    assert "apt-get install docker.io" == text.splitlines()[1].strip()
