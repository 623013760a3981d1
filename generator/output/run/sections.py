"""The parts of the page: sums, what failed, phases, hosts, runs of Chef."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from pathlib import Path

from generator.lab.rundata import ChefRun, HostFacts, Loaded, Phase, RunData
from generator.output.lab import tail
from generator.output.run import words as say
from generator.output.run.markup import Child, Markup, join, tag

_TAIL = 40
_SIGNS = {"ok": "✓", "failed": "✗", "error": "!", "cut off": "!", "skipped": "–"}


def section(title: str, *content: Child, note: Child = None) -> Markup:
    """Return a section with its heading; a note stands beside the heading."""
    beside = tag("span", note, class_="beside") if note is not None else None
    return tag("section", tag("h2", title, beside), *content)


def sign(status: str) -> Markup:
    """Return the sign of a status, with its name for those who do not see it."""
    kind = "ok" if status == "ok" else "skipped" if status == "skipped" else "no"
    return tag("span", _SIGNS[status], class_=f"sign {kind}", title=status)


def table(head: Iterable[Child], rows: Iterable[Iterable[Child]], class_: str = "") -> Markup:
    """Return a table in a box that scrolls sideways where it is wide."""
    top = tag("thead", tag("tr", [tag("th", cell) for cell in head]))
    body = tag("tbody", [tag("tr", [tag("td", cell) for cell in row]) for row in rows])
    return tag("div", tag("table", top, body, class_=class_ or None), class_="scroll")


def folded(summary: Child, *content: Child, is_open: bool = False) -> Markup:
    """Return content that is shown on a click."""
    return tag("details", tag("summary", summary), *content, open=is_open)


def link(run: RunData, path: Path, text: str | None = None) -> Markup:
    """Return a link to a file of the run's folder, only its name where it is not there."""
    name = os.path.relpath(path, run.folder).replace(os.sep, "/")
    shown = text or name
    return tag("a", shown, href=name) if path.exists() else tag("span", shown)


def log_end(run: RunData, title: str, path: Path, is_open: bool = True) -> Markup:
    """Return the end of a log, with a link to the whole; nothing where it is empty."""
    lines = tail(path, _TAIL)
    if not lines:
        return Markup("")
    summary = [title, tag("span", link(run, path), class_="beside")]
    return folded(summary, tag("pre", "\n".join(lines)), is_open=is_open)


def sums(run: RunData) -> Markup:
    """Return the numbers that say it all."""
    return tag("div", [_sum(*numbers) for numbers in _sums(run)], class_="sums")


def failures(run: RunData) -> Markup:
    """Return what failed and the ends of its logs; nothing where all is well."""
    bad = [phase for phase in run.phases if not phase.ok]
    if not bad:
        return Markup("")
    return section("What failed", [_failure(run, phase) for phase in bad])


def phases(run: RunData) -> Markup:
    """Return the phases with their places in time."""
    rows = [_phase(run, phase) for phase in run.phases]
    return section("Phases", tag("div", rows, class_="phases"), note=say.seconds(run.seconds))


def hosts(run: RunData) -> Markup:
    """Return the hosts with what was found on them."""
    if not run.hosts:
        return Markup("")
    return section("Hosts", [_host(run, host) for host in run.hosts])


def chef(run: RunData) -> Markup:
    """Return the runs of Chef and what each of them changed."""
    if not run.chefs:
        return Markup("")
    head = ("", "run", "phase", "host", "seconds", "resources", "updated")
    return section("Chef", table(head, [_chef(run, found) for found in run.chefs], "chefs"))


def _sum(value: str, name: str, kind: str) -> Markup:
    return tag("div", tag("b", value), tag("span", name), class_=f"sum {kind}")


def _sums(run: RunData) -> Iterator[tuple[str, str, str]]:
    good = sum(phase.ok for phase in run.phases)
    yield f"{good}/{len(run.phases)}", "phases passed", _kind(good == len(run.phases))
    if run.cases:
        passed = sum(case.status == "ok" for case in run.cases)
        bad = any(case.status in ("failed", "error") for case in run.cases)
        yield f"{passed}/{len(run.cases)}", "checks passed", _kind(not bad)
    if run.idempotence:
        changed = sum(len(e["updated"]) + len(e["changes"]) for _, e in run.idempotence)
        yield str(changed), "changes by a second converge", _kind(not changed)
    for load in run.loads:
        yield from _load_sums(load)


