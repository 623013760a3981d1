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
    assert " warning app-slug: " in result.stdout.splitlines()[0]
    assert result.stderr.startswith("7 warnings")
    assert result.stderr.endswith(" in 1 stack, 1 fixable with --fix\n")


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
    result = cookgen("lint", "-", stdin='{"deploy": {}}')

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


def write(folder: Path, **texts: str) -> None:
    """Write stacks by their short names; `__` is a folder."""
    for name, text in texts.items():
        path = folder / f"{name.replace('__', '/')}.stack.json"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(text.encode())


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return a folder of one's own to be in."""
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_a_folder_is_all_stacks_below_it(here: Path) -> None:
    """By name; hidden folders and other people's are left out, other JSON is none of ours."""
    write(here, b="{}", a__z="{}", a__y="{}", _x="{}", node_modules__c="{}")
    write(here / ".cookgen", d="{}")
    (here / "package.json").write_text("{}")

    result = cookgen("lint", "--format", "concise", ".", "b.stack.json")

    names = [line.partition(":")[0] for line in result.stdout.splitlines()]
    assert ["_x.stack.json", "a/y.stack.json", "a/z.stack.json", "b.stack.json"] == names


def test_a_folder_without_stacks_is_exit_2(here: Path) -> None:
    """Rather than to call nothing clean."""
    result = cookgen("lint", str(here))

    assert (2, "") == (result.exit_code, result.stdout)
    assert f"error: {here} has no *.stack.json below it\n  hint: " in result.stderr


def test_what_cannot_be_read_does_not_hide_the_rest(here: Path) -> None:
    """The others are reported, and the exit code says that one is missing."""
    write(here, a="{}")

    result = cookgen("lint", "--format", "concise", "b.stack.json", "a.stack.json")

    assert 2 == result.exit_code
    assert result.stdout.startswith("a.stack.json:1:1: error missing-key")
    assert "error: b.stack.json cannot be read: No such file or directory" in result.stderr


@pytest.mark.parametrize("argv", [["-"], []])
def test_standard_input_can_have_a_name(argv: list[str]) -> None:
    """For editors that lint what is not saved yet."""
    result = cookgen(
        "lint", "--format", "concise", "--stdin-filename", "a/b.stack.json", *argv, stdin="{}"
    )

    assert result.stdout.startswith("a/b.stack.json:1:1: error")


@pytest.mark.parametrize(
    ("argv", "rules"),
    [
        ([], {"unknown-key", "bad-value", "unknown-env-from"}),
        (["--select", "unknown"], {"unknown-key", "unknown-env-from"}),
        (["--select", "CG1"], {"unknown-key", "bad-value"}),
        (
            ["--select", "CG101,CG213", "--select", "bad"],
            {"unknown-key", "bad-value", "unknown-env-from"},
        ),
        (["--ignore", "cg1"], {"unknown-env-from"}),
        (["--select", "unknown", "--ignore", "CG213"], {"unknown-key"}),
    ],
)
def test_rules_are_chosen_by_how_they_begin(argv: list[str], rules: set[str]) -> None:
    """Names and codes, several at once."""
    result = cookgen("lint", "--format", "json", *argv, "-", stdin=THREE)

    assert rules == {finding["rule"] for finding in json.loads(result.stdout)["findings"]}


def test_what_is_no_json_is_never_clean() -> None:
    """Whatever is chosen."""
    result = cookgen("lint", "--select", "port", "--ignore", "syntax", "-", stdin="{")

    assert 1 == result.exit_code
    assert "error syntax" in result.stdout


@pytest.mark.parametrize("option", ["--select", "--ignore"])
def test_a_rule_that_does_not_exist_is_usage(option: str) -> None:
    """With what was probably meant."""
    result = cookgen("lint", option, "port,unknown-lnk", "-", stdin="{}")

    assert (2, "") == (result.exit_code, result.stdout)
    assert "no rule begins with 'unknown-lnk'. Did you mean unknown-link?" in result.stderr


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        ("{}", {"error": 1, "warning": 1, "info": 1}),
        ('{"deploy": {}, "Docker": {}}', {"error": 0, "warning": 1, "info": 1}),
        (
            '{"deploy": {"a": {"containers": [{"b": '
            '{"deploy": "auto", "image": "quay.io/b", "tag": "1"}}]}}}',
            {"error": 0, "warning": 0, "info": 1},
        ),
        ('{"deploy": {}}', {"error": 0, "warning": 0, "info": 0}),
    ],
    ids=["error", "warning", "info", "clean"],
)
def test_fail_on_says_how_bad_is_too_bad(text: str, codes: dict[str, int]) -> None:
    """At least this bad is exit 1."""
    actual = {
        level: cookgen("lint", "--fail-on", level, "-", stdin=text).exit_code for level in codes
    }

    assert codes == actual


def test_statistics_instead_of_findings() -> None:
    """A line per rule; formats that have no place for it are refused."""
    table = cookgen("lint", "--statistics", "-", stdin=THREE)
    value = cookgen("lint", "--statistics", "--format", "json", "-", stdin=THREE)
    refused = cookgen("lint", "--statistics", "--format", "sarif", "-", stdin=THREE)

    assert 3 == len(table.stdout.splitlines())
    assert (1, 1, 2) == (table.exit_code, value.exit_code, refused.exit_code)
    assert 3 == len(json.loads(value.stdout)["statistics"])


