"""The schema's own habits, and how its errors become findings."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft7Validator

from generator.document.reader import read
from generator.document.source import Source
from generator.findings import Finding
from generator.schema import compiled, load, validate

ROOT = Path(__file__).resolve().parents[2]


def nodes(schema: Any, place: str = "#") -> Iterator[tuple[str, dict[str, Any]]]:
    """Yield (place, subschema) for every subschema."""
    if not isinstance(schema, dict):
        return
    yield place, schema
    for table in ("properties", "patternProperties", "definitions"):
        for key, value in schema.get(table, {}).items():
            yield from nodes(value, f"{place}/{table}/{key}")
    for keyword in ("items", "additionalProperties", "propertyNames", "not"):
        yield from nodes(schema.get(keyword), f"{place}/{keyword}")
    for index, value in enumerate(schema.get("allOf", [])):
        yield from nodes(value, f"{place}/allOf/{index}")


ALL = list(nodes(load()))
PROPERTIES = [
    (f"{place}/{table}/{key}", value)
    for place, node in ALL
    for table in ("properties", "patternProperties")
    for key, value in node.get(table, {}).items()
]


def findings(value: Any) -> list[Finding]:
    """Return what the schema says about a value."""
    document = read(Source("x", json.dumps(value))).document
    assert document is not None
    return validate(document)


def container(**fields: Any) -> dict[str, Any]:
    """Return a document with one container, sound but for these fields."""
    return {"deploy": {"a": {"containers": [{"web": {"image": "a", **fields}}]}}}


def test_it_is_a_draft_07_schema() -> None:
    """The meta-schema has nothing to say; the draft is the one that all editors assert."""
    Draft7Validator.check_schema(load())
    assert "http://json-schema.org/draft-07/schema#" == load()["$schema"]


def test_it_is_one_self_contained_file() -> None:
    """References stay inside, hit something, and have nothing beside them that they would hide."""
    for place, node in ALL:
        if "$ref" in node:
            assert {"$ref"} == set(node), place
            assert node["$ref"].startswith("#/definitions/"), place
            assert node["$ref"].removeprefix("#/definitions/") in load()["definitions"], place


def test_unions_are_flat() -> None:
    """No oneOf, no anyOf, no if: an error is about the one thing that is wrong."""
    assert [] == [place for place, node in ALL if {"oneOf", "anyOf", "if", "$defs"} & set(node)]


@pytest.mark.parametrize(("place", "node"), PROPERTIES, ids=lambda value: str(value)[:80])
def test_every_property_is_described_where_it_is_used(place: str, node: dict[str, Any]) -> None:
    """Editors show the text of the place of use, so a bare reference would show nothing."""
    assert node["description"].endswith(".")
    assert node["description"] == node["markdownDescription"].replace("`", "")
    assert "$ref" not in node


def test_definitions_hold_constraints_only() -> None:
    """A description in a definition would win over the one at the place of use."""
    assert [] == [key for key, node in load()["definitions"].items() if "description" in node]


def test_patterns_mean_the_same_in_javascript() -> None:
    """Anchored, no classes that differ between engines, and each has a sentence of its own."""
    for place, node in ALL:
        pattern = node.get("pattern")
        if pattern is None or place.endswith("/deploy/propertyNames"):
            continue
        assert pattern.startswith("^") and pattern.endswith("$"), place
        assert not any(escape in pattern for escape in ("\\d", "\\w", "\\s", "(?P", "\\Z")), place
        assert "patternErrorMessage" in node or place.endswith("log_opts/additionalProperties")


def test_what_is_refused_says_so_and_is_not_suggested() -> None:
    """Words of other tools and fields of later versions: a sentence, and no completion."""
    refused = [node for _, node in ALL if "not" in node]

    assert len(refused) > 30
    for node in refused:
        assert {} == node["not"]
        assert node["doNotSuggest"] is True
        assert node["errorMessage"]


def test_parallel_lists_have_one_length() -> None:
    """An enum's descriptions stand beside its values."""
    for place, node in ALL:
        for key in ("enumDescriptions", "markdownEnumDescriptions"):
            assert len(node.get(key, [])) in (0, len(node.get("enum", []))), place


def test_the_file_is_formatted() -> None:
    """Two blanks of indent and a line end, so that a diff shows what changed."""
    text = (ROOT / "schema" / "stack.schema.json").read_text("utf-8")

    assert json.dumps(load(), indent=2, ensure_ascii=False) + "\n" == text


def test_the_article_is_accepted() -> None:
    """The document that started the project has nothing that the schema refuses."""
    assert [] == findings(json.loads((ROOT / "tests/stacks/article.stack.json").read_text()))


