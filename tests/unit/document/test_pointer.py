"""JSON Pointers."""

from __future__ import annotations

import pytest

from generator.document.pointer import ROOT, Pointer, pointer


@pytest.mark.parametrize(
    ("keys", "text"),
    [
        ([], ""),
        (["a"], "/a"),
        (["a/b", "m~n", ""], "/a~1b/m~0n/"),
        (
            ["deploy", "amazing application", "containers", 0],
            "/deploy/amazing application/containers/0",
        ),
        (["~1"], "/~01"),
    ],
)
def test_pointers_print_as_the_rfc_says(keys: list[str | int], text: str) -> None:
    """`~` and `/` are escaped, and unescaped again in the right order."""
    assert text == pointer(keys)
    assert [str(key) for key in keys] == Pointer(text).keys


def test_slash_appends_one_step() -> None:
    """`/` makes a longer pointer and leaves the shorter one alone."""
    assert Pointer("/a/0") == ROOT / "a" / 0
    assert "" == ROOT
