"""The sequence on one instance: create, converge, idempotence, verify, steps, destroy.

A phase returns an Outcome; it raises only where the world gave no answer.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from contextlib import ExitStack
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from generator.errors import HostError, UnreadableInput
from generator.lab import feeding, world
from generator.lab.config import Instance, Load, Step
from generator.lab.driver import Driver, HostSpec
from generator.lab.images import Images
from generator.lab.kitchen import Kitchen
from generator.lab.load import LoadGate
from generator.lab.recording import gather, recording
from generator.lab.report import ChefReport, Outcome, write_json
from generator.lab.runtimes import RUNTIMES
from generator.lab.services import REMOTE_LOG, Services
from generator.lab.state import Folder
from generator.lab.transport import Host
from generator.lab.verify import verify

_ENGINE_STORAGE = "/var/lib/docker"


@dataclass(frozen=True)
class Finding:
    """What a phase found: no problems means ok. `log`: what to look at where there are some."""

    problems: tuple[str, ...] = ()
    log: Path | None = None
    note: str = ""
    files: tuple[Path, ...] = ()  # what belongs into the report besides


class Scenario:
    """The phases on one instance."""

    def __init__(
        self, driver: Driver, images: Images, instance: Instance, verb: str = "test"
    ) -> None:
        if instance.suite.runtime not in RUNTIMES:
            known = ", ".join(sorted(RUNTIMES))
            suite = instance.suite
            raise UnreadableInput(f"suite {suite.name}: runtime {suite.runtime}: known are {known}")
        self.instance = instance
        self.folder = Folder(instance.folder)
        self._driver = driver
        self._images = images
        self._services = Services(driver, images, instance)
        self.record = recording(instance, verb, self.folder.runs)

    # The phases

    def create(self) -> Outcome:
        """Make network, services and host; nothing is done where they run."""
        if self._running() is not None:
            return Outcome("create", True, 0.0, note="is there")
        return self._phase("create", self._create)

    def converge(
        self, event: str | None = None, deployment: Mapping[str, Any] | None = None
    ) -> Outcome:
        """Run the events of a converge, or the one that is named, with a deployment's JSON."""
        if event is not None and event not in self.instance.suite.run_lists:
            raise UnreadableInput(f"{self.instance.name}: {event!r} has no run list")
        events = (event,) if event else self.instance.suite.converge
        self._host()
        return self._phase("converge", lambda: self._converge(events, deployment or {}))

    def idempotence(self) -> Outcome:
        """Converge once more: no resource may be updated, and the world must stay as it is."""
        self._host()
        return self._phase("idempotence", self._idempotence)

    def verify(self) -> Outcome:
        """Run the suite's tests."""
        self._host()
        return self._phase("verify", self._verify)

    def step(self, step: Step) -> Outcome:
        """Run one more event, under load where the step asks for it."""
        self._host()
        return self._phase(f"step {step.name}", lambda: self._step(step))

    def destroy(self) -> Outcome:
        """Remove all that carries this instance's labels; reports stay."""
        return self._phase("destroy", self._destroy)

    # How they are done

    def _create(self) -> Finding:
        instance = self.instance
        self._driver.remove(instance.labels())
        self.folder.fresh()
        self.folder.begin("create")
        try:
            image = self._images.chef(instance.platform.debian, instance.platform.chef)
            network = self._driver.network(instance.container("network"), instance.marks())
            self._services.create(network)
            volume = self._driver.volume(instance.container("engine"), instance.marks())
            host = self._driver.boot(
                HostSpec(
                    name=instance.container("host"),
                    image=image,
                    hostname=instance.suite.hostname,
                    labels=instance.marks("host"),
                    network=network,
                    ports=instance.suite.ports,
                    volumes={volume: _ENGINE_STORAGE},
                    files=self._services.host_files,
                )
            )
        except BaseException:
            self._driver.remove(instance.labels())
            raise
        self._check_engine(host)
        return Finding()

    def _check_engine(self, host: Host) -> None:
        done = host.run(["docker", "info", "--format", "{{.Driver}}"], check=False)
        if done.status != 0:
            said = host.run(["journalctl", "-u", "docker", "-n", "5", "-o", "cat"], check=False)
            raise HostError(f"{host.name}: its engine does not run: {said.out.strip()}")
        if done.out.strip() == "vfs":
            raise HostError(f"{host.name}: its engine has only vfs for storage")

    def _converge(self, events: tuple[str, ...], deployment: Mapping[str, Any]) -> Finding:
        reports, log = self._events(events, deployment)
        problems = tuple(report.exception for report in reports if report.exception is not None)
        state = self.folder.state()
        self.folder.keep(
            replace(state, converged=state.converged or not problems, deployment=deployment)
        )
        self._tell_tests(deployment)
        return Finding(problems, log, f"{sum(len(r.updated) for r in reports)} updated")

    def _idempotence(self) -> Finding:
        state = self.folder.state()
        if not state.converged:
            raise HostError(f"{self.instance.name} has not converged", "`cookgen converge` does it")
        host = self._host()
        before = world.look(host)
        reports, log = self._events(self.instance.suite.converge, state.deployment or {})
        after = world.look(host)
        failed = [report.exception for report in reports if report.exception is not None]
        updated = [f"updated again: {item}" for report in reports for item in report.updated]
        changes = world.differences(before, after)
        evidence = self.folder.path / "idempotence.json"
        write_json(
            evidence,
            {
                "updated": updated,
                "changes": changes,
                "before": before.as_json(),
                "after": after.as_json(),
            },
        )
        return Finding((*failed, *updated, *changes), log, files=(evidence,))

    def _verify(self) -> Finding:
        tests = self.instance.suite.tests
        if tests is None:
            return Finding(note="the suite has no tests")
        report = verify(
            tests, self.instance.project, self._host().name, self.folder.context, self.folder.path
        )
        skipped = f", {report.skipped} skipped" if report.skipped else ""
        log = self.folder.path / "verify.log"
        files = (log, self.folder.path / "junit.xml")
        return Finding(report.failed, log, f"tests: {report.tests}{skipped}", files)

    def _step(self, step: Step) -> Finding:
        with ExitStack() as stack:
            gate = None
            if step.load is not None:
                gate = stack.enter_context(self._gate(step.load))
            found = self._converge((step.event,), step.attributes)
        if gate is None:
            return found
        path = self.folder.path / "steps" / f"{step.name}.json"
        write_json(path, gate.report.as_json())
        return replace(found, problems=(*found.problems, *gate.report.problems))

    def _gate(self, load: Load) -> LoadGate:
        port = self._driver.port(self._host().name, load.port)
        return LoadGate(
            f"http://127.0.0.1:{port}{load.path}",
            load.rate,
            load,
            posts=load.posts,
            slow=load.slow,
            slow_path=load.slow_path,
            folder=self.record.current,
        )

    def finish(self) -> Path | None:
        """Collect what the hosts know and end the record; return its folder, if there is one."""
        gather(self.record, self._driver, self.instance)
        return self.record.close()

    def _destroy(self) -> Finding:
        gather(self.record, self._driver, self.instance)
        gone = self._driver.remove(self.instance.labels())
        self.folder.forget()
        return Finding(note=f"{len(gone)} removed" if gone else "nothing was there")

    # What the rest needs

    def _running(self) -> Host | None:
        names = [self.instance.container(role) for role in ("services", "host")]
        hosts = [self._driver.host(name) for name in names]
        return hosts[1] if all(hosts) else None

    def _host(self) -> Host:
        host = self._running()
        if host is None:
            raise HostError(f"{self.instance.name} does not run", "`cookgen create` makes it")
        return host

    def _events(
        self, events: tuple[str, ...], deployment: Mapping[str, Any]
    ) -> tuple[list[ChefReport], Path]:
        host = self._host()
        address = self._driver.address(host.name, self.instance.container("network"))
        kitchen = Kitchen(host, address, self.instance, self.folder, self._services.credentials)
        return kitchen.run(events, deployment)

    def _tell_tests(self, deployment: Mapping[str, Any]) -> None:
        """Write what tests need to know: about the world, and about the last deployment."""
        instance = self.instance
        host, network = instance.container("host"), instance.container("network")
        apps = feeding.material(instance).apps
        write_json(
            self.folder.context,
            {
                "instance": instance.name,
                "suite": instance.suite.name,
                "runtime": instance.suite.runtime,
                "host": {
                    "container": host,
                    "hostname": instance.suite.hostname,
                    "address": self._driver.address(host, network),
                },
                "services": {
                    "container": self._services.name,
                    "address": self._services.address,
                    "remote_log": REMOTE_LOG,
                },
                "network": network,
                "ports": {str(p): self._driver.port(host, p) for p in instance.suite.ports},
                "credentials": str(self.folder.path / "credentials.json"),
                "logs": ["/var/log"],
                "reports": str(self.folder.runs),
                "stack": str(instance.suite.stack) if instance.suite.stack else None,
                "app": apps[0].slug if apps else None,
                "tags": feeding.tags(deployment),
            },
        )

    def _phase(self, name: str, action: Callable[[], Finding]) -> Outcome:
        begin = time.monotonic()
        if name != "destroy":
            self.folder.begin(name)
        with self.record.phase(name) as phase:
            found = action()
            outcome = Outcome(
                name,
                not found.problems,
                time.monotonic() - begin,
                found.problems,
                found.log,
                found.note,
            )
            phase.outcome = outcome
            phase.keep(*found.files)
        if self.folder.path.exists():
            self.folder.record(outcome)
            if name != "destroy":
                state = self.folder.state()
                self.folder.keep(replace(state, last=name, ok=outcome.ok, begun=""))
        return outcome
