"""Records of a load to a report, and a report to a verdict."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from generator.lab.config import Load
from generator.lab.traffic import Record

# A generator that is later than this says little about anybody else.
_LATENESS_MS = 1000.0
_FAILURES_SHOWN = 20


@dataclass(frozen=True)
class Spread:
    """Milliseconds."""

    p50: float
    p90: float
    p99: float
    max: float

    @classmethod
    def of(cls, seconds: Iterable[float]) -> "Spread":
        """Return the spread of durations; zeros where there are none."""
        ordered = sorted(seconds) or [0.0]

        def at(share: float) -> float:
            place = max(math.ceil(share * len(ordered)) - 1, 0)
            return round(ordered[place] * 1000, 2)

        return cls(at(0.50), at(0.90), at(0.99), at(1.0))


@dataclass(frozen=True)
class Seen:
    """A version or an instance in the answers; seconds since the load began."""

    count: int
    first: float
    last: float


@dataclass(frozen=True)
class Report:
    """What a load met. `failed`: kind -> count; a status outside 200..399 is a failure."""

    total: int
    failed: dict[str, int]
    failures: tuple[Record, ...]  # the first few
    versions: dict[str, Seen]
    instances: dict[str, int]
    unnamed: int  # whole answers without X-App-Version
    last_version: str | None
    seconds: float
    longest_gap_ms: float  # between two good answers, the load's ends included
    latency_ms: Spread  # of good answers
    lateness_ms: Spread  # of our own starts
    problems: tuple[str, ...] = ()

    @property
    def ok(self) -> bool:
        """Say whether the judge found nothing."""
        return not self.problems

    def as_json(self) -> dict[str, Any]:
        """Return plain JSON values."""
        failures = [record._asdict() for record in self.failures]
        return {"ok": self.ok, **asdict(self), "failures": failures}


def sum_up(records: Sequence[Record]) -> Report:
    """Sum up the records of one load, in whatever order they ended."""
    ordered = sorted(records, key=lambda record: record.number)
    good = sorted((r for r in ordered if failure(r) is None), key=lambda record: record.ended)
    bad = [record for record in ordered if failure(record) is not None]
    end = max((record.ended for record in ordered), default=0.0)
    return Report(
        total=len(ordered),
        failed=dict(Counter(failure(record) or "" for record in bad).most_common()),
        failures=tuple(bad[:_FAILURES_SHOWN]),
        versions=_versions(good),
        instances=dict(sorted(Counter(r.instance for r in good if r.instance).items())),
        unnamed=sum(record.version is None for record in good),
        last_version=good[-1].version if good else None,
        seconds=round(end, 3),
        longest_gap_ms=_gap(good, ordered),
        latency_ms=Spread.of(record.ended - record.started for record in good),
        lateness_ms=Spread.of(record.started - record.scheduled for record in ordered),
    )


def judge(found: Report, budget: Load) -> list[str]:
    """Say in words what is not as the budget wants it; an empty list is a pass."""
    if not found.total:
        return ["not one request was sent"]
    return [
        *_failures(found),
        *_limits(found, budget),
        *(_wrong_versions(found, budget.versions) if budget.versions else ()),
        *_own_fault(found),
    ]


def failure(record: Record) -> str | None:
    """Say why a request counts as failed; None where it was answered well."""
    if record.error is not None:
        return record.error
    return None if record.status and 200 <= record.status < 400 else f"status {record.status}"


def _versions(good: Iterable[Record]) -> dict[str, Seen]:
    times: dict[str, list[float]] = {}
    for record in good:
        if record.version is not None:
            times.setdefault(record.version, []).append(round(record.ended, 3))
    return {name: Seen(len(ended), ended[0], ended[-1]) for name, ended in sorted(times.items())}


def _gap(good: Sequence[Record], ordered: Sequence[Record]) -> float:
    """Return the longest time without a good answer, up to the last request's start."""
    end = max((record.started for record in ordered), default=0.0)
    edges = [0.0, *(record.ended for record in good if record.ended < end), end]
    return round(max(b - a for a, b in zip(edges, edges[1:])) * 1000, 2)


def _failures(found: Report) -> list[str]:
    if not found.failed:
        return []
    kinds = ", ".join(f"{count} {kind}" for kind, count in found.failed.items())
    first = found.failures[0]
    return [
        f"{sum(found.failed.values())} of {found.total} requests failed: {kinds}; the first is"
        f" {first.method} {first.path}, started at {first.started:.3f} s"
    ]


def _limits(found: Report, budget: Load) -> list[str]:
    problems = []
    if budget.max_gap_ms is not None and found.longest_gap_ms > budget.max_gap_ms:
        problems.append(
            f"no good answer for {found.longest_gap_ms:g} ms; {budget.max_gap_ms:g} are allowed"
        )
    if budget.p99_ms is not None and found.latency_ms.p99 > budget.p99_ms:
        problems.append(f"p99 is {found.latency_ms.p99:g} ms; {budget.p99_ms:g} are allowed")
    return problems


def _wrong_versions(found: Report, wanted: Sequence[str]) -> list[str]:
    seen = ", ".join(f"{name} {what.count} times" for name, what in found.versions.items())
    problems = [
        f"version {name} was not seen (seen: {seen or 'none'})"
        for name in wanted
        if name not in found.versions
    ]
    problems += [
        f"version {name} was seen {what.count} times and should not be there"
        for name, what in found.versions.items()
        if name not in wanted
    ]
    if found.unnamed:
        problems.append(f"{found.unnamed} answers have no X-App-Version")
    elif found.last_version is not None and found.last_version != wanted[-1]:
        problems.append(f"the last answer is of version {found.last_version}, not {wanted[-1]}")
    return problems


def _own_fault(found: Report) -> list[str]:
    if found.lateness_ms.p99 <= _LATENESS_MS:
        return []
    return [
        f"the load itself was late (p99 {found.lateness_ms.p99:g} ms): the machine is too busy"
        " for a verdict"
    ]
