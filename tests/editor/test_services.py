"""What editors show of `schema/stack.schema.json`: both generations of VS Code's service.

`cases/` holds tables of what is asked and what must come back; the probes that visit every
property are made from the schema itself.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from generator.check import check
from generator.document.source import Source
from generator.findings import Severity

HERE = Path(__file__).resolve().parent
SCHEMAS = HERE.parents[1] / "schema"
SERVICES = ("ls5", "ls6")

Json = Any
Build = Callable[[Json], Json]  # a value to a whole document with the value in its place
Site = tuple[str, Build, str, dict[str, Json]]  # place, document, key, the property's schema


def cases(ask: str) -> list[dict[str, Json]]:
    """Return a table of `cases/`."""
    table = json.loads((HERE / "cases" / f"{ask}.json").read_text("utf-8"))
    return [{**one, "ask": ask} for one in table["cases"]]


@cache
def schema() -> dict[str, Json]:
    """Return the schema under test."""
    found: dict[str, Json] = json.loads((SCHEMAS / "stack.schema.json").read_text("utf-8"))
    return found


def applied(node: dict[str, Json]) -> Iterator[dict[str, Json]]:
    """Yield a subschema and what it refers to, in place."""
    yield node
    for inner in [node, *node.get("allOf", [])]:
        if "$ref" in inner:
            yield from applied(
                schema()["definitions"][inner["$ref"].removeprefix("#/definitions/")]
            )


def sites(node: dict[str, Json], at: str, build: Build) -> Iterator[Site]:
    """Yield every property below a subschema, in each form that leads there."""
    for part in applied(node):
        if "not" in part:
            continue
        for key, inner in part.get("properties", {}).items():
            yield f"{at}/{key}", build, key, inner
            yield from sites(inner, f"{at}/{key}", lambda value, key=key: build({key: value}))
        for pattern, inner in part.get("patternProperties", {}).items():
            key = f"{pattern.lstrip('^')}own"
            yield f"{at}/{key}", build, key, inner
        extra = part.get("additionalProperties")
        if isinstance(extra, dict):
            key = name_for(part)
            yield from sites(extra, f"{at}/{key}", lambda value, key=key: build({key: value}))
        if "items" in part:
            yield from sites(part["items"], f"{at}/0", lambda value: build([value]))


def name_for(part: dict[str, Json]) -> str:
    """Return a name that an object of names accepts."""
    for names in applied(part.get("propertyNames", {})):
        if names.get("examples"):
            return str(names["examples"][0])
    return "name"


SITES = list(sites(schema(), "", lambda value: value))
OBJECTS = {at.rpartition("/")[0]: build for at, build, _, _ in SITES}
STAGES = {"syntax", "duplicate-key", "unknown-key", "missing-key", "wrong-type", "bad-value"}
SNIPPET_PLACES: dict[str, Json] = {
    "an empty file": "|",
    "a container": {"deploy": {"shop": {"containers": ["|"]}}},
    "containers": {"deploy": {"shop": {"containers": "|"}}},
    "a data volume": {"deploy": {"shop": {"data_volumes": ["|"]}}},
}


def cursor_in(key: str) -> str:
    """Return a key with the cursor behind its first character."""
    return f"{key[0]}|{key[1:]}"


@pytest.fixture(scope="module")
def answers(ask: Callable[..., Json]) -> Json:
    """Return all answers of both services, asked once."""
    hovers = [
        {"name": f"hover {at}", "ask": "hover", "document": build({cursor_in(key): None})}
        for at, build, key, _ in SITES
    ]
    keys = [
        {"name": f"keys of {at}", "ask": "completion", "document": build({"|": None})}
        for at, build in OBJECTS.items()
    ]
    snippets = [
        {"name": f"snippets of {at}", "ask": "completion", "document": document}
        for at, document in SNIPPET_PLACES.items()
        if document != "|"
    ]
    snippets.append({"name": "snippets of an empty file", "ask": "completion", "text": "|"})
    tables = [one for name in ("diagnostics", "hover", "completion") for one in cases(name)]
    return ask([*tables, *hovers, *keys, *snippets])


def shown(problem: Json) -> str:
    """Return a diagnostic as the tables write it."""
    return f"{problem['line']}:{problem['column']}-{problem['end']} {problem['message']}"


@pytest.mark.parametrize("service", SERVICES)
@pytest.mark.parametrize("one", cases("diagnostics"), ids=lambda one: one["name"])
def test_mistakes_are_shown_at_their_place(one: Json, service: str, answers: Json) -> None:
    """Line and column of both ends, and the sentence that the schema holds."""
    found = answers["services"][service][one["name"]]

    assert one.get(service, one.get("both")) == [shown(problem) for problem in found]


@pytest.mark.parametrize("service", SERVICES)
@pytest.mark.parametrize("one", cases("hover"), ids=lambda one: one["name"])
def test_hovers_say_what_it_is(one: Json, service: str, answers: Json) -> None:
    """The text of the place of use; nothing where a name is the user's own."""
    found = answers["services"][service][one["name"]]

    assert not found if one["shows"] is None else one["shows"] in found


