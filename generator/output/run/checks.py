"""The parts of the page about what was checked: tests, idempotence, requests under load."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from generator.lab.rundata import Case, Loaded, Phase, RunData
from generator.output.run import words as say
from generator.output.run.markup import Child, Markup, tag
from generator.output.run.sections import folded, link, section, sign, table
from generator.output.run.timeline import picture, version_class

_ORDER = ("failed", "error", "skipped", "ok")
_SLOWEST = 5


def loads(run: RunData) -> Markup:
    """Return a section for each load."""
    return Markup("".join(_load(run, load) for load in run.loads))


def verified(run: RunData) -> Markup:
    """Return the checks, failures first."""
    if not run.cases:
        return Markup("")
    counts = {status: sum(c.status == status for c in run.cases) for status in _ORDER}
    words = ", ".join(
        f"{count} {'passed' if status == 'ok' else status}"
        for status, count in counts.items()
        if count
    )
    taken = sum(case.seconds for case in run.cases)
    bad = [case for case in run.cases if case.status in ("failed", "error")]
    return section(
        "Checks",
        [_broken(case) for case in bad],
        tag("div", list(_groups(run.cases)), class_="groups"),
        _slow(run.cases),
        note=f"{words} in {say.seconds(taken)}",
    )


def idempotence(run: RunData) -> Markup:
    """Return what a second converge changed, and by which evidence we know."""
    return Markup("".join(_idempotence(run, phase, found) for phase, found in run.idempotence))


def _load(run: RunData, load: Loaded) -> Markup:
    found = load.report
    chefs = [chef for chef in run.chefs if chef.phase == load.phase.name]
    rate = found["plan"]["rate"]
    note = f"{rate:g} requests a second for {say.seconds(found['seconds'])}"
    problems = [tag("li", problem) for problem in found["problems"]]
    return section(
        f"Requests during {load.phase.name}",
        tag("ul", problems, class_="problems") if problems else None,
        tag("div", list(_legend(load)), class_="legend"),
        tag("div", picture(load, chefs), class_="scroll"),
        _numbers(found),
        _failed(found),
        note=[note, " · ", link(run, load.folder / "requests.csv.gz", "every request")],
    )


def _legend(load: Loaded) -> Iterator[Markup]:
    found = load.report
    for name, seen in sorted(found["versions"].items(), key=lambda item: float(item[1]["first"])):
        kind = version_class(load, name)
        dot = tag("i", class_=f"dot {kind}")
        span = f"from {seen['first']:.2f} to {seen['last']:.2f} s"
        beside = tag("span", f" {seen['count']:,}, {span}", class_="quiet")
        yield tag("span", dot, f" {name}", beside)
    if found["unnamed"]:
        count = say.count(found["unnamed"], "answer")
        yield tag("span", tag("i", class_="dot vx"), f" {count} without a version")
    failed = sum(found["failed"].values())
    kinds = ", ".join(f"{count:,} {kind}" for kind, count in found["failed"].items())
    text = f"{failed:,} failed: {kinds}" if failed else "0 failed"
    yield tag("span", tag("b", "×", class_="bad"), f" {text}")
    yield tag("span", "a dot: one answer, when it came and how long it took", class_="quiet last")


def _numbers(found: Mapping[str, Any]) -> Markup:
    budget = found["budget"]
    gap, limit = found["longest_gap_ms"], budget.get("max_gap_ms")
    rows: list[list[Child]] = [
        _spread("answers took", found["latency_ms"], budget.get("p99_ms")),
        _spread("sent too late by", found["lateness_ms"], None),
    ]
    allowed = f"; {say.milliseconds(limit)} are allowed" if limit is not None else ""
    text = f"The longest time without a good answer was {say.milliseconds(gap)}{allowed}."
    served = found["instances"].items()
    shares = ", ".join(f"{name} {count:,}" for name, count in served)
    by = f" Answered by {shares}." if shares else ""
    return tag(
        "div",
        table(("", "p50", "p90", "p99", "at most"), rows),
        tag("p", text, by, class_="quiet"),
        class_="numbers",
    )


def _spread(name: str, spread: Mapping[str, float], limit: float | None) -> list[Child]:
    values: list[Child] = [say.milliseconds(spread[key]) for key in ("p50", "p90", "p99", "max")]
    if limit is not None:
        allowed = tag("span", f" of {say.milliseconds(limit)}", class_="quiet")
        values[2] = [values[2], allowed]
    return [name, *values]


def _failed(found: Mapping[str, Any]) -> Markup:
    if not found["failures"]:
        return Markup("")
    head = ("at", "what", "request", "took", "connection")
    rows = [_row(record) for record in found["failures"]]
    total = sum(found["failed"].values())
    shown = f"The first {len(rows)} of {total:,} failures" if total > len(rows) else "The failures"
    return folded(shown, table(head, rows), is_open=len(rows) <= 8)


def _row(record: Mapping[str, Any]) -> list[Child]:
    taken = (record["ended"] - record["started"]) * 1000
    return [
        f"{record['ended']:.3f} s",
        record["error"] or f"status {record['status']}",
        f"{record['method']} {record['path']}",
        say.milliseconds(taken),
        "kept" if record["kept"] else "new",
    ]


def _broken(case: Case) -> Markup:
    lines = case.message.strip().splitlines() or [case.status]
    heading = tag(
        "h3", sign(case.status), f" {case.name}", tag("span", case.group, class_="beside")
    )
    text = folded(lines[0], tag("pre", case.text.strip() or case.message), is_open=True)
    return tag("div", heading, text, class_="failure")


def _groups(cases: Sequence[Case]) -> Iterator[Markup]:
    names = dict.fromkeys(case.group for case in cases)
    for name in names:
        inside = [case for case in cases if case.group == name]
        inside.sort(key=lambda case: _ORDER.index(case.status))
        good = sum(case.status == "ok" for case in inside)
        taken = say.seconds(sum(case.seconds for case in inside))
        status = inside[0].status
        beside = tag("span", f"{good}/{len(inside)} · {taken}", class_="beside")
        rows = [[sign(c.status), c.name, c.message, _seconds(c)] for c in inside]
        title = name.removeprefix("test_").replace("_", " ") or "tests"
        yield folded([sign(status), f" {title}", beside], table(("", "", "", ""), rows, "cases"))


def _seconds(case: Case) -> Markup:
    return tag("span", say.seconds(case.seconds), class_="number quiet")


def _slow(cases: Sequence[Case]) -> Markup:
    slowest = sorted(cases, key=lambda case: -case.seconds)[:_SLOWEST]
    names = ", ".join(f"{case.name} ({say.seconds(case.seconds)})" for case in slowest)
    return tag("p", f"Slowest: {names}", class_="quiet")


def _idempotence(run: RunData, phase: Phase, found: Mapping[str, Any]) -> Markup:
    changes = [*found["updated"], *found["changes"]]
    before, after = found["before"], found["after"]
    kinds = ("containers", "volumes", "networks", "files")
    looked = ", ".join(_count(after.get(kind, {}), kind) for kind in kinds)
    if changes:
        words: Child = tag("ul", [tag("li", change) for change in changes], class_="problems")
    else:
        words = tag("p", sign("ok"), " No resource was updated, and nothing on the host differs.")
    rows = [_container(name, before, after) for name in sorted(after.get("containers", {}))]
    head = ("container", "id", "started", "restarts")
    evidence = link(run, phase.folder / "idempotence.json", "idempotence.json")
    return section(
        "Idempotence",
        words,
        tag("p", f"Compared before and after: {looked}.", class_="quiet"),
        folded("The evidence", table(head, rows), tag("p", evidence, class_="quiet")),
        note=f"a second converge, {say.seconds(phase.seconds)}",
    )


def _count(things: Mapping[str, Any], kind: str) -> str:
    return say.count(len(things), kind.removesuffix("s"))


def _container(name: str, before: Mapping[str, Any], after: Mapping[str, Any]) -> list[Child]:
    new = after["containers"][name]
    old = before.get("containers", {}).get(name, {})
    cells: list[Child] = [tag("code", name)]
    for key, length in (("id", 12), ("started", 23), ("restarts", 12)):
        value, was = str(new[key])[:length], str(old.get(key, "none"))[:length]
        same = value == was
        text = value if same else f"{was} → {value}"
        cells.append(tag("span", text, class_="quiet" if same else "bad"))
    return cells
