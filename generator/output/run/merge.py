"""Several machines' runs as one: JUnit, timings, and a page that leads to the single reports."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from generator.errors import UnreadableInput
from generator.lab import rundata
from generator.lab.rundata import RunData
from generator.output.run import words as say
from generator.output.run.junit import junit
from generator.output.run.markup import Child, Markup, join, tag
from generator.output.run.page import framed
from generator.output.run.sections import section, sign, table
from generator.output.run.timings import together


def find(folders: Sequence[Path]) -> dict[str, RunData]:
    """Return the last run of each instance below each folder, by name, in the order of names.

    The name is the instance's; where several folders have a run of it, theirs stand before it.
    UnreadableInput where a folder has none.
    """
    found: list[tuple[Path, RunData]] = []
    for folder in folders:
        runs = _last(folder)
        if not runs:
            raise UnreadableInput(f"there is no run in {folder}", "name what holds `reports/`")
        found += [(folder, run) for run in runs]
    often = Counter(str(run.facts["instance"]) for _, run in found)
    named: dict[str, RunData] = {}
    for folder, run in found:
        name = str(run.facts["instance"])
        name = name if often[name] == 1 else f"{folder.name}/{name}"
        while name in named:
            name += "+"
        named[name] = run
    return dict(sorted(named.items()))


def texts(runs: Mapping[str, RunData], folder: Path) -> dict[str, object]:
    """Return what is to be written into a folder: file -> text or JSON value."""
    page = _page(runs, folder)
    return {"junit.xml": junit(runs), "timings.json": together(runs), "report.html": page}


def _last(folder: Path) -> list[RunData]:
    """Return the last run of each instance below a folder, each once whatever links lead to it."""
    places = {path.parent.resolve() for path in (folder / "run.json", *folder.rglob("run.json"))}
    runs: dict[str, RunData] = {}
    for place in sorted(place for place in places if (place / "run.json").is_file()):
        run = rundata.read(place)
        known = runs.setdefault(str(run.facts["instance"]), run)
        if run.began > known.began:
            runs[str(run.facts["instance"])] = run
    return list(runs.values())


def _page(runs: Mapping[str, RunData], folder: Path) -> str:
    good = sum(run.ok for run in runs.values())
    ok = good == len(runs)
    verdict = "passed" if ok else "failed"
    sums = together(runs)
    facts = [
        f"{good} of {say.count(len(runs), 'run')} passed",
        f"{say.seconds(sums['seconds'])} from the first to the last",
        f"{say.seconds(sums['machine_seconds'])} of machines' time",
    ]
    shown = tag("span", verdict, class_="verdict" if ok else "verdict no")
    names = list(sums["phases"])
    head = ["", "instance", "Chef", "platform", *names, "in all"]
    rows = [list(_row(name, run, names, folder)) for name, run in runs.items()]
    rows.sort(key=lambda row: "sign ok" in str(row[0]))
    body = join(
        [
            tag("header", tag("h1", say.count(len(runs), "run")), shown),
            tag("p", " · ".join(facts), class_="facts"),
            section("Runs", table(head, rows)),
            [_problems(name, run) for name, run in runs.items() if not run.ok],
        ]
    )
    return framed(f"{say.count(len(runs), 'run')}: {verdict}", body)


def _row(name: str, run: RunData, phases: Sequence[str], folder: Path) -> Iterator[Child]:
    page = os.path.relpath(run.folder / "report.html", folder.resolve()).replace(os.sep, "/")
    there = (run.folder / "report.html").is_file()
    yield sign("ok" if run.ok else "failed")
    yield tag("a", name, href=page) if there else name
    yield str(run.facts.get("chef", ""))
    yield str(run.facts.get("platform", ""))
    took = {phase.name: phase for phase in run.phases}
    for phase in phases:
        found = took.get(phase)
        kind = "number" if found is None or found.ok else "number bad"
        yield tag("span", say.seconds(found.seconds) if found else "", class_=kind)
    yield tag("span", say.seconds(run.seconds), class_="number")


def _problems(name: str, run: RunData) -> Markup:
    bad = [phase for phase in run.phases if not phase.ok]
    lines = [f"{phase.name}: {text}" for phase in bad for text in phase.problems]
    listed = [tag("li", tag("pre", line, class_="problem")) for line in lines]
    return tag("div", tag("h3", name), tag("ul", listed), class_="failure")
