"""Reports: Chef's, pytest's, and the history of an instance."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest

from generator.lab.report import ChefReport, Outcome, Updated, chef_report, read_json, write_json
from generator.lab.state import Folder, State
from generator.lab.verify import VerifyReport, read

GOOD = {
    "success": True,
    "elapsed": 1.5,
    "resources": 2,
    "updated": [{"type": "file", "name": "/x", "action": "create"}],
    "exception": None,
}
JUNIT = """<?xml version="1.0"?><testsuites><testsuite>
<testcase name="test_good"/>
<testcase name="test_bad"><failure message="AssertionError: no row&#10;more"/></testcase>
<testcase name="test_broken"><error message="fixture">trace</error></testcase>
<testcase name="test_later"><skipped/></testcase>
</testsuite></testsuites>"""


def test_what_chef_updated_is_read() -> None:
    """The handler's JSON becomes a report; a resource prints as Chef writes it."""
    report = chef_report(json.dumps(GOOD), 0)

    assert ChefReport(True, 1.5, 2, (Updated("file", "/x", "create"),), None) == report
    assert "file[/x] create" == str(report.updated[0])


@pytest.mark.parametrize(
    "text, status, exception",
    [
        (None, 1, "Chef ended with status 1 and no report"),
        (json.dumps({**GOOD, "success": False, "exception": "boom"}), 1, "boom"),
        (json.dumps(GOOD), 3, "status 3"),
    ],
    ids=["no report", "exception", "status"],
)
def test_a_run_succeeds_only_where_all_say_so(
    text: str | None, status: int, exception: str
) -> None:
    """No report, an exception or a status are each a failure."""
    report = chef_report(text, status)

    assert (False, exception) == (report.success, report.exception)


def test_json_files_are_written_whole_and_for_the_owner_alone(tmp_path: Path) -> None:
    """No half-written file is seen, and nobody else reads it."""
    path = tmp_path / "deep" / "x.json"
    write_json(path, {"a": 1})

    assert ({"a": 1}, 0o600) == (read_json(path), path.stat().st_mode & 0o777)
    assert [path] == list(path.parent.iterdir())
    assert read_json(tmp_path / "none.json") is None


def test_failures_of_tests_are_told_in_one_line_each(tmp_path: Path) -> None:
    """Failures and errors count, skipped tests do not fail."""
    path = tmp_path / "junit.xml"
    path.write_text(JUNIT)

    assert (
        VerifyReport(4, 1, ("test_bad: AssertionError: no row", "test_broken: fixture"), 1)
    ) == read(path, 1)


def test_the_history_outlives_a_process(tmp_path: Path) -> None:
    """State and timings are read back by the next command."""
    folder = Folder(tmp_path / ".cookgen" / "web-debian-12")
    folder.fresh()
    folder.keep(replace(folder.state(), runs=3, converged=True, deployment={"a": 1}))
    folder.record(Outcome("create", True, 1.23456))
    folder.record(Outcome("converge", False, 2, ("boom",)))

    assert State(runs=3, converged=True, deployment={"a": 1}) == Folder(folder.path).state()
    assert [("create", True, 1.235), ("converge", False, 2)] == [
        (entry["phase"], entry["ok"], entry["seconds"])
        for entry in read_json(folder.path / "timings.json")
    ]


def test_a_folder_keeps_out_of_git_and_out_of_others_sight(tmp_path: Path) -> None:
    """Credentials lie in it."""
    folder = Folder(tmp_path / ".cookgen" / "web-debian-12")
    folder.fresh()

    assert "*\n" == (tmp_path / ".cookgen" / ".gitignore").read_text()
    assert 0o700 == folder.path.stat().st_mode & 0o777


def test_reports_outlive_the_host_and_secrets_do_not(tmp_path: Path) -> None:
    """What is of no use without the host is removed with it."""
    folder = Folder(tmp_path / "x")
    folder.fresh()
    write_json(folder.path / "credentials.json", {"password": "x"})
    folder.record(Outcome("create", True, 1))
    folder.keep(State(runs=1))
    folder.forget()

    assert ["timings.json"] == [path.name for path in folder.path.iterdir()]
    assert State() == folder.state()
