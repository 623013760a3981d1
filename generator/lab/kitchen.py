"""Running Chef in a host, event by event, and keeping what it says."""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from generator.lab import feeding
from generator.lab.chefmarks import TIMES, stamped
from generator.lab.config import Instance
from generator.lab.report import ChefReport, chef_report, write_json
from generator.lab.runtimes import RUNTIMES
from generator.lab.runtimes.base import COOKBOOKS, Plan
from generator.lab.state import Folder
from generator.lab.transport import Completed, Host

_TIMEOUT = 1800


class Kitchen:
    """One host, its service side, and the folder for its reports."""

    def __init__(
        self,
        host: Host,
        address: str,
        instance: Instance,
        folder: Folder,
        credentials: Mapping[str, Any],
    ) -> None:
        self._host = host
        self._address = address
        self._instance = instance
        self._folder = folder
        self._credentials = credentials

    def run(
        self, events: Sequence[str], deployment: Mapping[str, Any]
    ) -> tuple[list[ChefReport], Path]:
        """Bring the cookbooks and run events in order, up to the first that fails.

        Return a report for each, and the log of the last one.
        """
        stuff = feeding.material(self._instance)
        self._host.run(["rm", "-rf", COOKBOOKS])
        self._host.put(stuff.placed())
        reports = []
        for event in events:
            report, log = self._event(stuff, event, deployment)
            reports.append(report)
            if not report.success:
                break
        return reports, log

    def _event(
        self, stuff: feeding.Material, event: str, deployment: Mapping[str, Any]
    ) -> tuple[ChefReport, Path]:
        folder = self._next(event)
        fed = feeding.feed(
            self._instance,
            stuff,
            str(uuid.uuid4()),
            event,
            deployment,
            self._credentials,
            self._address,
        )
        plan: Plan = RUNTIMES[self._instance.suite.runtime].plan(fed)
        self._host.put(plan.files)
        done, log = self._chef(plan, folder / "chef.log")
        written = self._host.run(["cat", plan.report], check=False)
        report = chef_report(written.out if written.status == 0 else None, done.status)
        write_json(folder / "chef-report.json", report.as_json())
        return report, log

    def _chef(self, plan: Plan, log: Path) -> tuple[Completed, Path]:
        log.touch(mode=0o600)
        with log.open("wb") as sink:
            noted = stamped(sink, log.with_name(TIMES))
            done = self._host.run(plan.argv, check=False, env=plan.env, timeout=_TIMEOUT, log=noted)
        return done, log

    def _next(self, event: str) -> Path:
        """Make the folder for the next run: `runs/003-deploy`."""
        state = self._folder.state()
        self._folder.keep(replace(state, runs=state.runs + 1))
        folder = self._folder.runs / f"{state.runs + 1:03d}-{event}"
        folder.mkdir(parents=True)
        return folder
