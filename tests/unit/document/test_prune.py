"""What is left of a document when the wrong parts are taken out."""

from __future__ import annotations

from typing import Any

import pytest

from generator.document.prune import Pruned, prune


def stack(containers: Any) -> dict[str, Any]:
    """Return a document with these containers."""
    return {"docker": {"x": 1}, "deploy": {"a": {"services": 1, "containers": containers}}}


def test_a_containers_field_goes_as_a_whole() -> None:
    """Nothing below a field shifts: places of what is left stay true."""
    value = stack([{"web": {"image": "a", "ports": ["80:80", 5, "81:81"]}}])

    pruned = prune(value, ["/deploy/a/containers/0/web/ports/1"])

    place = "/deploy/a/containers/0/web"
    assert Pruned(stack([{"web": {"image": "a"}}]), frozenset({place})) == pruned
    assert 3 == len(value["deploy"]["a"]["containers"][0]["web"]["ports"])


def test_both_forms_of_containers_are_known() -> None:
    """In an object of containers the name stands one step higher."""
    value = stack({"web": {"image": "a", "tag": 5}})

    pruned = prune(value, ["/deploy/a/containers/web/tag", "/deploy/a/containers/web/tag"])

    assert Pruned(stack({"web": {"image": "a"}}), frozenset({"/deploy/a/containers/web"})) == pruned


def test_a_missing_field_touches_its_container() -> None:
    """Nothing is removed, but what is said of the container as a whole may only follow from it."""
    value = stack({"web": {}})

    assert Pruned(value, frozenset({"/deploy/a/containers/web"})) == prune(
        value, ["/deploy/a/containers/web"]
    )


def test_other_keys_go_alone() -> None:
    """A top-level key, and a foreign word in an app."""
    pruned = prune(stack([]), ["/docker/registries/x", "/deploy/a/services"])

    assert Pruned({"deploy": {"a": {"containers": []}}}, frozenset()) == pruned


@pytest.mark.parametrize(
    "place",
    [
        "",
        "/deploy",
        "/deploy/a",
        "/deploy/a/containers",
        "/deploy/a/containers/0",
        "/deploy/a/data_volumes/0",
    ],
)
def test_names_are_not_taken_out(place: str) -> None:
    """Without a name that others speak of, rules would report what is not so."""
    assert prune(stack([{"web": {}}]), [place]) is None
