"""One shell per host that is kept open, so that a command costs the host one fork.

Commands go in on the shell's standard input, each between two random markers on both of its
channels: what a process of an earlier command still says belongs to none of them and is dropped.
"""

from __future__ import annotations

import base64
import shlex
import threading
import time
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Protocol

from generator.errors import HostError

SMALL = 64 * 1024  # bytes of standard input that may go through the shell
TIME_OVER = 124
_GRACE = 5  # seconds between TERM and KILL for a command whose time is over
# The shell leads its process group, and whatever it starts is in it.
_STOP = (
    "kill -s TERM -- -$0; n=0; "
    f"while kill -s 0 -- -$0 2>/dev/null && [ $n -lt {_GRACE * 10} ]; "
    "do sleep 0.1; n=$((n + 1)); done; kill -s KILL -- -$0 2>/dev/null; true"
)


class Channel(Protocol):
    """Both directions of a process in a host."""

    def send(self, data: bytes) -> None:
        """Write to its standard input."""

    def receive(self, seconds: float) -> tuple[bool, bytes] | None:
        """Return (is it stderr?, bytes), None where it has ended; TimeoutError after `seconds`."""

    def close(self) -> None:
        """End the conversation; a shell at the other end ends, too."""


class Doors(Protocol):
    """How processes get into a host."""

    def open(self, argv: Sequence[str]) -> Channel:
        """Start argv with all three channels."""

    def finish(self, argv: Sequence[str]) -> None:
        """Run argv to its end, whatever it says."""


class Busy(Exception):
    """Another thread has a command in this shell."""


@dataclass(frozen=True)
class Answer:
    """How a command ended; status 124 is time over."""

    status: int
    out: bytes
    err: bytes


def line_of(argv: Sequence[str], env: Mapping[str, str] | None = None) -> str:
    """Return the shell's line for argv; `env` never stands on a command line of the host."""
    exports = "".join(f"export {name}={shlex.quote(text)}; " for name, text in (env or {}).items())
    return f"{exports}exec {shlex.join(argv)}"


class Shell:
    """Opened with the first command, and again where it has died meanwhile."""

    def __init__(self, name: str, doors: Doors) -> None:
        self._name = name
        self._doors = doors
        self._lock = threading.Lock()
        self._channel: Channel | None = None
        self._process = ""

    def run(self, line: str, timeout: float = 600, stdin: bytes = b"") -> Answer:
        """Run a line of shell in a shell of its own.

        Raises Busy where another thread is at it, HostError where the host dies under it.
        """
        if not self._lock.acquire(blocking=False):
            raise Busy
        try:
            return self._answer(line, timeout, stdin)
        finally:
            self._lock.release()

    def close(self) -> None:
        """Let go of the shell, which then ends."""
        channel, self._channel = self._channel, None
        if channel is not None:
            channel.close()

    def _answer(self, line: str, timeout: float, stdin: bytes) -> Answer:
        kept = self._channel is not None
        try:
            return self._ask(line, timeout, stdin)
        except _Died as death:
            self.close()
            # A kept shell may have died long ago; nothing of the line has run then. What did run
            # is not told: there may be a secret in it.
            if not kept or death.begun:
                raise HostError(f"{self._name}: its shell died under a command") from death
        try:
            return self._ask(line, timeout, stdin)
        except _Died as death:
            self.close()
            raise HostError(f"{self._name}: no shell stays open there") from death

    def _ask(self, line: str, timeout: float, stdin: bytes) -> Answer:
        if self._channel is None:
            self._channel = self._doors.open(["sh"])
            self._process = self._talk("echo $$", 30, b"").out.decode().strip()
        return self._talk(f"eval {shlex.quote(line)}", timeout, stdin)

    def _talk(self, code: str, timeout: float, stdin: bytes) -> Answer:
        channel = self._channel
        assert channel is not None
        mark = uuid.uuid4().hex[:16]
        out, err = _Said(mark), _Said(mark)
        end = time.monotonic() + timeout
        try:
            channel.send(_framed(mark, code, stdin))
            while not (out.ended and err.ended):
                got = channel.receive(max(0.001, end - time.monotonic()))
                if got is None:
                    raise _Died(out.begun)
                (err if got[0] else out).add(got[1])
        except TimeoutError:
            return self._stopped(out, err)
        except OSError as error:
            raise _Died(out.begun) from error
        return Answer(int(out.tail), out.text, err.text)

    def _stopped(self, out: "_Said", err: "_Said") -> Answer:
        """End what takes too long, and the shell with it."""
        if self._process:
            self._doors.finish(["sh", "-c", _STOP, self._process])
        self.close()
        return Answer(TIME_OVER, out.text, err.text)


class _Died(Exception):
    """The shell has ended. `begun`: it had taken up the command."""

    def __init__(self, begun: bool) -> None:
        super().__init__("the shell has ended")
        self.begun = begun


@dataclass
class _Said:
    """One channel's bytes of one command: `text` between the markers, `tail` in the last one."""

    mark: str
    begun: bool = False
    ended: bool = False
    tail: bytes = b""
    _bytes: bytearray = field(default_factory=bytearray)
    _seen: int = 0

    def add(self, data: bytes) -> None:
        """Take what came."""
        self._bytes += data
        if not self.begun:
            self._begin()
        if self.begun and not self.ended:
            self._end()

    @property
    def text(self) -> bytes:
        """Return what the command said, as far as it is known."""
        return bytes(self._bytes) if self.begun else b""

    def _begin(self) -> None:
        marker = f"\0B{self.mark}\0".encode()
        at = self._bytes.find(marker)
        if at >= 0:
            del self._bytes[: at + len(marker)]
            self.begun = True

    def _end(self) -> None:
        marker = f"\0E{self.mark}".encode()
        at = self._bytes.find(marker, max(0, self._seen - len(marker)))
        self._seen = len(self._bytes)
        close = self._bytes.find(b"\0", at + len(marker)) if at >= 0 else -1
        if close >= 0:
            self.tail = bytes(self._bytes[at + len(marker) : close])
            del self._bytes[at:]
            self.ended = True
        elif at >= 0:
            self._seen = at


def _framed(mark: str, code: str, stdin: bytes) -> bytes:
    """Return the shell's input for one command: markers around it, its own input before it."""
    begin = f"printf '\\0B{mark}\\0'; printf '\\0B{mark}\\0' >&2\n"
    end = f"printf '\\0E{mark}%d\\0' $?; printf '\\0E{mark}\\0' >&2\n"
    if stdin:
        packed = base64.b64encode(stdin).decode()
        body = f"base64 -d <<'E{mark}' | ( {code} )\n{packed}\nE{mark}\n"
    else:
        body = f"( {code} ) </dev/null\n"
    return (begin + body + end).encode("utf-8", "surrogateescape")
