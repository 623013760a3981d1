"""Unified diffs."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest

from generator.output.diff import unified
from generator.render.tree import Change, Drift, Kind, Tree


def diff_of(kind: Kind, old: bytes | None, new: bytes | None) -> str:
    """Return the diff of one change."""
    return unified(Drift((Change("a.rb", kind, old, new),)))


@pytest.mark.parametrize(
    ("kind", "old", "new", "expected"),
    [
        (Kind.MISSING, None, b"x\n", "--- /dev/null\n+++ b/a.rb\n@@ -0,0 +1 @@\n+x\n"),
        (Kind.ORPHANED, b"x\n", None, "--- a/a.rb\n+++ /dev/null\n@@ -1 +0,0 @@\n-x\n"),
        (
            Kind.CHANGED,
            b"x\ny\n",
            b"x\nz\n",
            "--- a/a.rb\n+++ b/a.rb\n@@ -1,2 +1,2 @@\n x\n-y\n+z\n",
        ),
        (
            Kind.EDITED,
            b"x",
            b"x\n",
            "--- a/a.rb\n+++ b/a.rb\n@@ -1 +1 @@\n-x\n\\ No newline at end of file\n+x\n",
        ),
        (Kind.EDITED, b"\xff", b"x\n", "Binary files a/a.rb and b/a.rb differ\n"),
        (Kind.ABANDONED, b"x\n", None, ""),
    ],
)
def test_a_change_is_a_unified_diff(
    kind: Kind, old: bytes | None, new: bytes | None, expected: str
) -> None:
    """From what the folder has to what is built."""
    assert expected == diff_of(kind, old, new)


def test_the_ledger_is_left_out(tmp_path: Path) -> None:
    """Its hashes say nothing that the other diffs do not."""
    assert ".cookgen.json" not in unified(Tree({"a": b"1\n"}).diff(tmp_path))


@pytest.mark.skipif(shutil.which("patch") is None, reason="no patch on this machine")
def test_patch_makes_of_the_folder_what_is_built(tmp_path: Path) -> None:
    """The diff is one that `patch -p1` applies: new, changed, removed, odd line separators."""
    old = {"gone/x": b"1\n2\n", "same": b"s\n", "odd": "a\u2028b\r\x0cc\n".encode()}
    new = {"fresh/y": b"3\n", "same": b"s\n", "odd": "a\u2028B\r\x0cc\nend".encode()}
    Tree(old).write(tmp_path)

    subprocess.run(
        ["patch", "-p1", "--binary", "--remove-empty-files"],
        input=unified(Tree(new).diff(tmp_path)).encode(),
        cwd=tmp_path,
        check=True,
        capture_output=True,
    )

    assert new == {
        path.relative_to(tmp_path).as_posix(): path.read_bytes()
        for path in tmp_path.rglob("*")
        if path.is_file() and path.name != ".cookgen.json"
    }
