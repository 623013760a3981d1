"""The shell that is kept open, with a real `sh` of this machine in a host's place."""

from __future__ import annotations

import os
import selectors
import signal
import socket
import struct
import subprocess
import threading
from collections.abc import Iterator, Sequence
from typing import Any

import pytest

from generator.errors import HostError
from generator.lab.container import Multiplexed
from generator.lab.shell import SMALL, Answer, Busy, Shell, line_of
from generator.lab.transport import Completed, Host


class Piped:
    """A process of this machine with its three channels."""

    def __init__(self, argv: Sequence[str]) -> None:
        self.process = subprocess.Popen(
            argv,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            start_new_session=True,
        )
        # As a host's engine does: what has ended is not left for others to find.
        threading.Thread(target=self.process.wait, daemon=True).start()
        self._selector = selectors.DefaultSelector()
        for stream, is_error in ((self.process.stdout, False), (self.process.stderr, True)):
            assert stream is not None
            self._selector.register(stream, selectors.EVENT_READ, is_error)

    def send(self, data: bytes) -> None:
        assert self.process.stdin is not None
        self.process.stdin.write(data)
        self.process.stdin.flush()

    def receive(self, seconds: float) -> tuple[bool, bytes] | None:
        ready = self._selector.select(seconds)
        if not ready:
            raise TimeoutError
        key = ready[0][0]
        # A few bytes at a time: a marker comes in pieces.
        got = os.read(key.fd, 7)
        return (key.data, got) if got else None

    def close(self) -> None:
        self._selector.close()
        for stream in (self.process.stdin, self.process.stdout, self.process.stderr):
            assert stream is not None
            try:
                stream.close()
            except BrokenPipeError:
                pass
        self.process.wait()


class Doors:
    """Opens processes of this machine, and remembers them."""

    def __init__(self) -> None:
        self.opened: list[Piped] = []

    def open(self, argv: Sequence[str]) -> Piped:
        self.opened.append(Piped(argv))
        return self.opened[-1]

    def finish(self, argv: Sequence[str]) -> None:
        subprocess.run(argv, check=False)


@pytest.fixture
def doors() -> Doors:
    """Return the way in."""
    return Doors()


@pytest.fixture
def shell(doors: Doors) -> Iterator[Shell]:
    """Return a shell, closed in the end."""
    kept = Shell("h", doors)
    yield kept
    kept.close()


def test_status_and_both_channels_come_apart(shell: Shell) -> None:
    """What a command says and how it ends, without a newline added or lost."""
    assert Answer(7, b"out", b"err\n\n") == shell.run("printf out; echo err >&2; echo >&2; exit 7")


def test_one_shell_serves_many_commands(shell: Shell, doors: Doors) -> None:
    """It is opened once; a command's folder, variables and exit are its own."""
    for line in ("cd /; A=1; exit 3", "exec true", "unset HOME PATH"):
        shell.run(line)

    assert (b"unset\n", 1) == (shell.run('echo "${A-unset}"').out, len(doors.opened))


@pytest.mark.parametrize("size", [1, 5000, SMALL])
def test_input_of_every_size_arrives_byte_by_byte(shell: Shell, size: int) -> None:
    """NUL bytes and blanks too; a command without input reads its end at once."""
    data = (b"\0 a\n'$\xff" * size)[:size]

    assert data == shell.run("cat", stdin=data).out
    assert Answer(0, b"", b"") == shell.run("cat")


def test_what_looks_like_a_marker_is_text(shell: Shell) -> None:
    """Markers are random; NUL bytes in what a command says do no harm."""
    assert b"\0E0123456789abcdef0\0" == shell.run(r"printf '\0E0123456789abcdef0\0'").out


@pytest.mark.parametrize("line", ["echo 'never closed", "if", ")", "echo $((", "cat <<X"])
def test_a_line_that_is_no_shell_harms_nobody(shell: Shell, line: str) -> None:
    """Whatever it does, the next command is not touched."""
    shell.run(line)

    assert Answer(0, b"next\n", b"") == shell.run("echo next")


