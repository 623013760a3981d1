"""The picture of a load: every request as a dot, failures in red, what the deploy did, and when."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from generator.lab.rundata import ChefRun, Loaded
from generator.lab.traffic import Record
from generator.lab.verdict import failure
from generator.output.run import dots, lanes
from generator.output.run import words as say
from generator.output.run.frame import (
    AXIS,
    BINS,
    FAILED,
    LATE,
    LATENCY,
    LEFT,
    RATE,
    RIGHT,
    VERSIONS,
    WIDTH,
    Frame,
    box,
    label,
    rule,
    words,
)
from generator.output.run.markup import Markup, join, number, tag
from generator.output.run.scale import Linear, Logarithmic

_CROSSES = 5000
_TITLES = 200


def picture(load: Loaded, chefs: Sequence[ChefRun]) -> Markup:
    """Return an SVG element; `chefs` are the runs of the step. Nothing where nothing was sent."""
    records = load.records
    if not records:
        return Markup("")
    good = sorted((r for r in records if failure(r) is None), key=lambda r: r.ended)
    bad = [record for record in records if failure(record) is not None]
    rows = lanes.lanes(chefs, load.began)
    frame = Frame(0.0, max(record.ended for record in records), len(rows))
    return tag(
        "svg",
        _grid(frame, _scale(records)),
        _gaps(load, good, frame),
        lanes.drawn(rows, frame),
        _limits(load, frame, _scale(records)),
        _answers(load, good, frame, _scale(records)),
        _failures(bad, frame, _scale(records)),
        _shares(load, records, frame),
        _rate(load, records, frame),
        _lateness(records, frame),
        viewbox=f"0 0 {WIDTH} {frame.height}",
        role="img",
        aria_label="Requests over time",
        class_="timeline",
    )


def version_class(load: Loaded, version: str | None) -> str:
    """Return the class of a version's colour: v0 for the first of all that were seen."""
    seen = load.report["versions"]
    order = sorted(seen, key=lambda name: (seen[name]["first"], name))
    return f"v{order.index(version) % 6}" if version in order else "vx"


def _scale(records: Sequence[Record]) -> Logarithmic:
    taken = [max(record.ended - record.started, 0.0) * 1000 for record in records]
    low = max(min(taken) * 0.6, 0.1)
    return Logarithmic(low, max(max(taken) * 1.3, 100.0), LATENCY.bottom, LATENCY.top)


def _grid(frame: Frame, y: Logarithmic) -> Iterator[Markup]:
    for tick in y.ticks():
        yield rule(LEFT, y(tick), RIGHT, y(tick), "grid")
        text = f"{tick / 1000:g} s" if tick >= 1000 else f"{tick:g} ms"
        yield words(LEFT - 10, y(tick) + 4, text, "axis", "end")
    for second in frame.x.ticks(12):
        yield rule(frame.x(second), LATENCY.top, frame.x(second), LATE.bottom, "grid")
        yield words(frame.x(second), AXIS, f"{second:g} s", "axis", "middle")
    for panel, text in ((FAILED, "failed"), (VERSIONS, "versions")):
        yield label(panel, text)
        yield box(LEFT, panel.top, RIGHT, panel.bottom, "track")


def _gaps(load: Loaded, good: Sequence[Record], frame: Frame) -> Iterator[Markup]:
    """Draw the longest time without a good answer, and each that is longer than allowed."""
    last = max(record.started for record in load.records)
    every = dots.gaps(good, last, 0.0)
    if not every:
        return
    limit = load.report["budget"].get("max_gap_ms")
    longest = max(every, key=lambda gap: gap[1] - gap[0])
    broken = [gap for gap in every if limit is not None and (gap[1] - gap[0]) * 1000 > limit]
    for began, ended in dict.fromkeys([longest, *broken]):
        over = (began, ended) in broken
        x1, x2 = frame.x(began), max(frame.x(ended), frame.x(began) + 2)
        yield box(x1, LATENCY.top, x2, LATENCY.bottom, "gap over" if over else "gap")
        text = f"no answer for {say.milliseconds((ended - began) * 1000)}"
        left = x2 + 6 + len(text) * 6.2 > RIGHT
        x, anchor = (x1 - 5, "end") if left else (x2 + 5, None)
        yield words(x, LATENCY.bottom - 7, text, "note over" if over else "note", anchor)


def _limits(load: Loaded, frame: Frame, y: Logarithmic) -> Iterator[Markup]:
    p99, limit = load.report["latency_ms"]["p99"], load.report["budget"].get("p99_ms")
    lines = [(p99, f"p99 {say.milliseconds(p99)}", "p99")]
    if limit is not None and limit <= y.high:
        lines.append((limit, f"p99 may be {say.milliseconds(limit)}", "limit"))
    for value, text, kind in lines:
        yield rule(LEFT, y(value), RIGHT, y(value), kind)
        yield words(RIGHT - 2, y(value) - 4, text, f"note {kind}", "end")