@pytest.mark.parametrize("service", SERVICES)
@pytest.mark.parametrize("one", cases("completion"), ids=lambda one: one["name"])
def test_completions_offer_what_fits(one: Json, service: str, answers: Json) -> None:
    """What may stand there is offered, what is only known as a mistake is not."""
    found = {item["label"] for item in answers["services"][service][one["name"]]}

    assert [] == [label for label in one["offers"] if label not in found]
    assert [] == [label for label in one["lacks"] if label in found]


@pytest.mark.parametrize("service", SERVICES)
def test_every_property_has_a_hover(service: str, answers: Json) -> None:
    """Pointing at any key of the vocabulary, in each form that leads there, explains it."""
    silent = [
        at
        for at, _, _, node in SITES
        if node.get("markdownDescription", node.get("description", "nothing"))
        not in (answers["services"][service][f"hover {at}"] or "")
    ]

    assert len(SITES) > 150
    assert [] == silent


@pytest.mark.parametrize("service", SERVICES)
def test_every_key_is_offered_unless_it_should_not_be(service: str, answers: Json) -> None:
    """In each object the known keys are completed; foreign words are known, but never offered."""
    wrong = []
    for at, _, key, node in SITES:
        labels = {
            item["label"]
            for item in answers["services"][service][f"keys of {at.rpartition('/')[0]}"]
        }
        wanted = not node.get("doNotSuggest") and key in labels | set(_properties())
        if wanted != (key in labels):
            wrong.append(at)

    assert [] == wrong


def _properties() -> set[str]:
    return {key for _, _, key, _ in SITES if not key.endswith("-own")}


@pytest.mark.parametrize("service", SERVICES)
def test_every_key_is_completed_with_its_colon(service: str, answers: Json) -> None:
    """A key beside a reference needs an example, a default or a snippet of its own for that."""
    bare = {
        f"{at}/{item['label']}"
        for at in OBJECTS
        for item in answers["services"][service][f"keys of {at}"]
        if not re.match(r'"[^"]*": ', item["text"])
    }

    assert set() == bare


@pytest.mark.parametrize("service", SERVICES)
@pytest.mark.parametrize("at", SNIPPET_PLACES)
def test_snippets_insert_what_lint_accepts(at: str, service: str, answers: Json) -> None:
    """What a snippet leaves behind once it is filled in is right by itself: a whole stack has no
    error, a part of one nothing that syntax and schema refuse. What only a later version renders
    may be in it: lint says so where it stands."""
    place = SNIPPET_PLACES[at]
    template = "|" if place == "|" else json.dumps(place).replace('"|"', "|")
    items = answers["services"][service][f"snippets of {at}"]

    assert items
    for item in items:
        text = template.replace("|", filled_in(item["text"]))
        errors = [
            f"{finding.rule}: {finding.message}"
            for finding in check(Source(item["label"], text)).findings
            if finding.severity is Severity.ERROR
            and finding.rule != "not-implemented"
            and (place == "|" or finding.rule in STAGES)
        ]
        assert [] == errors, f"{item['label']}: {text}"


def filled_in(snippet: str) -> str:
    """Return what stands there when the user has taken each proposal, and typed what has none."""
    text = re.sub(r"\$\{[0-9]+:((?:[^}\\]|\\.)*)\}", r"\1", snippet)
    return re.sub(r"\\([$}\\])", r"\1", re.sub(r"(?<!\\)\$[0-9]+", "x", text))


def test_every_pattern_compiles_in_javascript(answers: Json) -> None:
    """With and without the flag `u`: a pattern that does not is silently never checked."""
    assert [] == answers["patterns"]


@pytest.mark.parametrize("name", ["stack.schema.json", "cookgen.schema.json"])
def test_descriptions_of_enums_are_as_many_as_values(name: str) -> None:
    """Parallel lists have the length of the enum they belong to."""
    parallel = ("enumDescriptions", "markdownEnumDescriptions", "enumDetails", "enumSortTexts")
    wrong = [
        f"{at}/{key}"
        for at, node in nodes(json.loads((SCHEMAS / name).read_text("utf-8")), "#")
        for key in parallel
        if isinstance(node.get(key), list) and len(node[key]) != len(node.get("enum", []))
    ]

    assert [] == wrong


def nodes(value: Json, at: str) -> Iterator[tuple[str, dict[str, Json]]]:
    """Yield (place, object) for every object of a JSON value."""
    inside = value.items() if isinstance(value, dict) else enumerate(value)
    if isinstance(value, dict):
        yield at, value
    for key, inner in inside:
        if isinstance(inner, (dict, list)):
            yield from nodes(inner, f"{at}/{key}")
