"""Open-loop requests: they start at fixed times, whatever becomes of the ones before.

Runs as a program of its own (see `load`), so that neither the lab's work nor the answers can
delay it; for the same reason it imports nothing but the standard library.

stdin: one line, a Plan as JSON; a second line ends the load after `cooldown` seconds, the end of
stdin ends it at once. stdout: the line "warm" and when the load began (seconds of the epoch) after
`warmup` seconds, and one Record a line at the end, as a JSON list of its fields.
"""

from __future__ import annotations

import asyncio
import gc
import json
import os
import random
import resource
import ssl
import sys
import time
from collections.abc import Coroutine
from dataclasses import dataclass
from typing import Any, NamedTuple
from urllib.parse import urlsplit

_MOST_IN_FLIGHT = 2000
_BODY = b"a note under load"
WARM = "warm"


@dataclass(frozen=True)
class Plan:
    """What to send. Seconds, requests per second, shares of 1."""

    url: str
    rate: float
    warmup: float
    cooldown: float
    longest: float  # a load ends after so many seconds, come what may
    timeout: float  # of one request
    posts: float  # share of POST
    reuse: float  # share of requests on kept connections
    slow: float  # share of requests to slow_path
    slow_path: str


class Record(NamedTuple):
    """One request. Times are seconds since the load began."""

    number: int
    method: str
    path: str
    kept: bool  # on a kept connection
    scheduled: float
    started: float
    ended: float
    status: int | None
    version: str | None  # X-App-Version
    instance: str | None  # X-App-Instance
    error: str | None  # why there is no whole answer


class Answer(NamedTuple):
    """What counts of a response."""

    status: int
    headers: dict[str, str]
    reusable: bool


class _Garbled(Exception):
    """Not HTTP."""


