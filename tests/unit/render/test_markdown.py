"""User's text in Markdown."""

from __future__ import annotations

import pytest

from generator.render import markdown


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("app", "`app`"),
        ("amazing application", "`amazing application`"),
        ("a\n# b\u2028c\0", "`a # b c `"),
        ("a`b", "``a`b``"),
        ("`", "`` ` ``"),
        ("``x", "``` ``x ```"),
        ("", "`  `"),
        ("<script>[x](y)", "`<script>[x](y)`"),
    ],
)
def test_text_stays_one_code_span(text: str, expected: str) -> None:
    """Nothing in a name ends the span or the line."""
    assert expected == markdown.span(text)


def test_a_bar_does_not_end_a_cell() -> None:
    """Tables split at bars even in code, unless they are escaped."""
    assert "`a\\|b`" == markdown.cell("a|b")


def test_no_string_closes_a_json_block() -> None:
    """A fence in a string is never at the start of a line."""
    assert '{\n  "a": "\\n```\\n"\n}' == markdown.json_block({"a": "\n```\n"})
