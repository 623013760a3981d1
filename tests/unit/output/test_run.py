"""The reports of stored runs: one that passed, one in which checks, idempotence and load failed."""

from __future__ import annotations

import json
import re
import shutil
import xml.etree.ElementTree as ElementTree
from html.parser import HTMLParser
from pathlib import Path

import pytest

from generator.errors import UnreadableInput
from generator.lab import rundata
from generator.lab.verdict import failure
from generator.output.run import PAGE, merge, render

RUNS = Path(__file__).resolve().parent / "runs"
REPORTS = (PAGE, "junit.xml", "timings.json")


class Page(HTMLParser):
    """What of a page the tests ask for."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.text = ""
        self.links: list[str] = []
        self.sources: list[str] = []
        self.open: list[str] = []
        self.classes: list[str] = []
        self.titles: list[str] = []
        self.feed(text)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note links, sources, classes."""
        given = dict(attrs)
        self.classes += (given.get("class") or "").split()
        self.sources += [given[key] or "" for key in ("src", "xlink:href") if key in given]
        if tag == "a":
            self.links.append(given["href"] or "")
        if tag not in ("meta", "br"):
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note the classes of an empty element."""
        self.handle_starttag(tag, attrs)
        self.open.pop()

    def handle_endtag(self, tag: str) -> None:
        """See that what ends is what was open."""
        assert tag == self.open.pop()

    def handle_data(self, data: str) -> None:
        """Collect the text."""
        if self.open and self.open[-1] == "title":
            self.titles.append(data)
        if self.open and self.open[-1] != "style":
            self.text += data


@pytest.fixture(params=["passed", "failed"])
def run(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    """Return a copy of a stored run."""
    return copied(request.param, tmp_path)


def copied(name: str, folder: Path) -> Path:
    """Return a copy of a stored run in a folder."""
    return Path(shutil.copytree(RUNS / name, folder / name))


def page(run: Path) -> Page:
    """Return the page of a run."""
    return Page(render(run).read_text("utf-8"))


def test_the_same_run_gives_the_same_reports(run: Path) -> None:
    """To the byte: nothing of this machine and nothing of today is in them."""
    render(run)
    first = [(run / name).read_bytes() for name in REPORTS]
    render(run)

    assert first == [(run / name).read_bytes() for name in REPORTS]
    assert not any(str(run).encode() in text for text in first)


def test_the_page_is_whole_and_needs_nothing_else(run: Path) -> None:
    """Every element ends, nothing is loaded, every link leads to a file of the run's folder."""
    render(run)
    found = page(run)
    text = (run / PAGE).read_text("utf-8")

    assert [] == found.open
    assert [] == found.sources
    assert not re.search(r"<script|<link|@import|url\(", text)
    assert "prefers-color-scheme: dark" in text
    assert [] == [link for link in found.links if not (run / link).is_file()]
    assert len(found.links) > 10


@pytest.mark.parametrize(
    "name, verdict, words",
    [
        (
            "passed",
            "local-debian-12: passed",
            [
                "6/6phases passed",
                "12/12checks passed",
                "0changes by a second converge",
                "requests failed, v2",
                "app0-g2 ready, 1.4 s",
                "app0-g1, app1-g1 stopped, 0.40 s",
                "No resource was updated, and nothing on the host differs.",
            ],
        ),
        (
            "failed",
            "local-debian-12: failed",
            [
                "What failed",
                "3/6phases passed",
                "assert 200 == 502",
                "updated again: cookgen_cron[amazing_application] install",
                "status 502",
                "refused",
            ],
        ),
    ],
)
def test_the_page_says_what_was_found(
    tmp_path: Path, name: str, verdict: str, words: list[str]
) -> None:
    """The verdict, the numbers, the steps of the deploy, what failed and why."""
    found = page(copied(name, tmp_path))

    assert [verdict] == found.titles[:1]
    assert [] == [word for word in words if word not in found.text]


def test_failures_come_before_what_passed(tmp_path: Path) -> None:
    """First what failed, then the phases; among the checks the broken one is first."""
    text = page(copied("failed", tmp_path)).text

    assert text.index("What failed") < text.index("Phases") < text.index("Checks")
    assert text.index("AssertionError") < text.index("Slowest")


def test_every_failed_request_is_in_the_picture(tmp_path: Path) -> None:
    """A cross for each place where one failed, and its words on touch; no dot of an answer."""
    folder = copied("failed", tmp_path)
    load = rundata.read(folder).loads[0]
    bad = [record for record in load.records if failure(record) is not None]
    text = render(folder).read_text("utf-8")
    crosses = re.search(r'<path d="([^"]*)" class="cross"', text)

    assert crosses is not None
    assert len(bad) > 20
    assert len(bad) == text.count('class="touch"')
    assert len(bad) >= crosses[1].count("M") > 0.8 * len(bad)
    assert {"v0", "v1", "cross", "tick", "moment", "gap"} <= set(page(folder).classes)


def test_a_gap_that_is_too_long_is_marked(tmp_path: Path) -> None:
    """In another colour than the longest of those that are allowed."""
    folder = copied("passed", tmp_path)
    path = folder / "phases/06-step-v2/load.json"
    value = json.loads(path.read_text())
    before = "over" in page(folder).classes
    value["budget"]["max_gap_ms"] = 100
    path.write_text(json.dumps(value))

    assert (False, True) == (before, "over" in page(folder).classes)


