"""The command line and both generations of the editors' service are of one mind about stacks.

The corpus (`corpus/README.md`) is hand-made; to it come the stacks of the other tests and a few
hundred variants of the stack that shows every field. Where they differ, `differences.json` says so.
"""

from __future__ import annotations

import copy
import json
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from generator.check import check
from generator.document.pointer import pointer
from generator.document.reader import Document
from generator.document.source import Source
from generator.findings import Finding, Severity

HERE = Path(__file__).resolve().parent
CORPUS = HERE / "corpus"
TESTS = HERE.parent
SERVICES = ("ls5", "ls6")
STAGES = {"syntax", "duplicate-key", "unknown-key", "missing-key", "wrong-type", "bad-value"}
TWICE = "the same entry stands here twice"

Json = Any
Case = tuple[str, str]  # "good" or "bad", the text


def pretty(value: Json) -> str:
    """Return a document as people lay it out."""
    return json.dumps(value, indent=2, ensure_ascii=False) + "\n"


def table(name: str) -> dict[str, dict[str, Json]]:
    """Return a table of the corpus: {"good": {name: value}, "bad": {name: value}}."""
    found: dict[str, dict[str, Json]] = json.loads((CORPUS / name).read_text("utf-8"))
    return found


def corpus() -> Iterator[tuple[str, Case]]:
    """Yield (name, (good or bad, text)) for the whole hand-made corpus."""
    for verdict in ("good", "bad"):
        for name, fields in table("containers.json")[verdict].items():
            container = {"image": "nginx", **fields}
            stack = {"deploy": {"shop": {"containers": [{"web": container}]}}}
            yield f"containers/{name}", (verdict, pretty(stack))
        for name, stack in table("stacks.json")[verdict].items():
            yield f"stacks/{name}", (verdict, pretty(stack))
        for name, text in table("texts.json")[verdict].items():
            yield f"texts/{name}", (verdict, text)
        for path in sorted((CORPUS / verdict).glob("*.json")):
            yield path.name, (verdict, path.read_bytes().decode("utf-8"))
    for depth in (100, 128, 129, 1000, 5000):
        nested = "[" * (depth - 1) + "]" * (depth - 1)
        verdict = "good" if depth <= 128 else "bad"
        yield f"deep/{depth}", (verdict, f'{{"deploy": {{}}, "x-deep": {nested}}}\n')


def of_other_tests() -> Iterator[tuple[str, str]]:
    """Yield (name, text) for the stacks that other tests have."""
    paths = [*TESTS.glob("golden/lint/*/*.json"), *TESTS.glob("stacks/*.stack.json")]
    for path in sorted(paths):
        yield path.relative_to(TESTS).as_posix(), path.read_bytes().decode("utf-8")


def variants() -> Iterator[tuple[str, str]]:
    """Yield (name, text): the stack that shows every field, with one value or key changed."""
    stack = json.loads((TESTS / "stacks" / "fields.stack.json").read_text("utf-8"))
    changes: dict[str, Callable[[Json], Json]] = {
        "null": lambda _: None,
        "a list of an object": lambda _: [{"no-such-key": 1}],
        "an object": lambda _: {"no-such-key": 1},
        "true": lambda _: True,
        "a point": lambda old: 1.5 if isinstance(old, int) else "a b\n",
        "negative": lambda old: -1 if isinstance(old, (int, float)) else "",
    }
    for keys in places(stack):
        for what, change in changes.items():
            yield f"{pointer(keys)} as {what}", pretty(changed(stack, keys, change))
        if isinstance(keys[-1], str):
            yield f"{pointer(keys)} misspelt", pretty(renamed(stack, keys))


def places(value: Json, keys: tuple[str | int, ...] = ()) -> Iterator[tuple[str | int, ...]]:
    """Yield the keys that lead to each value below this one."""
    inside = value.items() if isinstance(value, dict) else enumerate(value)
    for key, inner in inside:
        yield (*keys, key)
        if isinstance(inner, (dict, list)):
            yield from places(inner, (*keys, key))


def changed(stack: Json, keys: tuple[str | int, ...], change: Callable[[Json], Json]) -> Json:
    """Return a copy of the stack with another value at one place."""
    result = copy.deepcopy(stack)
    parent = result
    for key in keys[:-1]:
        parent = parent[key]
    parent[keys[-1]] = change(parent[keys[-1]])
    return result


def renamed(stack: Json, keys: tuple[str | int, ...]) -> Json:
    """Return a copy of the stack with another key at one place; the members keep their order."""

    def rename(parent: Json) -> Json:
        return {f"{key}!" if key == keys[-1] else key: value for key, value in parent.items()}

    return rename(stack) if len(keys) == 1 else changed(stack, keys[:-1], rename)


CASES = dict(corpus())
OTHERS = {**dict(of_other_tests()), **dict(variants())}
DIFFERENCES: dict[str, dict[str, Json]] = json.loads(
    (CORPUS / "differences.json").read_text("utf-8")
)


