"""The lab's commands where there is no engine: what is refused, and with which exit code."""

from __future__ import annotations

import json
import os
import signal
from collections.abc import Callable
from pathlib import Path

import pytest

from generator.cli import main
from generator.cli._lab import terminable

GOOD = """
platforms: [{name: d, debian: 12, chef: 18.11.11}]
suites: [{name: s, runtime: local, cookbooks: ., run_lists: {setup: [a]}}]
"""
Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    """Run a command on a project of this text, on a machine without an engine."""
    monkeypatch.setenv("DOCKER_HOST", f"unix://{tmp_path}/nothing.sock")

    def run(text: str, verb: str, *words: str) -> tuple[int, str, str]:
        (tmp_path / "cookgen.yml").write_text(text)
        with pytest.raises(SystemExit) as ended:
            main([verb, "--project", str(tmp_path), *words])
        said = capsys.readouterr()
        return int(ended.value.code or 0), said.out, said.err

    return run


@pytest.mark.parametrize(
    "verb",
    ["create", "converge", "idempotence", "verify", "destroy", "test", "list", "login", "logs"],
)
def test_without_an_engine_nothing_could_be_found_out(run: Run, verb: str) -> None:
    """Exit 3 and the command that says what is missing."""
    code, _, error = run(GOOD, verb)

    assert 3 == code
    assert "no Docker engine answers" in error
    assert "cookgen doctor" in error


@pytest.mark.parametrize(
    "text, words, message",
    [
        ("platforms: []", ("list",), "suites: is missing"),
        (GOOD, ("converge", "nobody"), "no instance matches 'nobody'"),
        (GOOD, ("converge", "--attributes", "{"), "--attributes: "),
        (GOOD, ("converge", "--attributes", "[]"), "must be a JSON object"),
        (GOOD, ("converge", "--attributes", "@/no/such/file"), "--attributes: "),
        (GOOD, ("test", "--destroy", "sometimes"), "sometimes"),
    ],
)
def test_what_makes_no_sense_is_refused_before_docker_is_asked(
    run: Run, text: str, words: tuple[str, ...], message: str
) -> None:
    """Exit 2, and the words that are wrong."""
    code, _, error = run(text, *words)

    assert 2 == code
    assert message in error


def test_a_shell_is_opened_in_one_host_only(run: Run) -> None:
    """Several instances: which one?"""
    two = GOOD.replace("[{name: d,", "[{name: e, debian: 12, chef: 1}, {name: d,")
    code, _, error = run(two, "login")

    assert 2 == code
    assert "which one? s-e, s-d" in error


def test_the_doctor_says_what_is_missing(run: Run, capsys: pytest.CaptureFixture[str]) -> None:
    """Exit 1 where there is no engine; the line has the reason."""
    run(GOOD, "list")
    with pytest.raises(SystemExit) as ended:
        main(["doctor"])

    assert 1 == ended.value.code
    assert "missing  engine       DOCKER_HOST is unix://" in capsys.readouterr().out


def test_sigterm_is_as_good_as_ctrl_c() -> None:
    """Everything on the way out is done for both."""
    before = signal.getsignal(signal.SIGTERM)
    with pytest.raises(KeyboardInterrupt), terminable():
        os.kill(os.getpid(), signal.SIGTERM)

    assert before == signal.getsignal(signal.SIGTERM)


def test_a_matrix_needs_no_engine(run: Run) -> None:
    """It is read from cookgen.yml: CI asks before there is a machine."""
    code, out, _ = run(GOOD, "matrix", "--json")

    assert 0 == code
    assert {
        "include": [
            {
                "instance": "s-d",
                "suite": "s",
                "platform": "d",
                "runtime": "local",
                "debian": 12,
                "chef": "18.11.11",
            }
        ]
    } == json.loads(out)


@pytest.mark.parametrize(
    "words, message",
    [
        (["gc", "--older-than", "soon"], "'soon' is no duration"),
        (["exec"], "INSTANCE"),
        (["exec", "s-d"], "ARGV"),
    ],
)
def test_what_says_not_enough_is_refused(
    capsys: pytest.CaptureFixture[str], words: list[str], message: str
) -> None:
    """Exit 2 before anything is asked."""
    with pytest.raises(SystemExit) as ended:
        main(words)

    assert 2 == ended.value.code
    assert message in capsys.readouterr().err


@pytest.mark.parametrize(
    "words", [["gc"], ["images", "ls"], ["images", "prune"], ["images", "export", "x.tar"]]
)
def test_without_an_engine_there_is_nothing_to_tidy(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, words: list[str]
) -> None:
    """Exit 3."""
    monkeypatch.setenv("DOCKER_HOST", f"unix://{tmp_path}/nothing.sock")
    with pytest.raises(SystemExit) as ended:
        main(words)

    assert 3 == ended.value.code
