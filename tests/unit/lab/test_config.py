"""cookgen.yml: what is read, and how mistakes are told."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path

import jsonschema
import pytest
import yaml

from generator.errors import UnreadableInput
from generator.lab import config
from generator.paths import data

ARTICLE = Path(__file__).resolve().parents[2] / "hosts" / "article" / "cookgen.yml"
GOOD = """
platforms:
  - {name: debian-12, debian: 12, chef: 18.11.11}
  - {name: debian-11, debian: 11, chef: 12.18.31}
suites:
  - name: web
    runtime: local
    cookbooks: cookbooks
    run_lists: {undeploy: ['web::undeploy'], deploy: ['web::deploy'], setup: ['web::setup']}
    images: {'quay.io/some/app:v1': {build: cookbooks, args: {VERSION: 1}}}
    steps:
      - {name: again, attributes: {a: 1}, load: {rate: 50, versions: [v1]}}
  - name: old
    runtime: opsworks12
    cookbooks: cookbooks
    run_lists: {setup: ['web::setup']}
    includes: [debian-11]
"""


@pytest.fixture
def read(tmp_path: Path) -> Callable[[str], config.Config]:
    """Read a text as the cookgen.yml of a project that has a folder `cookbooks`."""
    (tmp_path / "cookbooks").mkdir()

    def read(text: str) -> config.Config:
        path = tmp_path / "cookgen.yml"
        path.write_text(text, encoding="utf-8")
        return config.load(path)

    return read


def test_an_instance_is_a_suite_on_each_of_its_platforms(
    read: Callable[[str], config.Config]
) -> None:
    """A suite without `includes` runs on all platforms."""
    names = [instance.name for instance in read(GOOD).instances]

    assert ["web-debian-12", "web-debian-11", "old-debian-11"] == names


def test_the_events_of_a_converge_are_those_of_a_boot(read: Callable[[str], config.Config]) -> None:
    """Setup comes before deploy wherever they stand, and undeploy is no part of it."""
    assert ("setup", "deploy") == read(GOOD).instances[0].suite.converge


def test_steps_images_and_load_are_typed(read: Callable[[str], config.Config]) -> None:
    """What a step leaves out has its default; numbers in build arguments become texts."""
    suite = read(GOOD).instances[0].suite

    assert (
        config.Step("again", "deploy", {"a": 1}, config.Load(rate=50.0, versions=("v1",))),
    ) == suite.steps
    assert {"VERSION": "1"} == suite.images[0].args


@pytest.mark.parametrize(
    "old, new, message",
    [
        ("debian: 12", "debian: twelve", "platforms[0].debian: must be a whole number"),
        ("chef: 18.11.11", "chief: 18", "platforms[0].chef: is missing"),
        ("name: web", "name: We b", "suites[0].name: 'We b' is no name"),
        ("rate: 50", "rate: -1", "suites[0].steps[0].load.rate: must be a number, 0 or more"),
        ("rate: 50", "rat: 50", "suites[0].steps[0].load.rate: is missing"),
        ("versions: [v1]", "versions: v1", "load.versions: must be a list of texts"),
        ("cookbooks: cookbooks", "cookbooks: nowhere", "suites[0].cookbooks: "),
        ("cookbooks: cookbooks", "tests: cookbooks", "needs one of `stack` and `cookbooks`"),
        ("includes: [debian-11]", "includes: [debian-13]", "no platform 'debian-13'"),
        ("includes: [debian-11]", "exclude: [x]", "suites[1].exclude: is not known here"),
        ("quay.io/some/app:v1", "quay.io/some/app", "needs a tag: NAME:TAG"),
        ("name: again", "name: again, event: nap", "'nap' has no run list"),
        ("platforms:", "platforms: [", "not YAML"),
    ],
)
def test_mistakes_name_the_key(
    read: Callable[[str], config.Config], old: str, new: str, message: str
) -> None:
    """Each mistake is one line with the file and the key."""
    with pytest.raises(UnreadableInput, match=re.escape(message)) as caught:
        read(GOOD.replace(old, new, 1))

    assert "cookgen.yml" in caught.value.message


def test_the_nearest_file_above_is_found(tmp_path: Path) -> None:
    """A command may be given anywhere below the project's folder."""
    deep = tmp_path / "a" / "b"
    deep.mkdir(parents=True)
    (tmp_path / "cookgen.yml").write_text("")

    assert tmp_path.resolve() / "cookgen.yml" == config.find(deep)


def test_no_file_is_told_with_the_option_that_helps(tmp_path: Path) -> None:
    """Where there is no project, the hint names --project."""
    with pytest.raises(UnreadableInput) as caught:
        config.find(tmp_path)

    assert "--project" in (caught.value.hint or "")


@pytest.mark.parametrize(
    "pattern, expected",
    [
        (None, 3),
        ("all", 3),
        ("web", 2),
        ("debian-11$", 2),
        ("web-debian-11", 1),
    ],
)
def test_instances_are_chosen_by_name_or_pattern(
    read: Callable[[str], config.Config], pattern: str | None, expected: int
) -> None:
    """A whole name wins over its being a pattern as well."""
    assert expected == len(read(GOOD).select(pattern))


@pytest.mark.parametrize("pattern", ["nothing", "["])
def test_what_matches_nothing_is_refused(
    read: Callable[[str], config.Config], pattern: str
) -> None:
    """Neither a pattern without a match nor a broken one means "all"."""
    with pytest.raises(UnreadableInput):
        read(GOOD).select(pattern)


def test_names_and_labels_follow_from_the_place(read: Callable[[str], config.Config]) -> None:
    """Two projects never share a name; all of an instance share its labels."""
    instance = read(GOOD).instances[0]
    identity = config.project_id(instance.project)

    assert f"cg-{identity[:8]}-web-debian-12-host" == instance.container("host")
    assert {
        "cookgen.lab": identity,
        "cookgen.instance": "web-debian-12",
        "cookgen.role": "host",
    } == instance.labels("host")
    assert identity != config.project_id(instance.project.parent)


def test_the_schema_knows_the_same_keys(read: Callable[[str], config.Config]) -> None:
    """An unknown key is told with all known ones; the schema for editors has exactly those."""
    schema = json.loads(data("schema", "cookgen.schema.json").read_text(encoding="utf-8"))
    parts = schema["definitions"]
    image = parts["suite"]["properties"]["images"]["additionalProperties"]
    for old, new, known in (
        ("platforms:", "unknown: 1\nplatforms:", schema),
        ("debian: 12", "unknown: 1, debian: 12", parts["platform"]),
        ("name: web", "name: web\n    unknown: 1", parts["suite"]),
        ("{build:", "{unknown: 1, build:", image),
        ("name: again", "name: again, unknown: 1", parts["step"]),
        ("rate: 50", "rate: 50, unknown: 1", parts["load"]),
    ):
        with pytest.raises(UnreadableInput) as caught:
            read(GOOD.replace(old, new, 1))
        told = re.search(r"\(known: (.*)\)", caught.value.message)
        assert told is not None
        assert sorted(known["properties"]) == told.group(1).split(", ")


def test_the_article_s_file_is_good() -> None:
    """The project that the host tests run obeys both the schema and the reader."""
    schema = json.loads(data("schema", "cookgen.schema.json").read_text(encoding="utf-8"))

    jsonschema.Draft7Validator(schema).validate(yaml.safe_load(ARTICLE.read_text("utf-8")))
    names = [instance.name for instance in config.load(ARTICLE).instances]
    assert ["opsworks12-debian-11", "local-debian-12"] == names
