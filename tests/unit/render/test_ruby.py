"""Ruby literals."""

from __future__ import annotations

import json
import random
import shutil
import subprocess
from typing import Any

import pytest

from generator.render.ruby import Code, layout, literal, words

ruby = pytest.mark.skipif(shutil.which("ruby") is None, reason="no ruby on this machine")

HOSTILE = [
    *(
        "'",
        '"',
        "\\",
        "#",
        "{",
        "}",
        "$",
        "@",
        "#{",
        "#$0",
        "#@x",
        "#@@x",
        "`",
        "%",
        "%{x}",
        "?",
        ";",
    ),
    *(
        "\n",
        "\r",
        "\t",
        "\0",
        "\x07",
        "\x1b",
        "\x7f",
        "\x85",
        "\u2028",
        "\u2029",
        "\u202e",
        "\ufeff",
    ),
    *("é", "名", "😀", "\U000e0001", "a", "u0041", "x41", "101", "M-a", "\\C-a"),
    *("__END__", "=begin", "\nEOS\n"),
]


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (None, "nil"),
        (True, "true"),
        (False, "false"),
        (0, "0"),
        (-7, "-7"),
        (10**30, "1" + "0" * 30),
        (1.5, "1.5"),
        (1e22, "1e+22"),
        ("", "''"),
        ("plain", "'plain'"),
        ("C:\\x", "'C:\\\\x'"),
        ('say "hi"', "'say \"hi\"'"),
        ("it's", '"it\'s"'),
        ("#fff", "'#fff'"),
        ("#{x}", '"\\#{x}"'),
        ("\\#{x}", '"\\\\\\#{x}"'),
        ("#$0", '"\\#$0"'),
        ("50% %{app_name}", "'50% %{app_name}'"),
        ("a\nb\tc\x1b\0", '"a\\nb\\tc\\e\\u0000"'),
        ("größe 😀", "'größe 😀'"),
        ("a\u202eb\U000e0001", '"a\\u202Eb\\u{E0001}"'),
        ([], "[]"),
        (("a", 1), "['a', 1]"),
        ({}, "{}"),
        ({"a": {"b": [None]}}, "{ 'a' => { 'b' => [nil] } }"),
        (Code("node['x']"), "node['x']"),
    ],
)
def test_a_value_has_one_plain_literal(value: Any, expected: str) -> None:
    """Single quotes wherever they do, everything else escaped, unicode kept readable."""
    assert expected == literal(value)


@pytest.mark.parametrize(
    "value", [float("nan"), float("inf"), b"bytes", object(), "\ud800", {1, 2}]
)
def test_what_ruby_has_no_literal_for_is_refused(value: Any) -> None:
    """Nothing is written that Ruby would read as something else."""
    with pytest.raises(TypeError, match="no Ruby literal"):
        literal(value)


def test_a_collection_that_is_too_wide_gets_a_line_per_entry() -> None:
    """Short ones stay on their line, wide ones are laid out with trailing commas."""
    value = {"short": ["a"], "wide": {"key": "x" * 40, "other": ["y" * 40, "z" * 40]}}
    expected = "\n".join(
        [
            "{",
            "    'short' => ['a'],",
            "    'wide' => {",
            f"      'key' => '{'x' * 40}',",
            "      'other' => [",
            f"        '{'y' * 40}',",
            f"        '{'z' * 40}',",
            "      ],",
            "    },",
            "  }",
        ]
    )

    assert expected == layout(value, 2, 5)


@pytest.mark.parametrize(
    ("texts", "expected"),
    [
        (("a_b", "c-d"), "%w(a_b c-d)"),
        ((), "[]"),
        (("a b",), "['a b']"),
        (("a)", "b"), "['a)', 'b']"),
        (("#{x}",), '["\\#{x}"]'),
    ],
)
def test_plain_words_are_a_word_list(texts: tuple[str, ...], expected: str) -> None:
    """What could end or split a word list is an array literal."""
    assert expected == words(texts)


@ruby
def test_ruby_reads_3000_hostile_strings_back_unchanged() -> None:
    """Whatever a stack says arrives in Ruby as it was said, warnings on, also laid out."""
    dice = random.Random(20240526)
    texts = ["".join(dice.choices(HOSTILE, k=dice.randint(1, 8))) for _ in range(3000)]
    nested = {"list": texts[:100], "object": {text: [text] for text in texts[100:200]}}
    values = [*texts, nested]
    program = "# x\nrequire 'json'\n" + "".join(
        f"puts JSON.generate([{layout(value, 0, 0)}], ascii_only: true)\n" for value in values
    )

    done = subprocess.run(
        ["ruby", "-w", "-EUTF-8", "-"],
        input=program.encode("utf-8"),
        capture_output=True,
        check=False,
    )

    assert b"" == done.stderr
    assert [[value] for value in values] == [json.loads(x) for x in done.stdout.splitlines()]