@pytest.fixture(scope="module")
def answers(ask: Callable[..., Json]) -> Json:
    """Return what both services have to say about everything, asked once."""
    texts = {**{name: text for name, (_, text) in CASES.items()}, **OTHERS}
    return ask(
        [{"name": name, "ask": "diagnostics", "text": text} for name, text in texts.items()]
    )["services"]


@cache
def checked(text: str) -> tuple[list[Finding], Document | None]:
    """Return the errors that are about syntax or schema, and the document."""
    result = check(Source("stack", text))
    errors = [f for f in result.findings if f.rule in STAGES and f.severity is Severity.ERROR]
    return errors, result.document


def first_lines(name: str, text: str, answers: Json) -> dict[str, int | str]:
    """Return the line of the first complaint by who complains, "good" where nobody does."""
    findings, document = checked(text)
    if document is None:
        lines = {"cli": [finding.span.start.line for finding in findings]}
    else:
        lines = {"cli": [line for line, _ in editor_places("ls5", text)]}
    for service in SERVICES:
        found = answers[service][name]
        if "failed" in found:
            lines[service] = ["fail"]  # type: ignore[list-item]
        else:
            lines[service] = [problem["line"] for problem in found]
    return {who: min(found, default="good") for who, found in lines.items()}  # type: ignore


def expected_lines(name: str, seen: dict[str, int | str]) -> dict[str, int | str]:
    """Return what the table says about a case, else that all say what the command line says."""
    for difference in DIFFERENCES.values():
        if name in difference["cases"]:
            cli = seen["cli"] if difference["cli"] == "bad" else difference["cli"]
            return {"cli": cli, **dict.fromkeys(SERVICES, difference["services"])}
    return dict.fromkeys(("cli", *SERVICES), seen["cli"])


def editor_places(service: str, text: str) -> list[tuple[int, int]]:
    """Return where a service should put the findings of the command line, columns in UTF-16.

    That is where the command line puts them, but for three kinds.
    """
    findings, document = checked(text)
    assert document is not None
    found = set()
    for finding in findings:
        start = finding.span.start
        parent, _, key = finding.pointer.rpartition("/")
        if finding.message == TWICE:  # the services mark the list, not the entry
            start = document.span(parent).start
        elif finding.rule == "missing-key" and service == "ls6":  # the object, not its key
            start = document.span(finding.pointer).start
        elif finding.rule == "unknown-key" and finding.message != f"unknown key `{key}`":
            # A key that the schema knows and refuses with a sentence: its value, not the key.
            start = document.span(finding.pointer).start
        before = document.source.line(start.line)[: start.column - 1]
        found.add((start.line, len(before.encode("utf-16-le")) // 2 + 1))
    return sorted(found)


def disagreements(names: list[str], answers: Json) -> dict[str, Json]:
    """Return {case: who says what} where a document that can be read is not judged alike."""
    wrong = {}
    for name in names:
        text = OTHERS.get(name) or CASES[name][1]
        if checked(text)[1] is None or any(f.rule == "syntax" for f in checked(text)[0]):
            continue
        for service in SERVICES:
            expected = editor_places(service, text)
            actual = sorted({(p["line"], p["column"]) for p in answers[service][name]})
            if expected != actual:
                wrong[f"{service} {name}"] = {"cli": expected, service: actual}
    return wrong


def test_the_corpus_is_large() -> None:
    """More than 150 stacks were thought up by somebody, good ones and bad ones."""
    counts = {v: sum(v == verdict for verdict, _ in CASES.values()) for v in ("good", "bad")}

    assert counts["good"] >= 75 and counts["bad"] >= 150, counts


@pytest.mark.parametrize("name", CASES)
def test_all_judge_alike(name: str, answers: Json) -> None:
    """Command line and services accept the same, and complain first in the same line."""
    verdict, text = CASES[name]
    seen = first_lines(name, text, answers)

    assert expected_lines(name, seen) == seen
    assert verdict == ("good" if seen["cli"] == "good" else "bad")


def test_all_find_the_same_places(answers: Json) -> None:
    """What is wrong in a document that can be read is shown at the same line and column."""
    known = {case for difference in DIFFERENCES.values() for case in difference["cases"]}

    assert {} == disagreements([name for name in CASES if name not in known], answers)


def test_other_stacks_are_judged_alike_too(answers: Json) -> None:
    """The stacks of other tests, and every field with six wrong values and a wrong name."""
    refused = [name for name, text in OTHERS.items() if checked(text)[0]]

    assert len(OTHERS) - len(refused) > 100 and len(refused) > 500
    assert {} == disagreements(list(OTHERS), answers)


def test_every_difference_is_still_one(answers: Json) -> None:
    """The table of differences names cases of the corpus, says why, and has nothing stale."""
    for title, difference in DIFFERENCES.items():
        assert difference["why"], title
        for name in difference["cases"]:
            seen = first_lines(name, CASES[name][1], answers)
            assert 1 < len(set(seen.values())), f"{title}: {name} is judged alike by now"
