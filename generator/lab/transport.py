"""A host as one sees it from outside: run argv in it, put files in, get files out.

Nothing here knows Docker's SDK; the driver hands over a container that answers to `Container`.
"""

from __future__ import annotations

import io
import posixpath
import tarfile
import time
import uuid
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import BinaryIO, Protocol, Union

from generator.errors import CommandError, HostError
from generator.lab.shell import SMALL, TIME_OVER, Answer, Busy, Shell, line_of

_STDIN_FOLDER = "/var/lib/cookgen-lab"


@dataclass(frozen=True)
class File:
    """What a file in a host shall hold; it belongs to root."""

    content: bytes
    mode: int = 0o644


@dataclass(frozen=True)
class Folder:
    """A folder in a host, for one that must be there or must have a mode of its own."""

    mode: int = 0o700


Files = Mapping[str, Union[bytes, File, Folder]]


@dataclass(frozen=True)
class Completed:
    """How a command ended. `out` and `err` are decoded as UTF-8, bad bytes replaced."""

    status: int
    out: str
    err: str

    @property
    def output(self) -> str:
        """Return what it said on both channels, errors last."""
        return self.out + self.err


class Container(Protocol):
    """What the driver gives for one container."""

    def execute(
        self, argv: Sequence[str], env: Mapping[str, str]
    ) -> tuple[Iterator[tuple[bytes | None, bytes | None]], "StatusOf"]:
        """Start argv; return its (stdout, stderr) chunks and a question for its status."""

    def write(self, archive: bytes) -> None:
        """Unpack a tar archive at `/`."""

    def read(self, path: str) -> Iterable[bytes]:
        """Return a file or folder as the chunks of a tar archive."""


class StatusOf(Protocol):
    """Asked after the last chunk."""

    def __call__(self) -> int:
        """Return the exit status."""


class Host:
    """A running container. Small commands go through `shell`, where there is one."""

    def __init__(self, name: str, container: Container, shell: Shell | None = None) -> None:
        self.name = name
        self._container = container
        self._shell = shell

    def run(
        self,
        argv: Sequence[str],
        *,
        check: bool = True,
        env: Mapping[str, str] | None = None,
        timeout: float = 600,
        stdin: bytes | None = None,
        log: BinaryIO | None = None,
    ) -> Completed:
        """Run argv as root; write both channels to `log` as they come.

        Raises CommandError where `check` is set and the status is not 0; 124 is time over.
        """
        answer = None
        if log is None and len(stdin or b"") <= SMALL:
            answer = self._asked(line_of(argv, env), timeout, stdin)
        if answer is None:
            answer = self._executed(argv, env or {}, timeout, stdin, log)
        done = Completed(
            answer.status,
            answer.out.decode("utf-8", "replace"),
            answer.err.decode("utf-8", "replace"),
        )
        if check and done.status != 0:
            hint = f"no end after {timeout:g} s" if done.status == TIME_OVER else None
            raise CommandError(argv, done.status, done.output, hint)
        return done

    def line(self, line: str, timeout: float = 600) -> Answer:
        """Run a line of shell as root; its words are the caller's to quote."""
        answer = self._asked(line, timeout, None)
        return answer or self._executed(["sh", "-c", line], {}, timeout, None, None)

    def _asked(self, line: str, timeout: float, stdin: bytes | None) -> Answer | None:
        """Ask the shell; None where there is none, or another thread is at it."""
        if self._shell is None:
            return None
        try:
            return self._shell.run(line, timeout, stdin or b"")
        except Busy:
            return None

    def _executed(
        self,
        argv: Sequence[str],
        env: Mapping[str, str],
        timeout: float,
        stdin: bytes | None,
        log: BinaryIO | None,
    ) -> Answer:
        """Run argv as a process of its own, which the host itself ends when its time is over."""
        command = ["timeout", "-k", "5", str(timeout), *argv]
        if stdin is not None:
            command = self._fed(command, stdin)
        chunks, status_of = self._container.execute(command, env)
        out, err = bytearray(), bytearray()
        for stdout, stderr in chunks:
            out += stdout or b""
            err += stderr or b""
            if log is not None:
                log.write((stdout or b"") + (stderr or b""))
                log.flush()
        return Answer(status_of(), bytes(out), bytes(err))

    def _fed(self, command: Sequence[str], stdin: bytes) -> list[str]:
        """Return argv that reads `stdin` from a file which only root can read, gone at once."""
        path = f"{_STDIN_FOLDER}/stdin-{uuid.uuid4().hex}"
        self.put({path: File(stdin, 0o600)})
        return ["sh", "-c", 'exec <"$0"; rm "$0"; exec "$@"', path, *command]

    def put(self, files: Files) -> None:
        """Write files by absolute path. Folders on the way are made (0755, others by `Folder`)."""
        self._container.write(archive(files))

    def get(self, path: str) -> bytes:
        """Return the bytes of one file; HostError where there is none."""
        for name, content in self.get_tree(path).items():
            if name == "":
                return content
        raise HostError(f"{self.name}: {path} is not a plain file")

    def get_tree(self, path: str) -> dict[str, bytes]:
        """Return the plain files below a folder by relative path ("" is `path` itself)."""
        packed = io.BytesIO(b"".join(self._container.read(path)))
        found: dict[str, bytes] = {}
        with tarfile.open(fileobj=packed) as tar:
            for member in tar:
                content = tar.extractfile(member) if member.isfile() else None
                if content is not None:
                    found[member.name.partition("/")[2]] = content.read()
        return found

    def wait(self, argv: Sequence[str], deadline: float = 30) -> Completed:
        """Ask every 50 ms until argv ends with status 0; HostError after `deadline` seconds."""
        end = time.monotonic() + deadline
        while True:
            done = self.run(argv, check=False, timeout=deadline)
            if done.status == 0:
                return done
            if time.monotonic() > end:
                tail = "\n".join(done.output.strip().splitlines()[-5:])
                raise HostError(
                    f"{self.name}: `{' '.join(argv)}` did not succeed in {deadline:g} s: {tail}"
                )
            time.sleep(0.05)


def archive(files: Files) -> bytes:
    """Return a tar archive of absolute paths, with the folders that lead to them."""
    packed = io.BytesIO()
    folders = {folder: 0o755 for path in files for folder in _parents(path)}
    folders |= {path: given.mode for path, given in files.items() if isinstance(given, Folder)}
    with tarfile.open(fileobj=packed, mode="w", format=tarfile.PAX_FORMAT) as tar:
        for folder, mode in sorted(folders.items()):
            tar.addfile(_entry(folder, tarfile.DIRTYPE, mode))
        for path, given in sorted(files.items()):
            if isinstance(given, Folder):
                continue
            file = given if isinstance(given, File) else File(given)
            entry = _entry(path, tarfile.REGTYPE, file.mode)
            entry.size = len(file.content)
            tar.addfile(entry, io.BytesIO(file.content))
    return packed.getvalue()


# Docker's cp resets the mode of a folder that is there already: these have modes of their own.
_STANDING = frozenset({"/", "/etc", "/opt", "/root", "/tmp", "/usr", "/var", "/var/lib", "/run"})


def _parents(path: str) -> list[str]:
    found = []
    folder = posixpath.dirname(path)
    while folder not in _STANDING and folder not in ("", "/"):
        found.append(folder)
        folder = posixpath.dirname(folder)
    return found[::-1]


def _entry(path: str, kind: bytes, mode: int) -> tarfile.TarInfo:
    entry = tarfile.TarInfo(path.lstrip("/"))
    entry.type = kind
    entry.mode = mode
    entry.mtime = int(time.time())
    return entry
