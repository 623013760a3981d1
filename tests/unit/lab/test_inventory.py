"""What is garbage, and what belongs to somebody."""

from __future__ import annotations

from pathlib import Path

import pytest

from generator.lab import inventory
from generator.lab.config import project_id
from generator.lab.inventory import Thing

HERE, GONE = Path("/srv/here"), Path("/srv/gone")
NOW = 10_000.0


def thing(
    project: Path, role: str, instance: str = "s-p", created: float = 0, told: bool = True
) -> Thing:
    """Return a thing of a project; without its place where it is not `told`."""
    labels = {"cookgen.lab": project_id(project), "cookgen.instance": instance}
    labels["cookgen.role"] = role
    if told:
        labels["cookgen.project"] = str(project)
    return Thing("container", f"{project}-{role}", f"{instance}-{role}", labels, created, "running")


def collected(*things: Thing, older_than: float = 60) -> dict[str, str]:
    """Return id -> reason of what is garbage while only /srv/here exists."""
    found = inventory.garbage(things, NOW, older_than, exists=lambda path: path == HERE)
    return {item.thing.id: item.reason for item in found}


def test_what_runs_for_a_project_that_is_there_is_left_alone() -> None:
    """Host and services of one instance."""
    assert {} == collected(thing(HERE, "host"), thing(HERE, "services"))


def test_a_project_whose_folder_is_gone_leaves_garbage() -> None:
    """All of it, the host too."""
    found = collected(thing(GONE, "host"), thing(GONE, "services"), thing(HERE, "host"))

    assert {
        "/srv/gone-host": "/srv/gone is gone",
        "/srv/gone-services": "/srv/gone is gone",
    } == found


def test_what_has_lost_its_host_is_garbage() -> None:
    """A killed create leaves services, network and volume; another instance's host is no help."""
    found = collected(thing(HERE, "services"), thing(HERE, "host", instance="other"))

    assert {"/srv/here-services": "the host of s-p is gone"} == found


def test_what_is_young_may_still_be_made() -> None:
    """Services come before the host."""
    assert {} == collected(thing(HERE, "services", created=NOW - 59))


def test_a_place_that_does_not_fit_the_id_proves_nothing() -> None:
    """Only the one who made a thing knows both."""
    stranger = Thing(
        "container",
        "x",
        "x",
        {
            "cookgen.lab": "0123456789ab",
            "cookgen.instance": "s-p",
            "cookgen.role": "host",
            "cookgen.project": str(GONE),
        },
        0,
    )

    assert {} == collected(stranger)


def test_a_host_without_its_place_is_left_alone() -> None:
    """Nobody can tell whether its project is there."""
    assert {} == collected(thing(GONE, "host", told=False))


@pytest.mark.parametrize(
    "states, expected",
    [
        ({}, "-"),
        ({"host": "running", "services": "running"}, "running"),
        ({"host": "exited", "services": "running"}, "exited"),
        ({"host": "running", "services": "exited"}, "running, services exited"),
        ({"services": "running"}, "in pieces"),
    ],
)
def test_the_condition_of_an_instance(states: dict[str, str], expected: str) -> None:
    """As Docker tells it."""
    things = [Thing("container", r, r, {"cookgen.role": r}, 0, s) for r, s in states.items()]

    assert expected == inventory.condition(things)


def test_hosts_that_cookgen_yml_no_longer_names_are_found() -> None:
    """Of this project only."""
    things = [thing(HERE, "host", instance="old"), thing(GONE, "host", instance="other")]

    assert {"old": "running"} == inventory.unlisted(things, project_id(HERE), [])


@pytest.mark.parametrize(
    "text, seconds", [("90s", 90), ("15m", 900), ("2h", 7200), ("30d", 2592000)]
)
def test_durations(text: str, seconds: float) -> None:
    """A number and a unit."""
    assert seconds == inventory.duration(text)


@pytest.mark.parametrize("text", ["", "5", "h", "-1h", "1w", "1.5h"])
def test_what_is_no_duration(text: str) -> None:
    """Is refused with an example."""
    with pytest.raises(ValueError, match="90s, 15m, 12h, 30d"):
        inventory.duration(text)


@pytest.mark.parametrize(
    "text",
    [
        "2026-11-22T16:06:20Z",
        "2026-11-22T16:06:20.123456789Z",
        "2026-11-22T18:06:20+02:00",
    ],
)
def test_times_as_docker_writes_them(text: str) -> None:
    """With and without parts of seconds and zones."""
    assert 1795363580.0 == inventory.seconds_since_1970(text)


@pytest.mark.parametrize("ago, text", [(5, "5s"), (60, "1m"), (7300, "2h"), (200000, "2d")])
def test_ages(ago: float, text: str) -> None:
    """In the largest unit."""
    assert text == inventory.age(NOW - ago, NOW)
