"""`cookgen lint` and `cookgen schema` as the user sees them."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from generator.cli import main

ROOT = Path(__file__).resolve().parents[3]
ARTICLE = ROOT / "tests" / "stacks" / "article.stack.json"
THREE = """{
  "deploy": {
    "shop": {
      "containers": [
        {"web": {"deploy": "auto", "image": "shop/web", "tag": "v1", "comand": "x"}},
        {"api": {"deploy": "auto", "image": "shop/api", "tag": "v1", "ports": ["80:99999"]}},
        {"job": {"deploy": "auto", "image": "shop/job", "tag": "v1", "env_from": "wed"}}
      ]
    }
  }
}
"""


def cookgen(*argv: str, stdin: str | bytes | None = None) -> Result:
    """Run the command line."""
    return CliRunner(mix_stderr=False).invoke(main, list(argv), input=stdin)


def test_warnings_are_exit_0() -> None:
    """The article has warnings and no error; the count goes to stderr."""
    result = cookgen("lint", str(ARTICLE), "--format", "concise")

    assert 0 == result.exit_code
    assert 7 == len(result.stdout.splitlines())
    assert "7 warnings in 1 stack\n" == result.stderr


def test_three_mistakes_are_three_lines_and_exit_1() -> None:
    """File, line, column, severity, rule, sentence; in the order of the text."""
    result = cookgen("lint", "--format", "concise", "-", stdin=THREE)

    assert 1 == result.exit_code
    assert [
        "<stdin>:5:70: error unknown-key",
        "<stdin>:6:80: error bad-value",
        "<stdin>:7:82: error unknown-env-from",
    ] == [": ".join(line.split(": ")[:2]) for line in result.stdout.splitlines()]


def test_several_stacks_are_read_in_one_run(tmp_path: Path) -> None:
    """Findings are grouped by file; one that is named twice is read once."""
    for name in ("b.json", "a.json"):
        (tmp_path / name).write_text("{}")
    paths = [str(tmp_path / name) for name in ("b.json", "a.json", "b.json")]

    result = cookgen("lint", "--format", "concise", *paths)

    assert 1 == result.exit_code
    assert ["a.json:1:1", "b.json:1:1"] == [
        Path(line).name.partition(": ")[0] for line in result.stdout.splitlines()
    ]
    assert "2 errors in 2 stacks\n" == result.stderr


@pytest.mark.parametrize("content", [None, b"\xff\xfe{\x00}\x00"], ids=["missing", "utf-16"])
def test_unreadable_input_is_exit_2(tmp_path: Path, content: bytes | None) -> None:
    """A file that is not there, and one that is no UTF-8."""
    path = tmp_path / "x.json"
    if content is not None:
        path.write_bytes(content)

    result = cookgen("lint", str(path))

    assert (2, "") == (result.exit_code, result.stdout)
    assert result.stderr.startswith(f"error: {path} ")


def test_a_clean_stack_says_nothing_on_stdout() -> None:
    """stdout is the answer alone."""
    clean = THREE.replace('"comand"', '"command"').replace("99999", "80").replace("wed", "web")

    result = cookgen("lint", "-", stdin=clean)

    assert (0, "", "no findings in 1 stack\n") == (
        result.exit_code,
        result.stdout,
        result.stderr,
    )


def test_color_can_be_forced() -> None:
    """Into a pipe, when asked for."""
    assert "\x1b[" in cookgen("lint", "-", "--color", "always", stdin="{}").stdout
    assert "\x1b[" not in cookgen("lint", "-", stdin="{}").stdout


def test_a_password_is_never_printed() -> None:
    """Neither in the finding nor in the source line."""
    value = {"deploy": {}, "docker": {"registries": {"quay.io": {"password": "hunter2"}}}}

    result = cookgen("lint", "-", stdin=json.dumps(value))

    assert 1 == result.exit_code
    assert "plain-registry-password" in result.stdout
    assert "hunter2" not in result.stdout + result.stderr


def test_schema_prints_the_file() -> None:
    """Byte for byte, so that it can be redirected to a file beside the stack."""
    result = cookgen("schema")

    assert (0, "") == (result.exit_code, result.stderr)
    assert (ROOT / "schema" / "stack.schema.json").read_text("utf-8") == result.stdout