def _answers(
    load: Loaded, good: Sequence[Record], frame: Frame, y: Logarithmic
) -> Iterator[Markup]:
    by_class: dict[str, list[dots.Point]] = {}
    for record in good:
        place = (frame.x(record.ended), y((record.ended - record.started) * 1000))
        by_class.setdefault(version_class(load, record.version), []).append(place)
    for kind, points in sorted(by_class.items()):
        yield tag("path", d=dots.path(dots.thinned(points)), class_=f"dots {kind}")


def _failures(bad: Sequence[Record], frame: Frame, y: Logarithmic) -> Iterator[Markup]:
    """Draw every failure twice: a tick in the strip above, a cross where its dot would be."""
    if not bad:
        yield words(LEFT + 8, FAILED.middle + 4, "none", "axis")
        return
    places = [(frame.x(r.ended), y((r.ended - r.started) * 1000)) for r in bad]
    ticks = dict.fromkeys(f"M{number(x)} {FAILED.top}V{FAILED.bottom}" for x, _ in places)
    yield tag("path", d="".join(ticks), class_="tick")
    if len(bad) > _CROSSES:
        yield tag("path", d=dots.path(places), class_="dots bad")
    else:
        crosses = (f"M{number(x - 3)} {number(y_ - 3)}l6 6m0-6l-6 6" for x, y_ in places)
        yield tag("path", d="".join(dict.fromkeys(crosses)), class_="cross")
    for record, (x, y_) in list(zip(bad, places))[:_TITLES]:
        taken = say.milliseconds((record.ended - record.started) * 1000)
        text = f"{record.ended:.3f} s: {failure(record)}, {record.method} {record.path}, {taken}"
        yield tag("circle", tag("title", text), cx=x, cy=y_, r=6, class_="touch")


def _shares(load: Loaded, records: Sequence[Record], frame: Frame) -> Iterator[Markup]:
    """Draw, for each part of the time, which versions answered; parts that are alike as one."""
    kinds = sorted({_kind(load, record) for record in records})
    counts = {
        kind: dots.binned((r.ended for r in records if _kind(load, r) == kind), frame.end, BINS)
        for kind in kinds
    }
    columns = [tuple(counts[kind][place] for kind in kinds) for place in range(BINS)]
    shares = [tuple(round(part / (sum(column) or 1), 2) for part in column) for column in columns]
    place = 0
    while place < BINS:
        end = place + 1
        while end < BINS and shares[end] == shares[place]:
            end += 1
        x1, x2 = (frame.x(frame.end * edge / BINS) for edge in (place, end))
        yield from _column(x1, x2, dict(zip(kinds, shares[place])))
        place = end


def _column(x1: float, x2: float, shares: dict[str, float]) -> Iterator[Markup]:
    y = float(VERSIONS.top)
    for kind, share in shares.items():
        if share:
            bottom = y + share * (VERSIONS.bottom - VERSIONS.top)
            yield box(x1, y, x2, bottom, f"share {kind}")
            y = bottom


def _kind(load: Loaded, record: Record) -> str:
    return "bad" if failure(record) is not None else version_class(load, record.version)


def _rate(load: Loaded, records: Sequence[Record], frame: Frame) -> Iterator[Markup]:
    wanted = float(load.report["plan"]["rate"])
    last = max(record.started for record in records)
    bins = max(min(int(last * 4), BINS), 1)
    sent = dots.binned((record.started for record in records), last, bins)
    rates = [count / (last / bins or 1.0) for count in sent]
    y = Linear(0.0, max(wanted * 1.5, max(rates)), RATE.bottom, RATE.top)
    yield label(RATE, "sent per s")
    yield _steps(rates, last, frame, y, "rate")
    yield rule(LEFT, y(wanted), RIGHT, y(wanted), "wanted")
    yield words(RIGHT - 2, y(wanted) - 4, f"wanted {wanted:g}/s", "note", "end")


def _lateness(records: Sequence[Record], frame: Frame) -> Iterator[Markup]:
    late = dots.highest(
        ((r.started, (r.started - r.scheduled) * 1000) for r in records), frame.end, BINS
    )
    y = Linear(0.0, max(*late, 20.0), LATE.bottom, LATE.top)
    yield label(LATE, "sent late")
    yield _steps(late, frame.end, frame, y, "late")
    yield words(RIGHT - 2, LATE.top + 9, f"at most {say.milliseconds(max(late))}", "note", "end")


def _steps(values: Sequence[float], end: float, frame: Frame, y: Linear, kind: str) -> Markup:
    """Return an area with one step for each value, over 0..end s."""
    edges = [frame.x(end * place / len(values)) for place in range(len(values) + 1)]
    steps = join(
        Markup(f"V{number(y(value))}H{number(edge)}") for value, edge in zip(values, edges[1:])
    )
    return tag(
        "path", d=f"M{number(edges[0])} {number(y(0.0))}{steps}V{number(y(0.0))}Z", class_=kind
    )
