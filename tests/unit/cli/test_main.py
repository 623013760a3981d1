"""The group of commands: registry, start-up, the error boundary, exit codes."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import click
import pytest
from click.testing import CliRunner

from generator import __version__
from generator.cli import COMMANDS, SUMMARIES, main
from generator.cli._color import wants_color
from generator.errors import HostError, TemplateError, UnreadableInput

ROOT = Path(__file__).resolve().parents[3]


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch) -> Callable[[Callable[[], int]], tuple[int, str, str]]:
    """Return a function that runs a body as the command `lint`: (exit code, stdout, stderr)."""

    def runner(body: Callable[[], int]) -> tuple[int, str, str]:
        command = click.Command("lint", callback=body)
        monkeypatch.setattr(type(main), "get_command", lambda *_: command)
        result = CliRunner(mix_stderr=False).invoke(main, ["lint"])
        return result.exit_code, result.stdout, result.stderr

    return runner


def fail(error: BaseException) -> Callable[[], int]:
    """Return a command's body that raises."""

    def body() -> int:
        raise error

    return body


@pytest.mark.parametrize(
    "argv",
    [["--version"], ["--help"], ["lint", "--help"], ["rules"], ["explain", "unknown-link"]],
    ids=" ".join,
)
def test_start_up_imports_nothing_heavy(argv: list[str]) -> None:
    """Version, help and what is said about rules need no schema, template, engine or YAML."""
    heavy = ["jsonschema", "jinja2", "docker", "yaml", "generator.schema", "generator.lab.driver"]
    code = (
        "import sys\n"
        "from generator.cli import main\n"
        f"sys.argv = ['cookgen', *{argv!r}]\n"
        "try:\n    main()\n"
        "except SystemExit as end:\n    assert not end.code, end.code\n"
        f"print('loaded:', [name for name in {heavy!r} if name in sys.modules])\n"
    )

    done = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True
    )

    assert "loaded: []" == done.stdout.splitlines()[-1]


def test_version_says_name_and_number() -> None:
    """For bug reports and scripts."""
    assert f"cookgen {__version__}\n" == CliRunner().invoke(main, ["--version"]).output


def test_every_command_has_a_summary() -> None:
    """What `--help` lists is what there is."""
    assert list(COMMANDS) == list(SUMMARIES)


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_can_be_imported(name: str) -> None:
    """The registry names a click command under each name."""
    command = main.get_command(click.Context(main), name)

    assert isinstance(command, click.Command)
    assert name == command.name


@pytest.mark.parametrize("argv", [["--nonsense"], ["nonsense"], ["lint"], ["lint", "--nonsense"]])
def test_usage_is_exit_2(argv: list[str]) -> None:
    """An option or a verb that makes no sense."""
    result = CliRunner(mix_stderr=False).invoke(main, argv)

    assert (2, "") == (result.exit_code, result.stdout)
    assert "Error: " in result.stderr


@pytest.mark.parametrize("code", [0, 1, 2, 3])
def test_what_a_command_returns_is_the_exit_code(
    run: Callable[[Callable[[], int]], tuple[int, str, str]], code: int
) -> None:
    """0 yes, 1 no, and so on: the command answers, the group exits."""
    assert (code, "", "") == run(lambda: code)


@pytest.mark.parametrize(
    ("error", "code"),
    [(UnreadableInput("no file"), 2), (HostError("no engine"), 3), (TemplateError("broken"), 4)],
)
def test_the_worlds_trouble_is_one_sentence_and_a_hint(
    run: Callable[[Callable[[], int]], tuple[int, str, str]], error: UnreadableInput, code: int
) -> None:
    """No traceback: message and hint on stderr, the exit code of the branch."""
    error.hint = "Do this."

    assert (code, "", f"error: {error.message}\n  hint: Do this.\n") == run(fail(error))


def test_an_unknown_exception_is_a_bug_report(
    run: Callable[[Callable[[], int]], tuple[int, str, str]],
) -> None:
    """Exit 4, the traceback, and what to send."""
    code, out, err = run(fail(ValueError("boom")))

    assert (4, "") == (code, out)
    assert "ValueError: boom" in err
    assert f"cookgen {__version__}" in err
    assert "bug in cookgen" in err


def test_an_interrupt_is_not_an_answer(
    run: Callable[[Callable[[], int]], tuple[int, str, str]],
) -> None:
    """Ctrl-C is neither yes nor no."""
    code, _, err = run(fail(KeyboardInterrupt()))

    assert (130, "interrupted") == (code, err.strip())


def test_a_reader_that_goes_away_is_no_bug() -> None:
    """`cookgen schema | head -1` ends quietly."""
    done = subprocess.run(
        ["sh", "-c", '"$0" -m generator schema | head -n 1', sys.executable],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )

    assert (0, "{\n", "") == (done.returncode, done.stdout, done.stderr)


class Stream:
    """A stream that is a terminal or not."""

    def __init__(self, terminal: bool) -> None:
        self.terminal = terminal

    def isatty(self) -> bool:
        """Say which."""
        return self.terminal


@pytest.mark.parametrize(
    ("choice", "environment", "terminal", "expected"),
    [
        ("always", {"NO_COLOR": "1"}, False, True),
        ("never", {"FORCE_COLOR": "1"}, True, False),
        ("auto", {"NO_COLOR": "1", "FORCE_COLOR": "1"}, True, False),
        ("auto", {"NO_COLOR": ""}, True, True),
        ("auto", {"FORCE_COLOR": "1"}, False, True),
        ("auto", {}, True, True),
        ("auto", {}, False, False),
    ],
)
def test_color_is_decided_once(
    monkeypatch: pytest.MonkeyPatch,
    choice: str,
    environment: dict[str, str],
    terminal: bool,
    expected: bool,
) -> None:
    """The option, then NO_COLOR, then FORCE_COLOR, then the terminal; empty means unset."""
    for name in ("NO_COLOR", "FORCE_COLOR"):
        monkeypatch.delenv(name, raising=False)
    for name, value in environment.items():
        monkeypatch.setenv(name, value)

    assert expected is wants_color(choice, Stream(terminal))  # type: ignore[arg-type]
