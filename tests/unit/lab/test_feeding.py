"""From an instance to what Chef is fed."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from generator.errors import UnreadableInput
from generator.lab import config, feeding

CREDENTIALS = {"redis": "redis://r", "database": {"host": "db.lab", "port": 5432}}


def instance(tmp_path: Path, source: str) -> config.Instance:
    """Return the instance of a project with one suite."""
    (tmp_path / "cookgen.yml").write_text(
        "platforms: [{name: d, debian: 12, chef: 18.11.11}]\n"
        f"suites: [{{name: s, runtime: local, {source}, run_lists: {{setup: [a]}}}}]\n"
    )
    return config.load(tmp_path / "cookgen.yml").instances[0]


def test_holes_are_filled_from_the_credentials() -> None:
    """Names lead into the credentials; what is no hole stays."""
    environment = {"REDIS_URL": "%{redis}", "DB": "%{database.host}:%{database.port}", "P": "50%"}

    assert {"REDIS_URL": "redis://r", "DB": "db.lab:5432", "P": "50%"} == feeding.filled(
        environment, CREDENTIALS
    )


@pytest.mark.parametrize("hole", ["%{rediss}", "%{database}", "%{redis.url}"])
def test_a_hole_without_a_value_is_told_with_those_that_have_one(hole: str) -> None:
    """The message has names, never values."""
    with pytest.raises(UnreadableInput, match="database.host, database.port, redis$") as caught:
        feeding.filled({"X": hole}, CREDENTIALS)

    assert "redis://" not in caught.value.message


@pytest.mark.parametrize(
    "deployment, expected",
    [
        ({}, {}),
        ({"deploy": {"a": {"containers": {"app": {"tag": "v2"}}}}}, {"app": "v2"}),
        ({"deploy": {"a": {"containers": [{"app": {"tag": "v2"}}]}}}, {}),
        ({"deploy": {"a": {"containers": {"app": {"env": {}}}}}}, {}),
        ({"manual": ["nginx"]}, {}),
    ],
)
def test_tags_that_a_deployment_overrides_are_known(
    deployment: dict[str, Any], expected: dict[str, str]
) -> None:
    """Only an override by name is one: a list replaces all."""
    assert expected == feeding.tags(deployment)


def test_a_folder_of_cookbooks_is_taken_as_it_is(tmp_path: Path) -> None:
    """Its files land below Chef's cookbook path."""
    recipe = tmp_path / "cookbooks" / "web" / "recipes" / "default.rb"
    recipe.parent.mkdir(parents=True)
    recipe.write_text("log 'x'\n")

    stuff = feeding.material(instance(tmp_path, "cookbooks: cookbooks"))

    assert {"/var/chef/cookbooks/web/recipes/default.rb": b"log 'x'\n"} == stuff.placed()
    assert () == stuff.apps


def test_a_stack_is_built_for_each_converge(tmp_path: Path) -> None:
    """The cookbook comes from the stack as it is now, and the document verbatim."""
    stack = Path(__file__).resolve().parents[2] / "stacks" / "article.stack.json"
    stuff = feeding.material(instance(tmp_path, f"stack: {stack}"))

    assert ("amazing_application", "amazing application") == (
        stuff.apps[0].slug,
        stuff.apps[0].name,
    )
    assert ["amazing application"] == list(stuff.document["deploy"])
    assert "/var/chef/cookbooks/docker/metadata.rb" in stuff.placed()


def test_a_stack_with_errors_is_not_converged(tmp_path: Path) -> None:
    """The hint is the command that shows the errors."""
    (tmp_path / "bad.json").write_text("{")

    with pytest.raises(UnreadableInput) as caught:
        feeding.material(instance(tmp_path, "stack: bad.json"))
    assert "cookgen lint" in (caught.value.hint or "")
