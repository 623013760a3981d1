"""The load gate: requests at a fixed rate from before an event until after it, and a verdict.

    with LoadGate("http://127.0.0.1:8080/", 200, budget) as gate:
        converge()
    gate.report.problems   # empty: nobody noticed
"""

from __future__ import annotations

import dataclasses
import json
import selectors
import subprocess
import sys
from collections.abc import Collection
from pathlib import Path
from types import TracebackType
from typing import Any
from urllib.parse import urlsplit

from generator.errors import HostError
from generator.lab import requestlog, traffic
from generator.lab.config import Load
from generator.lab.report import write_json
from generator.lab.traffic import Plan, Record
from generator.lab.verdict import Report, judge, sum_up

__all__ = ["LoadGate", "Report", "judge", "sum_up"]

_OURS = frozenset({"127.0.0.1", "::1"})
_FASTEST = 5000.0
_LONGEST = 900.0
_MOST_REQUESTS = 500_000
_START_UP = 15.0


class LoadGate:
    """Sends in a process of its own while the `with` block runs.

    Entering returns after `budget.warmup` seconds under load; leaving adds `budget.cooldown`
    seconds, none where the block failed. `report` is there afterwards, whatever happened.
    `allowed`: addresses besides the loopback ones that the lab has made and vouches for.
    `folder`: where load.json and requests.csv.gz are written, whatever happened.
    """

    report: Report

    def __init__(
        self,
        url: str,
        rate: float,
        budget: Load,
        *,
        posts: float = 0.0,
        reuse: float = 0.5,
        slow: float = 0.0,
        slow_path: str = "/slow?s=1",
        timeout: float = 10.0,
        allowed: Collection[str] = (),
        folder: Path | None = None,
    ) -> None:
        if urlsplit(url).hostname not in {*_OURS, *allowed}:
            raise HostError(f"{url}: load goes to hosts of the lab only")
        if not 0 < rate <= _FASTEST:
            raise HostError(f"{rate:g} requests per second: more than 0, at most {_FASTEST:g}")
        self._budget = budget
        self._plan = Plan(
            url=url,
            rate=rate,
            warmup=budget.warmup,
            cooldown=budget.cooldown,
            longest=min(_LONGEST, _MOST_REQUESTS / rate),
            timeout=timeout,
            posts=posts,
            reuse=reuse,
            slow=slow,
            slow_path=slow_path,
        )
        self._folder = folder
        self._process: subprocess.Popen[str] | None = None
        self.began = 0.0  # seconds of the epoch
        self.records: list[Record] = []

    def __enter__(self) -> "LoadGate":
        # A session of its own: Ctrl-C is for the lab, which ends the load by closing its stdin.
        self._process = subprocess.Popen(
            [sys.executable, "-I", traffic.__file__],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            start_new_session=True,
        )
        try:
            self._tell(json.dumps(dataclasses.asdict(self._plan)) + "\n")
            self._await_warm()
        except BaseException:
            self._process.kill()
            self._process.communicate()
            raise
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        assert self._process is not None
        early = self._process.poll() is not None
        try:
            if kind is None and not early:
                self._tell("stop\n")
            self._collect()
        finally:
            self._process.kill()
            self._process.wait()
        found = sum_up(self.records)
        problems = judge(found, self._budget)
        if early:
            problems.append(f"the load ended by itself after {found.seconds:g} s")
        self.report = dataclasses.replace(found, problems=tuple(problems))
        if self._folder is not None:
            requestlog.write(self._folder, self.records)
            write_json(self._folder / "load.json", self.as_json())

    def as_json(self) -> dict[str, Any]:
        """Return the report, and what was asked for: everything but the single requests."""
        asked = {"budget": dataclasses.asdict(self._budget), "plan": dataclasses.asdict(self._plan)}
        return {"began": round(self.began, 6), **asked, **self.report.as_json()}

    def _tell(self, line: str) -> None:
        assert self._process is not None and self._process.stdin is not None
        try:
            self._process.stdin.write(line)
            self._process.stdin.flush()
        except BrokenPipeError:
            self._died()

    def _await_warm(self) -> None:
        assert self._process is not None and self._process.stdout is not None
        with selectors.DefaultSelector() as selector:
            selector.register(self._process.stdout, selectors.EVENT_READ)
            if not selector.select(self._plan.warmup + _START_UP):
                raise HostError("the load did not start in time")
        word, _, began = self._process.stdout.readline().strip().partition(" ")
        if word != traffic.WARM:
            self._died()
        self.began = float(began)

    def _collect(self) -> None:
        assert self._process is not None
        patience = self._plan.cooldown + self._plan.timeout + _START_UP
        try:
            out, err = self._process.communicate(timeout=patience)
        except subprocess.TimeoutExpired as error:
            raise HostError("the load does not end") from error
        if self._process.returncode != 0:
            raise HostError(f"the load died: {err.strip()[-500:]}")
        self.records = [Record(*json.loads(line)) for line in out.splitlines()]

    def _died(self) -> None:
        assert self._process is not None
        _, err = self._process.communicate()
        raise HostError(f"the load died: {err.strip()[-500:]}")