IGNORED = json.dumps(
    {
        "deploy": {"a": {"containers": [{"b": {"image": "b", "tag": "1"}}]}},
        "x-cookgen": {"ignore": {"missing-deploy": "as wanted"}},
    }
)


def test_ignores_hide_and_are_counted() -> None:
    """--no-ignores shows what they hide."""
    hidden = cookgen("lint", "-", stdin=IGNORED)
    shown = cookgen("lint", "--no-ignores", "-", stdin=IGNORED)

    assert ("", "no findings in 1 stack, 1 ignored with a reason\n") == (
        hidden.stdout,
        hidden.stderr,
    )
    assert "warning missing-deploy" in shown.stdout
    assert "1 warning in 1 stack, 1 fixable with --fix\n" == shown.stderr


def test_quiet_leaves_standard_error_empty() -> None:
    """The findings and the exit code say it all."""
    result = cookgen("lint", "--quiet", "-", stdin=THREE)

    assert (1, "") == (result.exit_code, result.stderr)
    assert "error unknown-key" in result.stdout


FIXABLE = IGNORED.replace("x-cookgen", "x-mine")


def test_fix_writes_the_file_and_shows_what_is_left(here: Path) -> None:
    """What is clean is not written; the mode of a file and a link to it stay."""
    write(here, a=FIXABLE, b='{"deploy": {}}')
    (here / "a.stack.json").chmod(0o640)
    (here / "link.stack.json").symlink_to("a.stack.json")
    before = (here / "b.stack.json").stat()

    result = cookgen("lint", "--fix", "--select", "missing", "link.stack.json", "b.stack.json")

    assert (0, "", "1 fixed; left: no findings in 2 stacks\n") == (
        result.exit_code,
        result.stdout,
        result.stderr,
    )
    mended = (here / "a.stack.json").read_bytes().decode()
    assert FIXABLE.replace('{"image"', '{"deploy": "auto", "image"') == mended
    assert 0o640 == (here / "a.stack.json").stat().st_mode & 0o777
    assert (here / "link.stack.json").is_symlink()
    after = (here / "b.stack.json").stat()
    assert (before.st_ino, before.st_mtime_ns) == (after.st_ino, after.st_mtime_ns)
    assert ["a.stack.json", "b.stack.json", "link.stack.json"] == sorted(
        path.name for path in here.iterdir()
    )


@pytest.mark.parametrize("argv", [["--diff"], ["--fix", "--diff"]])
def test_diff_shows_and_writes_nothing(here: Path, argv: list[str]) -> None:
    """Standard output is the diff alone; a difference is exit 1."""
    write(here, a=FIXABLE)

    result = cookgen("lint", *argv, "--select", "missing", "a.stack.json")

    assert 1 == result.exit_code
    assert result.stdout.startswith("--- a/a.stack.json\n+++ b/a.stack.json\n@@ -1 +1 @@\n-")
    assert "1 would be fixed; left: no findings in 1 stack\n" == result.stderr
    assert FIXABLE == (here / "a.stack.json").read_text()


def test_diff_of_nothing_is_nothing_and_exit_0() -> None:
    """So that it can stand in a script."""
    result = cookgen("lint", "--diff", "-", stdin='{"deploy": {}}')

    assert (0, "") == (result.exit_code, result.stdout)


def test_fix_of_standard_input_is_a_filter() -> None:
    """The stack on standard output, mended or not; findings on standard error."""
    mended = cookgen("lint", "--fix", "-", stdin=FIXABLE.replace("as wanted", "\u00fc").encode())
    broken = cookgen("lint", "--fix", "-", stdin="{\r\n")

    assert '"deploy": "auto"' in mended.stdout
    assert ("{\r\n", 1) == (broken.stdout_bytes.decode(), broken.exit_code)
    assert "error syntax" in broken.stderr


def test_what_cannot_be_written_is_said(here: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """And nothing is left behind."""
    write(here, a=FIXABLE)

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("os.replace", full)

    result = cookgen("lint", "--fix", "a.stack.json")

    assert 2 == result.exit_code
    assert "error: a.stack.json cannot be written: No space left on device\n" == result.stderr
    assert ["a.stack.json"] == [path.name for path in here.iterdir()]


@pytest.mark.parametrize("form", ["text", "json", "sarif", "junit", "github", "concise"])
def test_a_password_is_in_no_format(form: str) -> None:
    """Nor where its rule is not asked for, or ignored, and another finding stands in its line."""
    login = '"registries": {"quay.io": {"username": "u", "password": "hunter2", "passwort": "x"}}'
    why = '"x-cookgen": {"ignore": {"plain-registry-password": "a robot"}}'
    for argv, more in (([], ""), (["--select", "unknown-key"], ""), ([], f", {why}")):
        text = f'{{"deploy": {{}}, "docker": {{{login}}}{more}}}'

        result = cookgen("lint", "--format", form, *argv, "-", stdin=text)

        assert "passwort" in result.stdout
        assert "hunter2" not in result.stdout + result.stderr
