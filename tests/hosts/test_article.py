"""The article's stack, converged by real Chef on real hosts, phase by phase."""

from __future__ import annotations

import json
import subprocess
import sys
import xml.etree.ElementTree as ElementTree
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pytest
from helpers import ROOT, cookgen, left
from support import Context, SecretWatcher, kill_then_start, run

from generator.lab import config
from generator.lab.load import LoadGate

pytestmark = pytest.mark.docker

PROJECT = ROOT / "tests" / "hosts" / "article"
INSTANCES = {found.name: found for found in config.load(PROJECT / "cookgen.yml").instances}
CRON = "/etc/cron.d/cookgen-amazing_application"


@dataclass(frozen=True)
class Tested:
    """An instance after `cookgen test`, its host still there."""

    __test__ = False  # for pytest: no test class

    instance: config.Instance
    done: subprocess.CompletedProcess[str]

    def read(self, name: str) -> Any:
        """Return the value of a JSON file of its folder."""
        return json.loads((self.instance.folder / name).read_text(encoding="utf-8"))

    @property
    def context(self) -> Context:
        """Return what the lab tells tests."""
        return Context.read(self.instance.folder / "context.json")

    def runs(self) -> list[Path]:
        """Return the folders of Chef's runs so far."""
        return sorted((self.instance.folder / "runs").iterdir())

    def other_version(self) -> Mapping[str, Any]:
        """Return the JSON of a deployment that brings the version which does not run now."""
        return {} if self.context.facts["tags"] else self.instance.suite.steps[0].attributes


@pytest.fixture(scope="module", params=sorted(INSTANCES))
def tested(request: pytest.FixtureRequest) -> Iterator[Tested]:
    """Run the whole sequence once; in the end destroy, and see that nothing is left."""
    instance = INSTANCES[request.param]
    yield Tested(instance, cookgen(PROJECT, "test", instance.name, "--destroy=never"))
    destroyed = cookgen(PROJECT, "destroy", instance.name)
    assert 0 == destroyed.returncode, destroyed.stderr
    assert [] == left(instance)
    assert not (instance.folder / "credentials.json").exists()


def test_every_phase_passes(tested: Tested) -> None:
    """One line for each phase, in order, and all of them ok."""
    assert 0 == tested.done.returncode, tested.done.stdout + tested.done.stderr
    name = tested.instance.name
    phases = [
        line.removeprefix(name).split(" ok ")[0].strip() for line in tested.done.stdout.splitlines()
    ]
    expected = ["destroy", "create", "converge", "idempotence", "verify", "step v2"]
    assert expected == phases
    assert expected[1:] == [entry["phase"] for entry in tested.read("timings.json")]


def test_chef_converges_each_event(tested: Tested) -> None:
    """Setup and deploy change a fresh host; Chef's own report says that they succeeded."""
    for name in ("runs/001-setup", "runs/002-deploy"):
        report = tested.read(f"{name}/chef-report.json")
        assert (True, None) == (report["success"], report["exception"])
        assert report["updated"]


def test_a_second_converge_leaves_the_world_alone(tested: Tested) -> None:
    """No resource updated, and the same ids, start times, restart counts, volumes, files."""
    evidence = tested.read("idempotence.json")

    assert ([], []) == (evidence["updated"], evidence["changes"])
    assert evidence["before"] == evidence["after"]
    assert ["app0", "app1", "haproxy0", "logspout0", "nginx0", "sidekiq0"] == sorted(
        name.partition("-g")[0] for name in evidence["before"]["containers"]
    )
    assert CRON in evidence["before"]["files"]


def test_verify_looked_at_the_host(tested: Tested) -> None:
    """Every test of the suite ran and passed; none was skipped."""
    suites = ElementTree.parse(tested.instance.folder / "junit.xml").iter("testsuite")
    counts = [{key: int(suite.get(key, 0)) for key in _COUNTED} for suite in suites]

    assert 1 == len(counts)
    assert counts[0].pop("tests") > 50
    assert {"failures": 0, "errors": 0, "skipped": 0} == counts[0]


_COUNTED = ("tests", "failures", "errors", "skipped")


def test_a_deploy_under_load_loses_nothing(tested: Tested) -> None:
    """200 requests/s through nginx while a new tag is deployed: none failed, both versions seen."""
    report = tested.read("steps/v2.json")

    assert ({}, []) == (report["failed"], report["problems"])
    assert {"v1", "v2"} == set(report["versions"])
    assert "v2" == report["last_version"]


def test_the_load_gate_can_fail(tested: Tested) -> None:
    """The same gate, while the app is killed and started again, sees failed requests."""
    load = tested.instance.suite.steps[0].load
    assert load is not None
    port = tested.context.facts["ports"]["80"]
    with LoadGate(f"http://127.0.0.1:{port}/", load.rate, replace(load, versions=())) as gate:
        kill_then_start(tested.context.container)

    assert gate.report.failed
    assert not gate.report.ok


def test_idempotence_can_fail(tested: Tested) -> None:
    """Somebody removed a managed file: a converge that mends it is not idempotent, and says so."""
    run(tested.context.container, ["rm", CRON])
    done = cookgen(PROJECT, "idempotence", tested.instance.name)

    assert 1 == done.returncode
    assert "updated again: cookgen_cron[amazing_application]" in done.stderr
    assert f"file {CRON} is new" in done.stderr


def test_no_secret_is_seen_while_a_deploy_runs(tested: Tested) -> None:
    """Neither on a command line of the host nor in Chef's log nor in what cookgen prints."""
    context = tested.context
    with SecretWatcher(context.container, context.secrets) as watcher:
        attributes = json.dumps(tested.other_version())
        words = ["--event", "deploy", "--attributes", attributes]
        done = cookgen(PROJECT, "converge", tested.instance.name, *words)

    assert 0 == done.returncode, done.stdout + done.stderr
    assert json.loads((tested.runs()[-1] / "chef-report.json").read_text())["updated"]
    assert watcher.rounds > 50
    assert [] == watcher.sightings
    logs = "".join((folder / "chef.log").read_text("utf-8") for folder in tested.runs())
    assert [] == [
        secret for secret in context.secrets if secret in logs + done.stdout + done.stderr
    ]


def test_a_host_that_runs_is_listed(tested: Tested) -> None:
    """What exists is asked of Docker."""
    done = cookgen(PROJECT, "list")
    lines = {line.split()[0]: line for line in done.stdout.splitlines()}

    assert 0 == done.returncode
    assert " running " in lines[tested.instance.name]


def test_the_doctor_finds_the_engine() -> None:
    """It needs no project; each line is about one thing."""
    words = [sys.executable, "-m", "generator", "doctor"]
    done = subprocess.run(words, cwd=ROOT, capture_output=True, text=True, check=False)

    assert "ok       engine       Docker" in done.stdout
