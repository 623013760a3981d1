"""The load gate says yes to servers that never fail, and no, with the reason, to all others."""

from __future__ import annotations

import asyncio
import os
import signal
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest

from generator.errors import HostError
from generator.lab.config import Load
from generator.lab.load import LoadGate, Report, judge, sum_up
from generator.lab.traffic import Record

# What a server does with its nth request, from 1: bytes to send, seconds to wait, or "close".
Behaviour = Callable[[int], "bytes | float | str"]


def answer(version: str | None = "v1", status: str = "200 OK") -> bytes:
    """Return a whole response."""
    header = f"X-App-Version: {version}\r\nX-App-Instance: app0\r\n" if version else ""
    return f"HTTP/1.1 {status}\r\n{header}Content-Length: 2\r\n\r\nok".encode()


class Server:
    """A local HTTP server with a behaviour, in a thread."""

    def __init__(self, behaviour: Behaviour) -> None:
        self.behaviour = behaviour
        self.lines: list[str] = []  # the request lines, in order of arrival
        self.connections = 0
        self._arrived = threading.Condition()
        self._loop = asyncio.new_event_loop()
        self._socket = socket.create_server(("127.0.0.1", 0), backlog=1000)
        self.url = f"http://127.0.0.1:{self._socket.getsockname()[1]}/"
        self._thread = threading.Thread(target=self._serve, daemon=True)
        self._thread.start()

    def wait_for(self, requests: int) -> None:
        """Return when so many requests have arrived."""
        with self._arrived:
            assert self._arrived.wait_for(lambda: len(self.lines) >= requests, timeout=30)

    def close(self) -> None:
        """Stop, and close what is open."""
        self._loop.call_soon_threadsafe(self._done.set)
        self._thread.join(timeout=10)

    def _serve(self) -> None:
        self._loop.run_until_complete(self._run())
        self._loop.close()

    async def _run(self) -> None:
        self._done = asyncio.Event()
        server = await asyncio.start_server(self._talk, sock=self._socket)
        await self._done.wait()
        server.close()
        others = [task for task in asyncio.all_tasks() if task is not asyncio.current_task()]
        for task in others:
            task.cancel()
        await asyncio.gather(*others, return_exceptions=True)

    async def _talk(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.connections += 1
        try:
            while head := await reader.readuntil(b"\r\n\r\n"):
                if b"Content-Length: " in head:
                    length = head.split(b"Content-Length: ")[1].split(b"\r\n")[0]
                    await reader.readexactly(int(length))
                with self._arrived:
                    self.lines.append(head.split(b"\r\n")[0].decode())
                    number = len(self.lines)
                    self._arrived.notify_all()
                deed = self.behaviour(number)
                if isinstance(deed, float):
                    await asyncio.sleep(deed)
                    deed = answer()
                if isinstance(deed, str):
                    break
                writer.write(deed)
                if b"Connection: close" in head:
                    break
        except (asyncio.IncompleteReadError, ConnectionError):
            pass
        finally:
            writer.close()


@contextmanager
def serving(behaviour: Behaviour) -> Iterator[Server]:
    """Run a server as long as the block."""
    server = Server(behaviour)
    try:
        yield server
    finally:
        server.close()


def load(**budget: object) -> Load:
    """Return a budget without time to warm up and to cool down."""
    return Load(**{"rate": 0.0, "warmup": 0.0, "cooldown": 0.0, **budget})  # type: ignore[arg-type]


def measured(
    behaviour: Behaviour, budget: Load, requests: int = 200, rate: float = 800, **options: object
) -> Report:
    """Return the gate's report on so many requests."""
    with serving(behaviour) as server:
        with LoadGate(server.url, rate, budget, **options) as gate:  # type: ignore[arg-type]
            server.wait_for(requests)
        return gate.report


def record(number: int, **fields: object) -> Record:
    """Return the record of a good answer 2 ms after its time, 10 ms apart from the others."""
    at = number * 0.01
    values: dict[str, object] = {
        "number": number,
        "method": "GET",
        "path": "/",
        "kept": False,
        "scheduled": at,
        "started": at,
        "ended": at + 0.002,
        "status": 200,
        "version": "v1",
        "instance": "app0",
        "error": None,
    }
    return Record(**{**values, **fields})  # type: ignore[arg-type]


def test_a_server_that_always_answers_passes() -> None:
    """No problem, every request counted, its version and its instance seen."""
    report = measured(lambda number: answer(), load(versions=("v1",), max_gap_ms=2000.0))

    assert () == report.problems
    assert report.ok
    assert report.total >= 200
    assert report.total == report.versions["v1"].count == report.instances["app0"]
    assert {} == report.failed


def test_one_failure_in_a_thousand_is_found() -> None:
    """A single 502 among a thousand good answers fails the gate and is named."""
    report = measured(
        lambda number: answer(status="502 Bad Gateway") if number == 500 else answer(),
        load(),
        requests=1000,
        rate=2000,
    )

    assert {"status 502": 1} == report.failed
    assert f"1 of {report.total} requests failed: 1 status 502" in report.problems[0]


@pytest.mark.parametrize(
    ("deed", "kind"),
    [
        ("close", "closed without an answer"),
        (b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nhalf", "timeout"),
        (b"220 mail.example.com ESMTP\r\n", "not HTTP"),
        (answer(status="404 Not Found"), "status 404"),
    ],
    ids=["closed", "unfinished", "garbled", "not found"],
)
def test_each_kind_of_failure_has_its_name(deed: bytes | str, kind: str) -> None:
    """What is not a whole good answer is a failure, and the report says which."""
    report = measured(
        lambda number: deed if number == 20 else answer(), load(), requests=40, timeout=0.5
    )

    assert {kind: 1} == report.failed


def test_an_answer_that_is_cut_off_is_a_failure() -> None:
    """A body shorter than its Content-Length does not count, whatever its status."""
    half = b"HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 9\r\n\r\nhalf"
    report = measured(lambda number: half, load(), requests=20, reuse=0.0)

    assert {"cut off": report.total} == report.failed


def test_nobody_listening_is_refused_not_an_error_of_the_gate() -> None:
    """The gate itself goes on; every request is recorded as refused."""
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
    with LoadGate(f"http://127.0.0.1:{port}/", 200, load(warmup=0.1)) as gate:
        pass

    assert {"refused": gate.report.total} == gate.report.failed
    assert gate.report.total > 0


def test_a_stall_is_a_gap_and_a_p99_although_nothing_failed() -> None:
    """The requests go on starting while the server stalls, so all of them show the stall."""
    stall = threading.Event()

    def behaviour(number: int) -> bytes | float:
        # As one process that hangs: whoever comes meanwhile waits too.
        if number == 100:
            stall.wait(0.6)
        return answer()

    report = measured(behaviour, load(max_gap_ms=300.0, p99_ms=300.0), requests=500, rate=400)

    assert {} == report.failed
    assert report.lateness_ms.p50 < 100
    assert 2 == len(report.problems)
    assert report.problems[0].startswith("no good answer for ")
    assert report.problems[1].startswith("p99 is ")


def test_requests_start_on_time_while_none_is_answered() -> None:
    """Open loop: 50 requests are under way before the first one gets an answer."""
    everyone = threading.Event()

    def behaviour(number: int) -> bytes | float:
        everyone.set() if number >= 50 else None
        return answer() if everyone.is_set() else 0.5

    report = measured(behaviour, load(), requests=60, rate=500)

    assert {} == report.failed
    assert report.lateness_ms.p50 < 100
    assert report.latency_ms.p90 >= 400


def test_a_version_that_should_not_be_there_is_found() -> None:
    """The wrong version is named with its count; so is the one that never came."""
    report = measured(lambda number: answer("v9"), load(versions=("v1", "v2")))

    assert (
        f"version v1 was not seen (seen: v9 {report.total} times)",
        f"version v2 was not seen (seen: v9 {report.total} times)",
        f"version v9 was seen {report.total} times and should not be there",
        "the last answer is of version v9, not v2",
    ) == report.problems


def test_a_switch_from_one_version_to_the_next_passes() -> None:
    """Both versions are seen, the last answers are of the new one."""
    report = measured(
        lambda number: answer("v1" if number < 100 else "v2"), load(versions=("v1", "v2"))
    )

    assert () == report.problems
    assert report.versions["v1"].first < report.versions["v2"].last


def test_posts_and_kept_connections_have_their_share() -> None:
    """Some requests are POST, about half of them share connections, the slow path is asked."""
    with serving(lambda number: answer()) as server:
        with LoadGate(server.url, 800, load(), posts=0.3, slow=0.1, slow_path="/slow?s=1") as gate:
            server.wait_for(400)

        assert {} == gate.report.failed
        posts = sum(line == "POST / HTTP/1.1" for line in server.lines)
        slow = sum(line == "GET /slow?s=1 HTTP/1.1" for line in server.lines)
        assert 0.15 < posts / len(server.lines) < 0.45
        assert 0.03 < slow / len(server.lines) < 0.2
        assert server.connections < 0.8 * len(server.lines)


def test_a_block_that_fails_ends_the_load_at_once_and_still_has_a_report() -> None:
    """The exception goes on its way; the report is there; no cooldown is served."""
    with serving(lambda number: answer()) as server:
        gate = LoadGate(server.url, 200, load(cooldown=60.0))
        with pytest.raises(ZeroDivisionError), gate:
            server.wait_for(10)
            raise ZeroDivisionError

    assert gate.report.total >= 10
    assert gate.report.seconds < 30


def test_cooldown_sends_on_after_the_block() -> None:
    """What happens just after the event counts too."""
    with serving(lambda number: answer()) as server:
        with LoadGate(server.url, 200, load(cooldown=0.3)) as gate:
            server.wait_for(1)

    assert gate.report.seconds >= 0.3
    assert gate.report.total >= 50


def test_a_load_that_dies_is_no_verdict() -> None:
    """Killed from outside, the gate raises instead of reporting nothing as good."""
    with serving(lambda number: answer()) as server:
        with pytest.raises(HostError, match="the load died"):
            with LoadGate(server.url, 50, load()) as gate:
                assert gate._process is not None
                os.kill(gate._process.pid, signal.SIGKILL)
                gate._process.wait()


@pytest.mark.parametrize(
    "url", ["http://192.0.2.1/", "http://example.com/", "http://127.0.0.1.example.com/"]
)
def test_load_goes_to_nobody_else(url: str) -> None:
    """An address that is neither ours nor vouched for is refused before anything is sent."""
    with pytest.raises(HostError, match="hosts of the lab only"):
        LoadGate(url, 10, load())


@pytest.mark.parametrize("rate", [0, -1, 5001, float("nan"), float("inf")])
def test_a_rate_has_bounds(rate: float) -> None:
    """Nothing, less than nothing, and more than a machine should be asked are refused."""
    with pytest.raises(HostError, match="requests per second"):
        LoadGate("http://127.0.0.1/", rate, load())


def test_no_request_is_no_pass() -> None:
    """An empty report is a problem of its own."""
    assert ["not one request was sent"] == judge(sum_up([]), load())


def test_the_gap_counts_from_the_beginning_to_the_last_start() -> None:
    """A server that comes late, pauses, or goes early has a gap; a slow last answer has none."""
    early = [record(number) for number in range(100)]
    slow_end = [*early, record(100, ended=6.0)]
    gone = [*early, record(300, error="refused", status=None)]

    assert 10.0 == sum_up(early).longest_gap_ms
    assert 10.0 == sum_up(slow_end).longest_gap_ms
    assert 2008.0 == sum_up(gone).longest_gap_ms


def test_percentiles_are_of_answers_that_were_given() -> None:
    """100 answers of 1..100 ms: p50, p90, p99 and max are what one counts by hand."""
    records = [record(n, started=0.0, ended=n / 1000) for n in range(1, 101)]

    latency = sum_up(records).latency_ms

    assert (50.0, 90.0, 99.0, 100.0) == (latency.p50, latency.p90, latency.p99, latency.max)


def test_a_late_generator_is_no_witness() -> None:
    """When our own starts were late the gate does not vouch for anything."""
    late = [record(n, started=n * 0.01 + 2, ended=n * 0.01 + 2.002) for n in range(100)]

    problems = judge(sum_up(late), load())

    assert 1 == len(problems)
    assert problems[0].startswith("the load itself was late (p99 2000 ms)")


def test_answers_without_a_version_are_counted() -> None:
    """Where versions are asked for, an answer that does not say its own is a problem."""
    records = [record(1), record(2, version=None), record(3)]

    assert ["1 answers have no X-App-Version"] == judge(sum_up(records), load(versions=("v1",)))


def test_a_report_is_plain_json() -> None:
    """Failures, versions and spreads come out as objects with names."""
    found = sum_up([record(1), record(2, status=503)]).as_json()

    assert {"status 503": 1} == found["failed"]
    assert {"count": 1, "first": 0.012, "last": 0.012} == found["versions"]["v1"]
    assert 503 == found["failures"][0]["status"]