def test_text_of_others_is_never_markup(tmp_path: Path) -> None:
    """A test's message or a problem may hold anything."""
    folder = copied("failed", tmp_path)
    evil = "<script>alert(1)</script>&amp;"
    events = folder / "events.ndjson"
    events.write_text(events.read_text().replace("test_the_site_answers", evil))
    junit = folder / "phases/05-verify/junit.xml"
    junit.write_text(junit.read_text().replace("test_sidekiq", "&lt;script&gt;test_sidekiq"))
    found = page(folder)

    assert evil in found.text
    assert "<script" not in (folder / PAGE).read_text("utf-8")
    assert any(case.get("name", "").startswith("<script>") for case in cases(folder / "junit.xml"))


def cases(junit: Path) -> list[ElementTree.Element]:
    """Return the test cases of a JUnit file."""
    return list(ElementTree.parse(junit).iter("testcase"))


def test_junit_has_all_that_was_found(tmp_path: Path) -> None:
    """Phases, both halves of idempotence, each check, the load; hosts by their own names."""
    folder = copied("failed", tmp_path)
    render(folder)
    top = ElementTree.parse(folder / "junit.xml").getroot()
    suites = {suite.get("name"): suite for suite in top}
    counts = {
        str(name).removeprefix("local-debian-12."): (suite.get("tests"), suite.get("failures"))
        for name, suite in suites.items()
    }

    assert {
        "phases": ("6", "3"),
        "idempotence": ("2", "2"),
        "verify": ("12", "1"),
        "load": ("1", "1"),
    } == counts
    assert ("21", "7", "0", "0") == tuple(
        top.get(key) for key in ("tests", "failures", "errors", "skipped")
    )
    assert not any("docker://" in case.get("name", "") for case in cases(folder / "junit.xml"))


def test_junit_can_hold_what_xml_cannot(tmp_path: Path) -> None:
    """A control character in a problem is shown as one that is missing."""
    folder = copied("failed", tmp_path)
    events = folder / "events.ndjson"
    events.write_text(events.read_text().replace("test_the_site_answers", r"\u001b[31m\u0000"))
    render(folder)

    messages = [case.find("failure") for case in cases(folder / "junit.xml")]
    assert any("�[31m�" in (found.get("message") or "") for found in messages if found is not None)


def test_timings_are_those_of_the_phases(tmp_path: Path) -> None:
    """In seconds from the run's begin, with each run of Chef."""
    folder = copied("passed", tmp_path)
    render(folder)
    value = json.loads((folder / "timings.json").read_text())

    assert ("local-debian-12", "test", True) == (value["instance"], value["verb"], value["ok"])
    names = ["destroy", "create", "converge", "idempotence", "verify", "step v2"]
    assert names == [phase["phase"] for phase in value["phases"]]
    begins = [phase["began"] for phase in value["phases"]]
    assert sorted(begins) == begins
    assert 5 == len(value["chef"])
    assert sum(phase["seconds"] for phase in value["phases"]) <= value["seconds"]


def test_a_folder_without_a_run_is_refused(tmp_path: Path) -> None:
    """There is nothing to be rendered."""
    with pytest.raises(UnreadableInput, match="is not the folder of a run"):
        render(tmp_path)


def test_runs_of_several_machines_become_one(tmp_path: Path) -> None:
    """All suites under the machines' names, the times of each phase, a page that leads to each."""
    for machine, name in (("m1", "passed"), ("m2", "failed")):
        render(copied(name, tmp_path / machine / "reports"))
    passed = merge([tmp_path / "m1", tmp_path / "m2"], tmp_path / "all")
    value = json.loads((tmp_path / "all/timings.json").read_text())
    suites = {str(s.get("name")) for s in ElementTree.parse(tmp_path / "all/junit.xml").getroot()}
    found = Page((tmp_path / "all" / PAGE).read_text("utf-8"))

    assert not passed
    assert ["m1/local-debian-12", "m2/local-debian-12"] == list(value["runs"])
    assert (False, 2) == (value["ok"], value["phases"]["converge"]["count"])
    assert {"m1/local-debian-12.verify", "m2/local-debian-12.load"} <= suites
    assert 42 == len(cases(tmp_path / "all/junit.xml"))
    assert [
        "../m2/reports/failed/report.html",
        "../m1/reports/passed/report.html",
    ] == found.links
    assert [] == [link for link in found.links if not (tmp_path / "all" / link).is_file()]


def test_of_several_runs_of_an_instance_the_last_counts(tmp_path: Path) -> None:
    """One that failed and was run again on the same machine; a link to a run is not one more."""
    reports = tmp_path / "reports"
    old, new = copied("failed", reports), copied("passed", reports)
    facts = json.loads((old / "run.json").read_text())
    (old / "run.json").write_text(json.dumps({**facts, "began": facts["began"] - 100}))
    (reports / "latest").symlink_to(new.name)

    assert merge([tmp_path], tmp_path / "all")
    assert 21 == len(cases(tmp_path / "all/junit.xml"))


def test_a_folder_without_runs_cannot_be_merged(tmp_path: Path) -> None:
    """Else a machine whose reports are missing would look like one that passed."""
    with pytest.raises(UnreadableInput, match="there is no run in"):
        merge([tmp_path], tmp_path / "all")
