"""A container as the SDK reaches it: commands, files, and a channel that is kept open.

Its errors are those of `requests`, on which the SDK's own are built.
"""

from __future__ import annotations

import contextlib
import socket
import struct
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

import requests.exceptions

from generator.errors import HostError
from generator.lab.shell import Channel
from generator.lab.transport import StatusOf

_FAILURES = (requests.exceptions.RequestException, OSError)
_HEAD = struct.Struct(">BxxxL")
_STDERR = 2
_SEND = 60  # seconds; a shell that lives reads at once


class DockerContainer:
    """What a `Host` asks of a container, said in the SDK's words."""

    def __init__(self, client: Any, container: Any) -> None:
        self._api = client.api
        self._container = container

    def execute(
        self, argv: Sequence[str], env: Mapping[str, str]
    ) -> tuple[Iterator[tuple[bytes | None, bytes | None]], StatusOf]:
        """Start argv; return its (stdout, stderr) chunks and a question for its status."""
        try:
            made = self._api.exec_create(self._container.id, list(argv), environment=dict(env))
            chunks = self._api.exec_start(made["Id"], stream=True, demux=True)
        except _FAILURES as error:
            raise self._said(f"cannot run {argv[0]}", error) from error
        return chunks, lambda: int(self._api.exec_inspect(made["Id"])["ExitCode"])

    def open(self, argv: Sequence[str]) -> Channel:
        """Start argv with all three channels."""
        try:
            made = self._api.exec_create(self._container.id, list(argv), stdin=True)
            raw = self._api.exec_start(made["Id"], socket=True)
        except _FAILURES as error:
            raise self._said(f"cannot run {argv[0]}", error) from error
        return Multiplexed(raw)

    def finish(self, argv: Sequence[str]) -> None:
        """Run argv to its end, whatever it says."""
        chunks, _ = self.execute(argv, {})
        for _chunk in chunks:
            pass

    def write(self, archive: bytes) -> None:
        """Unpack a tar archive at `/`."""
        try:
            self._container.put_archive("/", archive)
        except _FAILURES as error:
            raise self._said("cannot write files", error) from error

    def read(self, path: str) -> Iterable[bytes]:
        """Return a file or folder as the chunks of a tar archive."""
        try:
            chunks, _ = self._container.get_archive(path)
        except _FAILURES as error:
            raise self._said(f"cannot read {path}", error) from error
        return chunks  # type: ignore[no-any-return]

    def _said(self, what: str, error: BaseException) -> HostError:
        explanation = getattr(error, "explanation", None) or error
        return HostError(f"{self._container.name}: {what}: {explanation}")


class Multiplexed:
    """Docker's stream of a process without a terminal: frames, each with its channel's number."""

    def __init__(self, raw: Any) -> None:
        # The SDK hands out a reader around the socket; what it reads from must outlive this.
        self._raw = raw
        self._socket: socket.socket = getattr(raw, "_sock", raw)
        self._bytes = bytearray()

    def send(self, data: bytes) -> None:
        """Write to the process' standard input."""
        self._socket.settimeout(_SEND)
        self._socket.sendall(data)

    def receive(self, seconds: float) -> tuple[bool, bytes] | None:
        """Return (is it stderr?, bytes), None where it has ended; TimeoutError after `seconds`."""
        self._socket.settimeout(seconds)
        while (frame := self._frame()) is None:
            got = self._socket.recv(65536)
            if not got:
                return None
            self._bytes += got
        return frame

    def close(self) -> None:
        """Hang up."""
        with contextlib.suppress(OSError):
            self._socket.shutdown(socket.SHUT_RDWR)
        # The answer owns the reader and that the socket; an older SDK hands out no answer.
        getattr(self._raw, "_response", self._raw).close()

    def _frame(self) -> tuple[bool, bytes] | None:
        if len(self._bytes) < _HEAD.size:
            return None
        channel, size = _HEAD.unpack_from(self._bytes)
        end = _HEAD.size + size
        if len(self._bytes) < end:
            return None
        frame = bytes(self._bytes[_HEAD.size : end])
        del self._bytes[:end]
        return channel == _STDERR, frame
