"""Findings as text."""

from __future__ import annotations

import pytest

from generator.document.source import Source
from generator.findings import Finding, Position, Severity, Span
from generator.output.concise import render as concise
from generator.output.report import Report
from generator.output.text import summary, text


def finding(line: int, column: int, width: int = 1, message: str = "wrong") -> Finding:
    """Return a finding in one line of `x`."""
    span = Span(Position(line, column), Position(line, column + width))
    return Finding("x", span, "some-rule", Severity.ERROR, message, hint="Mend it.")


def test_text_shows_line_caret_and_hint() -> None:
    """The place as editors read it, the line as the user wrote it, carets under the place."""
    shown = text([finding(2, 3, 4)], {"x": Source("x", "one\n  four\nx")})

    assert (
        "x:2:3: error some-rule: wrong\n" "    2 |   four\n" "      |   ^^^^\n" "  hint: Mend it.\n"
    ) == shown


def test_concise_is_one_line_per_finding() -> None:
    """No hint, no source line, no colour; a line break in a message does not make two lines."""
    assert "x:1:1: error some-rule: a<U+000A>b\n" == concise(Report([finding(1, 1, 1, "a\nb")], {}))


def test_tabs_do_not_move_the_caret() -> None:
    """A tab is four blanks in the line and above the caret."""
    shown = text([finding(1, 2)], {"x": Source("x", "\tx")})

    assert ["    1 |     x", "      |     ^"] == shown.splitlines()[1:3]


def test_a_long_line_is_cut_around_the_place() -> None:
    """One minified line of a megabyte does not fill the terminal."""
    shown = text([finding(1, 500_000)], {"x": Source("x", "a" * 499_999 + "!" + "b" * 499_999)})

    line, caret = shown.splitlines()[1:3]
    assert len(line) < 200
    assert "!" == line[caret.index("^")]


def test_control_characters_do_not_reach_the_terminal() -> None:
    """A stack can hold an escape sequence; showing it must not obey it."""
    shown = text([finding(1, 1)], {"x": Source("x", "\x1b[2Jx\u202e")})

    assert "\x1b" not in shown
    assert "\u202e" not in shown


@pytest.mark.parametrize(
    "line",
    [
        '{"password": "hunter2"}',
        '{"PASSWORD":"hunter2',
        "{'password' = 'hunter2'}",
        "{password: hunter2}",
        '{"access_token": "a\\"hunter2"}',
        '{"DB_PASSWORD" :\n"hunter2"}',
        '{"DSN": "postgres://me:hunter2@db/shop",}',
        '{"A": "AKIAHUNTER2HUNTER2HU", hunter',
    ],
)
def test_passwords_are_never_shown(line: str) -> None:
    """Whatever the finding is about, and however broken the line is."""
    number = line.count("\n") + 1

    shown = text([finding(1, 1), finding(number, 1)], {"x": Source("x", line)})
    assert "hunter2" not in shown.lower()


def test_what_a_finding_calls_a_secret_is_blotted_out_whole() -> None:
    """An escaped quote does not end it, whoever else shows the line; a key is no secret."""
    line = '{"A": "x\\"hunter2", "B": 1}'
    span = Span(Position(1, 7), Position(1, 19))
    secret = Finding("x", span, "secret-by-name", Severity.ERROR, "m")
    key = Finding("x", Span(Position(1, 2), Position(1, 5)), "secret-by-name", Severity.ERROR, "m")
    source = {"x": Source("x", line)}

    shown = text([finding(1, 2)], source, secrets=[secret, key])

    assert '    1 | {"A": "**********", "B": 1}' == shown.splitlines()[1]
    assert shown.splitlines()[1] == text([secret], source).splitlines()[1]


def test_color_is_only_there_when_asked_for() -> None:
    """Bytes for a terminal stay out of files."""
    sources = {"x": Source("x", "x")}

    assert "\x1b[" not in text([finding(1, 1)], sources)
    assert "\x1b[" in text([finding(1, 1)], sources, True)


def test_summary_counts_the_worst_first() -> None:
    """One is singular."""
    warning = Finding("x", finding(1, 1).span, "r", Severity.WARNING, "m")

    assert "2 errors, 1 warning" == summary([warning, finding(1, 1), finding(1, 2)])
    assert "no findings" == summary([])