class _Connection:
    """One connection, one request at a time."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._reader = reader
        self._writer = writer

    @property
    def usable(self) -> bool:
        return not self._reader.at_eof() and not self._writer.is_closing()

    def close(self) -> None:
        self._writer.close()

    async def ask(self, method: str, path: str, host: str, keep: bool) -> Answer:
        body = _BODY if method == "POST" else b""
        lines = [f"{method} {path} HTTP/1.1", f"Host: {host}"]
        lines += [] if keep else ["Connection: close"]
        lines += [f"Content-Length: {len(body)}", "Content-Type: text/plain"] if body else []
        self._writer.write("\r\n".join([*lines, "", ""]).encode("ascii") + body)
        await self._writer.drain()
        version, status = await self._status()
        headers = await self._headers()
        bounded = await self._body(status, headers)
        closing = headers.get("connection", "").lower() == "close" or version == "HTTP/1.0"
        return Answer(status, headers, bounded and not closing)

    async def _status(self) -> tuple[str, int]:
        line = await self._line()
        version, _, rest = line.partition(" ")
        if not version.startswith("HTTP/1.") or not rest[:3].isdigit():
            raise _Garbled(line[:80])
        return version, int(rest[:3])

    async def _headers(self) -> dict[str, str]:
        headers: dict[str, str] = {}
        while line := await self._line():
            name, colon, value = line.partition(":")
            if not colon:
                raise _Garbled(line[:80])
            headers[name.strip().lower()] = value.strip()
        return headers

    async def _body(self, status: int, headers: dict[str, str]) -> bool:
        """Read the whole body; say whether its end was marked by anything but a close."""
        if status in (204, 304):
            return True
        if headers.get("transfer-encoding", "").lower() == "chunked":
            while size := int((await self._line()).partition(";")[0], 16):
                await self._reader.readexactly(size + 2)
            await self._headers()
            return True
        if "content-length" in headers:
            await self._reader.readexactly(int(headers["content-length"]))
            return True
        await self._reader.read()
        return False

    async def _line(self) -> str:
        line = await self._reader.readuntil(b"\n")
        return line.rstrip(b"\r\n").decode("latin-1")


class Traffic:
    """The requests of one plan."""

    def __init__(self, plan: Plan) -> None:
        self._plan = plan
        self._url = urlsplit(plan.url)
        self._tls = _unverified() if self._url.scheme == "https" else None
        self._idle: list[_Connection] = []
        self._tasks: set[asyncio.Task[None]] = set()
        # A fixed seed: two runs send the same requests in the same order.
        self._random = random.Random(1)
        self._began = 0.0
        self._end = plan.longest
        self.records: list[Record] = []

    def stop(self, after: float) -> None:
        """Send nothing more after so many seconds from now."""
        self._end = min(self._end, self._now() + after)

    async def run(self) -> None:
        """Send until stopped, then wait for what is under way."""
        self._began = time.monotonic()
        began = time.time()
        warm = False
        number = 0
        while (due := number / self._plan.rate) < self._end:
            if not warm and self._now() >= self._plan.warmup:
                warm = True
                print(f"{WARM} {began:.6f}", flush=True)
            # Short naps, so that a stop is seen soon.
            if (wait := due - self._now()) > 0:
                await asyncio.sleep(min(wait, 0.05))
                continue
            self._start(number, due)
            number += 1
        if self._tasks:
            await asyncio.wait(self._tasks)
        for connection in self._idle:
            connection.close()

    def _now(self) -> float:
        return time.monotonic() - self._began

    def _start(self, number: int, due: float) -> None:
        slow = self._random.random() < self._plan.slow
        path = self._plan.slow_path if slow else self._path()
        method = "POST" if not slow and self._random.random() < self._plan.posts else "GET"
        keep = self._random.random() < self._plan.reuse
        if len(self._tasks) >= _MOST_IN_FLIGHT:
            now = self._now()
            unsent = f"not sent: {_MOST_IN_FLIGHT} wait for an answer"
            record = Record(number, method, path, keep, due, now, now, None, None, None, unsent)
            self.records.append(record)
            return
        self._spawn(self._request(number, method, path, keep, due))

    def _spawn(self, work: Coroutine[Any, Any, None]) -> None:
        task = asyncio.get_running_loop().create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    def _path(self) -> str:
        path = self._url.path or "/"
        return f"{path}?{self._url.query}" if self._url.query else path

    async def _request(self, number: int, method: str, path: str, keep: bool, due: float) -> None:
        started = self._now()
        status = version = instance = error = None
        try:
            answer = await asyncio.wait_for(self._ask(method, path, keep), self._plan.timeout)
            status = answer.status
            version = answer.headers.get("x-app-version")
            instance = answer.headers.get("x-app-instance")
        except Exception as problem:  # whatever it is, it belongs into the record
            error = _kind(problem)
        ended = self._now()
        self.records.append(
            Record(
                number, method, path, keep, due, started, ended, status, version, instance, error
            )
        )

    async def _ask(self, method: str, path: str, keep: bool) -> Answer:
        connection = self._kept() if keep else None
        connection = connection or await self._connect()
        answer = None
        try:
            answer = await connection.ask(method, path, self._url.netloc, keep)
        finally:
            if keep and answer is not None and answer.reusable:
                self._idle.append(connection)
            else:
                connection.close()
        return answer

    def _kept(self) -> _Connection | None:
        while self._idle:
            connection = self._idle.pop()
            if connection.usable:
                return connection
            connection.close()
        return None

    async def _connect(self) -> _Connection:
        port = self._url.port or (443 if self._tls else 80)
        streams = await asyncio.open_connection(self._url.hostname, port, ssl=self._tls)
        return _Connection(*streams)


def _unverified() -> ssl.SSLContext:
    """The hosts' certificates are their own; what is measured is whether they answer."""
    context = ssl.create_default_context()
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    return context


def _kind(problem: Exception) -> str:
    if isinstance(problem, (asyncio.TimeoutError, TimeoutError)):
        return "timeout"
    if isinstance(problem, ConnectionRefusedError):
        return "refused"
    if isinstance(problem, asyncio.IncompleteReadError):
        return "cut off" if problem.partial else "closed without an answer"
    if isinstance(problem, ConnectionError):
        return "reset"
    if isinstance(problem, (_Garbled, ValueError, asyncio.LimitOverrunError)):
        return "not HTTP"
    return type(problem).__name__


async def _main(plan: Plan) -> list[Record]:
    traffic = Traffic(plan)

    def stop() -> None:
        asyncio.get_running_loop().remove_reader(sys.stdin)
        traffic.stop(plan.cooldown if os.read(sys.stdin.fileno(), 4096) else 0.0)

    asyncio.get_running_loop().add_reader(sys.stdin, stop)
    await traffic.run()
    return traffic.records


def main() -> None:
    """Read a plan, send, write the records."""
    # Unbuffered: what comes after the first line is for the loop.
    line = b""
    while not line.endswith(b"\n"):
        line += os.read(sys.stdin.fileno(), 1) or b"\n"
    plan = Plan(**json.loads(line))
    _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (min(most, 2 * _MOST_IN_FLIGHT), most))
    gc.disable()  # the number of requests is bounded, a pause would show as lateness
    for record in asyncio.run(_main(plan)):
        print(json.dumps(record))


if __name__ == "__main__":
    main()
