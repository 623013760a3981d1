"""A run leaves one folder, always of the same shape, and no secret in it, however it ends."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, cast

import pytest

from generator.errors import HostError
from generator.lab import rundata
from generator.lab.collect import collect
from generator.lab.recorder import LATEST, Recorder
from generator.lab.report import Outcome
from generator.lab.transport import Completed, Host
from generator.output.run import render

SECRET = "a45ff1b4d3d116a3"
FACTS = {
    "instance": "s-p",
    "verb": "test",
    "suite": "s",
    "platform": "p",
    "chef": "18",
    "runtime": "local",
}
CONTAINER = {
    "Name": "/app0",
    "Image": "sha256:00",
    "RestartCount": 1,
    "State": {"Status": "exited", "ExitCode": 3, "StartedAt": "2026-01-02T03:04:05Z"},
    "Config": {"Image": "app", "Env": [f"URL=x{SECRET}"], "Labels": {"cookgen.app": "a"}},
    "Args": ["--token", SECRET],
}


class Clock:
    """A clock that goes on one second each time it is asked."""

    def __init__(self) -> None:
        self.now = 1_700_000_000.0

    def __call__(self) -> float:
        self.now += 1
        return self.now


def recorder(home: Path, **settings: Any) -> Recorder:
    """Return a recorder of a run that knows one secret."""
    settings = {"secrets": lambda: [SECRET], "clock": Clock(), **settings}
    return Recorder(home, FACTS, **settings)


def told(folder: Path) -> list[dict[str, Any]]:
    """Return the events of a run."""
    return [json.loads(line) for line in (folder / "events.ndjson").read_text().splitlines()]


class FakeHost:
    """A host whose commands answer by their first words."""

    name = "cg-host"

    def __init__(self, answers: dict[str, Completed]) -> None:
        self.answers = answers

    def run(self, argv: Sequence[str], **_: object) -> Completed:
        """Return the answer to the longest beginning that there is one for."""
        line = " ".join(argv)
        for words in sorted(self.answers, key=len, reverse=True):
            if line.startswith(words):
                return self.answers[words]
        raise HostError(f"{argv[0]} does not answer")


def fake(**answers: str) -> Host:
    """Return a host; `docker_ps="..."` is the answer to `docker ps`."""
    said = {key.replace("_", " "): Completed(0, text, "") for key, text in answers.items()}
    return cast(Host, FakeHost(said))


def test_a_run_is_one_folder_that_latest_leads_to(tmp_path: Path) -> None:
    """Named after its begin and its verb; what happened stands in order in events.ndjson."""
    run = recorder(tmp_path)
    with run.phase("create") as phase:
        phase.outcome = Outcome("create", True, 1.0, note="is there")
    folder = run.close()

    assert tmp_path / "reports" / "20231114-221321-test" == folder
    assert folder == (tmp_path / "reports" / LATEST).resolve()
    events = ["run-began", "phase-began", "phase-ended", "run-ended"]
    assert events == [event["event"] for event in told(folder)]
    assert {(folder.name, "s-p")} == {(e["run"], e["instance"]) for e in told(folder)}
    assert "2023-11-14T22:13:22.000Z" == told(folder)[0]["time"]


def test_without_a_phase_nothing_is_made(tmp_path: Path) -> None:
    """A run that found nothing to do leaves no folder, nor does a silent one."""
    idle, silent = recorder(tmp_path), recorder(tmp_path, silent=True)
    with silent.phase("destroy") as phase:
        phase.keep(tmp_path / "no such file")

    assert (None, None) == (idle.close(), silent.close())
    assert [] == list(tmp_path.iterdir())


@pytest.mark.parametrize(
    "error, said",
    [(HostError("the host died"), "the host died"), (KeyboardInterrupt(), "interrupted")],
)
def test_a_phase_that_raises_is_an_error_of_the_run(
    tmp_path: Path, error: BaseException, said: str
) -> None:
    """The exception goes on; what Chef had written by then is kept."""
    chef = tmp_path / "runs"
    run = recorder(tmp_path, chefs=lambda: {"host": chef})
    with pytest.raises(type(error)):
        with run.phase("converge"):
            (chef / "001-setup").mkdir(parents=True)
            (chef / "001-setup" / "chef.log").write_text(f"a {SECRET}\n")
            raise error
    folder = run.close()

    assert folder is not None
    found = rundata.read(folder)
    assert [("converge", "error", (said,))] == [
        (p.name, p.status, p.problems) for p in found.phases
    ]
    assert [("host", "001-setup", False)] == [(c.host, c.name, c.ok) for c in found.chefs]
    assert "a ***\n" == found.chefs[0].log.read_text()
    assert not found.ok


def test_a_run_that_was_killed_can_be_read(tmp_path: Path) -> None:
    """The phase that it died in is cut off, also where the last line was not written whole."""
    run = recorder(tmp_path)
    with run.phase("create"):
        pass
    going_on = run.phase("converge")
    going_on.__enter__()
    assert run.folder is not None
    with (run.folder / "events.ndjson").open("a") as sink:
        sink.write('{"time": "20')
    found = rundata.read(run.folder)

    assert [("create", "ok"), ("converge", "cut off")] == [(p.name, p.status) for p in found.phases]
    assert "cut off" in render(run.folder).read_text()


def test_the_oldest_runs_are_forgotten(tmp_path: Path) -> None:
    """Twenty are kept, each in a folder of its own also where they begin in the same second."""
    for _ in range(23):
        run = recorder(tmp_path)
        with run.phase("create"):
            pass
    folders = [path for path in (tmp_path / "reports").iterdir() if not path.is_symlink()]

    assert 20 == len(folders)
    assert run.folder in folders


def test_no_secret_is_in_any_file_of_a_run(tmp_path: Path) -> None:
    """Problems, files that are kept, journals, logs, environments, arguments: all masked."""
    log = tmp_path / "verify.log"
    log.write_text(f"E  assert '{SECRET}' == 'x'\n")
    run = recorder(tmp_path)
    with run.phase("verify") as phase:
        phase.keep(log)
        phase.outcome = Outcome("verify", False, 1.0, (f"it printed {SECRET}",))
    host = fake(
        journalctl=f"app: {SECRET}\n",
        docker_ps="0123\n",
        docker_inspect=json.dumps([CONTAINER]),
        docker_logs=f"2026-01-02T00:00:00Z {SECRET}\n",
    )
    run.host("host", container="cg-host", address="127.0.0.1")
    collect(run, {"host": host})
    folder = run.close()
    assert folder is not None
    render(folder)

    files = [path for path in folder.rglob("*") if path.is_file()]
    assert 10 == len(files)
    assert [] == [path for path in files if SECRET in path.read_text()]
    assert ["URL=***"] == _json(folder / "hosts/host/containers/app0.json")["Config"]["Env"]


def test_both_channels_of_a_container_are_put_into_order(tmp_path: Path) -> None:
    """Docker gives one after the other."""
    run = _after_a_phase(tmp_path)
    said = Completed(0, "2026-01-02T00:00:02Z b\n", "2026-01-02T00:00:01Z a\n")
    host = fake(journalctl="", docker_ps="0123\n", docker_inspect=json.dumps([CONTAINER]))
    cast(FakeHost, host).answers["docker logs"] = said
    collect(run, {"host": host})

    assert run.folder is not None
    text = (run.folder / "hosts/host/containers/app0.log").read_text()
    assert "2026-01-02T00:00:01Z a\n2026-01-02T00:00:02Z b\n" == text


@pytest.mark.parametrize(
    "host, missing",
    [
        (lambda: fake(), ["journalctl does not answer", "docker does not answer"]),
        (lambda: fake(journalctl="", docker_ps=""), []),
        (
            lambda: fake(journalctl="", docker_ps="0123", docker_inspect="[", docker_logs=""),
            ["docker inspect: not JSON"],
        ),
    ],
    ids=["a dead host", "no containers", "nonsense"],
)
def test_what_cannot_be_had_is_noted(
    tmp_path: Path, host: Callable[[], Host], missing: list[str]
) -> None:
    """Collecting never breaks a run."""
    run = _after_a_phase(tmp_path)
    collect(run, {"host": host()})

    assert run.folder is not None
    event = told(run.folder)[-1]
    assert ("collected", len(missing)) == (event["event"], len(event["missing"]))
    assert all(words in said for words, said in zip(missing, event["missing"]))


def _after_a_phase(home: Path) -> Recorder:
    run = recorder(home)
    with run.phase("create"):
        pass
    return run


def _json(path: Path) -> Any:
    return json.loads(path.read_text())