def _load_sums(load: Loaded) -> Iterator[tuple[str, str, str]]:
    found, budget = load.report, load.report["budget"]
    failed = sum(found["failed"].values())
    step = load.phase.name.removeprefix("step ")
    yield f"{failed} of {found['total']:,}", f"requests failed, {step}", _kind(not failed)
    for key, value, name in (
        ("max_gap_ms", found["longest_gap_ms"], "longest without an answer"),
        ("p99_ms", found["latency_ms"]["p99"], "p99 of the answers"),
    ):
        limit = budget.get(key)
        kind = "" if limit is None else _kind(value <= limit)
        yield say.milliseconds(value), f"{name}, {step}", kind


def _kind(ok: bool) -> str:
    return "ok" if ok else "no"


def _failure(run: RunData, phase: Phase) -> Markup:
    problems = [tag("li", tag("pre", problem, class_="problem")) for problem in phase.problems]
    heading = tag("h3", sign(phase.status), " ", phase.name)
    return tag("div", heading, tag("ul", problems), list(_logs(run, phase)), class_="failure")


def _logs(run: RunData, phase: Phase) -> Iterator[Markup]:
    yield log_end(run, "the tests' own words", phase.folder / "verify.log")
    of_phase = [found for found in run.chefs if found.phase == phase.name]
    for found in of_phase:
        if not found.ok:
            yield log_end(run, f"Chef on {found.host}, {found.name}", found.log)
    if of_phase and all(found.ok for found in of_phase):
        last = of_phase[-1]
        yield log_end(run, f"Chef on {last.host}, {last.name}", last.log, is_open=False)
    for host in run.hosts:
        for container in host.containers:
            if _is_broken(container["status"], container["exit_code"], container["restarts"]):
                name = container["name"]
                yield log_end(run, f"container {name}", host.folder / "containers" / f"{name}.log")
        if phase.status == "error" or not all(found.ok for found in of_phase):
            journal = host.folder / "journal.log"
            yield log_end(run, f"journal of {host.name}", journal, is_open=False)


def _is_broken(status: str, exit_code: int, restarts: int) -> bool:
    """Say whether a container looks as if its log had something to tell."""
    return status in ("restarting", "dead") or restarts > 0 or exit_code not in (0, 137, 143)


def _phase(run: RunData, phase: Phase) -> list[Markup]:
    whole = max(run.seconds, 0.001)
    left = 100 * max(phase.began - run.began, 0.0) / whole
    width = min(100 * phase.seconds / whole, 100 - left)
    style = f"margin-left:{left:.2f}%;width:{max(width, 0.3):.2f}%"
    bar = tag("div", tag("i", class_="ok" if phase.ok else "no", style=style), class_="bar")
    note = phase.note or (phase.problems[0].splitlines()[0] if phase.problems else "")
    return [
        tag("div", sign(phase.status), " ", phase.name),
        bar,
        tag("div", say.seconds(phase.seconds), class_="number"),
        tag("div", note, class_="quiet"),
    ]


def _host(run: RunData, host: HostFacts) -> Markup:
    facts = [host.facts[key] for key in ("container", "address", "image") if key in host.facts]
    files = [host.folder / name for name in ("journal.log", "docker.json", "missing.txt")]
    links = [[link(run, path, path.name), " "] for path in files if path.exists()]
    heading = tag("h3", host.name, tag("span", " · ".join(facts), class_="beside"))
    if not host.containers:
        return tag("div", heading, tag("p", links, class_="quiet"))
    head = ("container", "state", "image", "since", "restarts", "")
    rows = [_container(run, host, found["name"], found) for found in host.containers]
    return tag("div", heading, table(head, rows), tag("p", links, class_="quiet"))


def _container(run: RunData, host: HostFacts, name: str, found: Child) -> Iterator[Child]:
    assert isinstance(found, dict)
    running = found["status"] == "running"
    code = "" if running else f" ({found['exit_code']})"
    where = host.folder / "containers"
    yield tag("code", name)
    yield tag("span", found["status"] + code, class_="run" if running else "quiet")
    yield tag("span", _short(found["image"]), title=found["image_id"])
    yield tag("span", found["started"][11:19], class_="quiet")
    yield str(found["restarts"])
    yield join(
        [link(run, where / f"{name}.log", "log"), " ", link(run, where / f"{name}.json", "inspect")]
    )


def _short(image: str) -> str:
    return image[:19] if image.startswith("sha256:") else image


def _chef(run: RunData, found: ChefRun) -> Iterator[Child]:
    updated = found.report.get("updated") or []
    yield sign("ok" if found.ok else "failed")
    yield link(run, found.log, found.name)
    yield found.phase
    yield found.host
    yield tag("span", say.seconds(found.seconds), class_="number")
    yield str(found.report.get("resources", ""))
    lines = [tag("li", f"{u['type']}[{u['name']}] {u['action']}") for u in updated]
    yield folded(str(len(updated)), tag("ul", lines)) if updated else "0"