@pytest.mark.parametrize(
    "word", ["", "a b", "it's", '"', "$HOME", "`id`", "a\nb", "\\", "-n", "é", "\udcff"]
)
def test_argv_arrives_as_it_is(shell: Shell, word: str) -> None:
    """No word is split, expanded or lost."""
    answer = shell.run(line_of(["printf", "%s|", word, "x"]))

    assert word.encode("utf-8", "surrogateescape") + b"|x|" == answer.out


def test_an_environment_is_for_one_command(shell: Shell) -> None:
    """It reaches the command, and nobody else."""
    line = line_of(["sh", "-c", 'echo "$WORD"'], {"WORD": "it's $1"})

    assert (b"it's $1\n", b"\n") == (shell.run(line).out, shell.run('echo "$WORD"').out)


def test_time_over_ends_the_command_and_what_it_has_started(shell: Shell, doors: Doors) -> None:
    """Status 124 with what was said so far; nothing runs on, and the next command is served."""
    answer = shell.run("echo begun; sleep 1000 & sleep 1000", timeout=0.3)

    assert Answer(124, b"begun\n", b"") == answer
    with pytest.raises(ProcessLookupError):
        os.killpg(doors.opened[0].process.pid, signal.SIGKILL)
    assert b"next\n" == shell.run("echo next").out


def test_a_shell_that_died_between_commands_is_opened_again(shell: Shell, doors: Doors) -> None:
    """As after a reboot of the host."""
    shell.run("true")
    doors.opened[0].process.kill()
    doors.opened[0].process.wait()

    assert (b"again\n", 2) == (shell.run("echo again").out, len(doors.opened))


def test_a_shell_that_dies_under_a_command_is_told(shell: Shell) -> None:
    """Nobody knows what the command did, so it is not run again; its words are not repeated."""
    shell.run("true")
    with pytest.raises(HostError, match="h: its shell died under a command") as caught:
        shell.run("SECRET=sesame; kill -9 $$")

    assert "sesame" not in caught.value.message
    assert b"next\n" == shell.run("echo next").out


def test_where_no_shell_stays_open_that_is_told() -> None:
    """A host that has none answers nothing."""

    class Shut(Doors):
        def open(self, argv: Sequence[str]) -> Piped:
            return super().open(["true"])

    with pytest.raises(HostError, match="died"):
        Shell("h", Shut()).run("true")


def test_another_thread_does_not_wait(shell: Shell) -> None:
    """One conversation at a time; the second caller goes another way."""
    shell._lock.acquire()
    with pytest.raises(Busy):
        shell.run("true")
    shell._lock.release()


class NoContainer:
    """Fails where it is asked: the shell should have been."""

    def execute(self, argv: Sequence[str], env: Any) -> Any:
        raise AssertionError(f"asked for {argv}")

    write = read = execute


def test_a_host_sends_small_commands_through_its_shell(shell: Shell) -> None:
    """Argv, input, environment and time limit; a line of shell too."""
    container: Any = NoContainer()
    host = Host("h", container, shell)

    assert Completed(0, "a b\n", "") == host.run(["echo", "a b"])
    assert "in" == host.run(["cat"], stdin=b"in").out
    assert 124 == host.run(["sleep", "9"], check=False, timeout=0.1).status
    assert Answer(0, b"3\n", b"") == host.line("echo $((1 + 2))")


def test_docker_s_frames_are_taken_apart() -> None:
    """Each with its channel, however it is cut on the way; then the end."""
    ours, theirs = socket.socketpair()
    channel = Multiplexed(ours)
    frames = struct.pack(">BxxxL", 1, 3) + b"out" + struct.pack(">BxxxL", 2, 70000) + b"e" * 70000
    theirs.sendall(frames[:5])
    with pytest.raises(TimeoutError):
        channel.receive(0.01)
    theirs.sendall(frames[5:])
    theirs.shutdown(socket.SHUT_WR)

    assert (False, b"out") == channel.receive(5)
    assert (True, b"e" * 70000) == channel.receive(5)
    assert channel.receive(5) is None
    channel.send(b"hello")
    assert b"hello" == theirs.recv(9)
    channel.close()
    theirs.close()
