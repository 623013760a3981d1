"""A picture of many requests stays small and tells no lies."""

from __future__ import annotations

import json
import random
from pathlib import Path
from time import monotonic

import pytest

from generator.lab import requestlog
from generator.lab.config import Load
from generator.lab.rundata import Loaded, Phase
from generator.lab.traffic import Record
from generator.lab.verdict import sum_up
from generator.output.run import dots
from generator.output.run.scale import Linear, Logarithmic
from generator.output.run.timeline import picture


def record(number: int, ended: float, error: str | None = None) -> Record:
    """Return a request that was sent 3 ms before its end."""
    status = None if error else 200
    begin = ended - 0.003
    return Record(number, "GET", "/", False, begin, begin, ended, status, "v1", None, error)


def loaded(folder: Path, records: list[Record]) -> Loaded:
    """Return a load of these requests, written and read."""
    requestlog.write(folder, records)
    plan = {"plan": {"rate": 100.0}, "budget": {"max_gap_ms": None, "p99_ms": None}, "began": 0.0}
    report = json.loads(json.dumps({**sum_up(records).as_json(), **plan}))
    return Loaded(Phase("step v2", "ok", 0.0, 9.0, (), "", folder), report, folder)


def test_dots_that_look_like_one_are_drawn_once() -> None:
    """Far ones stay, and never more than was asked for."""
    rng = random.Random(1)
    many = [(rng.uniform(0, 1000), rng.uniform(0, 200)) for _ in range(50_000)]

    assert [(0.0, 0.0), (90.0, 0.0)] == dots.thinned([(0.0, 0.0), (0.3, 0.2), (90.0, 0.0)])
    assert 3000 < len(dots.thinned(many)) <= 6000


def test_of_many_requests_every_failure_is_drawn(tmp_path: Path) -> None:
    """100,000 requests make a picture of well under a megabyte in little time; 2 failed."""
    rng = random.Random(1)
    records = [record(n, 0.01 + n / 1000 + rng.random() / 50) for n in range(100_000)]
    records[5] = record(5, 40.0, "refused")
    records[6] = record(6, 70.0, "reset")
    load = loaded(tmp_path, records)
    begin = monotonic()
    drawn = picture(load, [])

    assert len(drawn) < 300_000
    assert monotonic() - begin < 20
    assert 2 == drawn.count('class="touch"')
    assert "40.000 s: refused, GET /, 3.0 ms" in drawn


def test_nothing_sent_is_no_picture(tmp_path: Path) -> None:
    """A load that died at once has no timeline."""
    assert "" == picture(loaded(tmp_path, []), [])


def test_gaps_are_between_good_answers_and_at_both_ends() -> None:
    """As the judge counts them."""
    good = [record(1, 1.0), record(2, 1.2), record(3, 3.0)]

    assert [(0.0, 1.0), (1.2, 3.0), (3.0, 4.5)] == dots.gaps(good, 4.5, 0.5)


@pytest.mark.parametrize(
    "low, high, expected",
    [(0, 10, [0, 2, 4, 6, 8, 10]), (0, 0.7, [0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7]), (0, 0, [0])],
)
def test_ticks_are_round(low: float, high: float, expected: list[float]) -> None:
    """Steps of 1, 2 or 5 times a power of ten."""
    assert expected == Linear(low, high, 0, 100).ticks()


def test_each_power_of_ten_is_as_high_as_the_next() -> None:
    """And what lies outside is drawn at the edge."""
    scale = Logarithmic(1, 1000, 300, 0)

    assert [300, 200, 100, 0] == [round(scale(value)) for value in (1, 10, 100, 1000)]
    assert (300, 0) == (scale(0.001), scale(99_999))
    assert [1, 10, 100, 1000] == scale.ticks()


def test_what_is_in_a_load_is_what_a_budget_has() -> None:
    """The page asks a budget for these by name."""
    assert {"max_gap_ms", "p99_ms"} <= set(vars(Load(rate=1.0)))