@pytest.mark.parametrize(
    ("fields", "pointer", "rule"),
    [
        ({"containers": 1.0}, "containers", "wrong-type"),
        ({"containers": True}, "containers", "wrong-type"),
        ({"containers": "٣"}, "containers", "bad-value"),
        ({"ports": ["80:80\n"]}, "ports/0", "bad-value"),
        ({"ports": [80]}, "ports/0", "wrong-type"),
        ({"ports": [{"target": 80, "targt": 80}]}, "ports/0/targt", "unknown-key"),
        ({"ports": [{"published": 80}]}, "ports/0", "missing-key"),
        (
            {"volumes": [{"type": "tmpfs", "source": "a", "target": "/a"}]},
            "volumes/0/type",
            "bad-value",
        ),
        ({"env": {"A": None}}, "env/A", "wrong-type"),
        ({"env": {"A": {"$secret": "x y"}}}, "env/A/$secret", "bad-value"),
        ({"command": {"$secret": "x"}}, "command", "wrong-type"),
        ({"labels": {"cookgen.app": "x"}}, "labels/cookgen.app", "bad-value"),
        ({"labels": ["a=b"]}, "labels", "wrong-type"),
        ({"ulimits": {"nofiles": 1}}, "ulimits/nofiles", "bad-value"),
        ({"ulimits": {"nofile": {"soft": 1}}}, "ulimits/nofile", "missing-key"),
        ({"networks": {"back end": {}}}, "networks/back end", "bad-value"),
        ({"env_file": "shop.env"}, "env_file", "bad-value"),
        ({"update_config": {"order": "start_first"}}, "update_config/order", "bad-value"),
        ({"healthcheck": {"retries": 0}}, "healthcheck/retries", "bad-value"),
        ({"proxy": {"port": 80}}, "proxy", "missing-key"),
        ({"haproxy": {"listen": "8080"}}, "haproxy/listen", "bad-value"),
        ({"mem_limit": "half"}, "mem_limit", "bad-value"),
        ({"x-cookgen": {"ignores": {}}}, "x-cookgen/ignores", "unknown-key"),
        ({"env": {"A=B": "x"}}, "env/A=B", "bad-value"),
        ({"readiness": {"htpp": "/"}}, "readiness/htpp", "unknown-key"),
        ({"environment": {}}, "environment", "unknown-key"),
        ({"migration": {"timeout": 5}}, "migration", "missing-key"),
        ({"depends_on": ["b", "c", "b"]}, "depends_on/2", "bad-value"),
    ],
)
def test_each_error_is_one_finding_at_its_place(
    fields: dict[str, Any], pointer: str, rule: str
) -> None:
    """One mistake, one finding, with a pointer to what is wrong."""
    assert [(f"/deploy/a/containers/0/web/{pointer}", rule)] == [
        (finding.pointer, finding.rule) for finding in findings(container(**fields))
    ]


@pytest.mark.parametrize(
    ("field", "answer"),
    [
        ("environment", "Write `env`"),
        ("restart_policy", "Write `restart`"),
        ("replicas", "Write `containers`"),
        ("scale", "Write `containers`"),
        ("build", "write `image`"),
        ("container_name", "The name is the key"),
        ("network", "Write `networks`"),
        ("privileged", "write `cap_add`"),
        ("resources", "write `cpus`"),
    ],
)
def test_foreign_words_are_answered(field: str, answer: str) -> None:
    """A word of compose or of another tool says what to write here."""
    [finding] = findings(container(**{field: 1}))

    assert answer.lower() in finding.message.lower()


@pytest.mark.parametrize(
    ("key", "hint"),
    [("imagee", "Did you mean `image`?"), ("Volumes-From", "Did you mean `volumes_from`?")],
)
def test_unknown_keys_are_met_with_the_closest_known_one(key: str, hint: str) -> None:
    """At the key, with what was probably meant."""
    [finding] = findings(container(**{key: 1}))

    assert (hint, f"unknown key `{key}`") == (finding.hint, finding.message)


def test_keys_of_others_are_accepted() -> None:
    """A custom JSON serves several cookbooks; only near misses are warned of."""
    value = container()
    value |= {"nginx": {"worker": 1}, "x-me": 1, "docker": {"storage_driver": "overlay2"}}
    value["deploy"]["rails"] = {"scm": {}, "database": {"host": "x"}, "symlinks": {}}

    assert [] == findings(value)


@pytest.mark.parametrize(
    ("pattern", "text", "found"),
    [("^a$", "a\n", False), ("^a$", "a", True), ("^[$]$", "$", True), (r"^\$$", "$", True)],
)
def test_patterns_are_compiled_as_javascript_reads_them(
    pattern: str, text: str, found: bool
) -> None:
    """`$` is the end of the text, not of its last line; in a class or escaped it is itself."""
    assert found is bool(compiled(pattern).search(text))


def keys(value: Any) -> set[str]:
    """Return every key of every object inside a value."""
    if isinstance(value, dict):
        return set(value).union(*(keys(inner) for inner in value.values()))
    return set().union(*(keys(inner) for inner in value)) if isinstance(value, list) else set()


def test_one_stack_shows_every_field() -> None:
    """A field that is added here is added there, where lint and the cookbook meet it.

    What the cookbook does not know yet stands in a stack of its own.
    """
    stack = json.loads((ROOT / "tests/stacks/fields.stack.json").read_text("utf-8"))
    later = json.loads((ROOT / "tests/stacks/later/fields.stack.json").read_text("utf-8"))
    known = {
        key
        for _, node in ALL
        for key, value in node.get("properties", {}).items()
        if "not" not in value
    }

    assert [] == findings(stack) + findings(later)
    assert set() == known - keys(stack) - keys(later)
