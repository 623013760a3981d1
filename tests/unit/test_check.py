"""The stages together."""

from __future__ import annotations

import json
import time
from pathlib import Path
from typing import Any

import pytest

from generator.check import check
from generator.document.source import Source, load
from generator.findings import Severity, worst

ARTICLE = Path(__file__).resolve().parents[1] / "stacks" / "article.stack.json"


def rules(value: Any) -> list[str]:
    """Return the rules of the findings about a value, in the order of the text."""
    return [finding.rule for finding in check(Source("x", json.dumps(value))).findings]


def app(**containers: Any) -> dict[str, Any]:
    """Return a document with one app."""
    return {"deploy": {"a": {"containers": containers}}}


def test_the_article_has_a_stack_and_no_error() -> None:
    """Verbatim, spaces in the app's name and all."""
    checked = check(load(ARTICLE))

    assert checked.stack is not None
    assert Severity.WARNING is worst(checked.findings)
    assert {"app-slug", "image-without-tag"} == {finding.rule for finding in checked.findings}


def test_broken_syntax_has_no_document() -> None:
    """Nothing is guessed about what could not be read."""
    checked = check(Source("x", '{"deploy": {},}'))

    assert ["syntax"] == [finding.rule for finding in checked.findings]
    assert checked.document is None
    assert checked.stack is None


@pytest.mark.parametrize(
    "text",
    [
        '{"deploy": {}, "deploy": {}}',
        '{"deploy": {"a": {"containers": [5]}}}',
        '{"deploy": {"a": {"containers": {"web": {"image": "a", "env_from": "b"}}}}}',
    ],
    ids=["reading", "schema", "lint"],
)
def test_an_error_of_any_stage_leaves_no_stack(text: str) -> None:
    """Who gets a Stack need not ask whether it is sound."""
    checked = check(Source("x", text))

    assert Severity.ERROR is worst(checked.findings)
    assert checked.stack is None
    assert checked.document is not None


def test_three_mistakes_of_three_kinds_are_three_findings() -> None:
    """A misspelt key does not hide a port that is taken, nor a name that leads nowhere."""
    value = app(
        web={"deploy": "auto", "image": "a", "tag": "1", "comand": "x", "ports": ["80:80"]},
        api={"deploy": "auto", "image": "a", "tag": "1", "ports": ["80:80"], "env_from": "wed"},
    )

    assert ["unknown-key", "port-collision", "unknown-env-from"] == rules(value)


def test_what_only_follows_is_not_said() -> None:
    """Where the schedule is misspelt, nobody says that there is no schedule."""
    value = app(job={"deploy": "cron", "image": "a", "tag": "1", "corn": {"minute": 1}})

    assert ["unknown-key"] == rules(value)


def test_a_broken_name_silences_what_speaks_of_names() -> None:
    """`env_from` of a container that the schema refuses is not called dangling."""
    value = app(Web={"image": "a"}, api={"image": "a", "env_from": "Web"})

    assert ["bad-value", "bad-value"] == rules(value)


def test_a_large_stack_is_checked_in_seconds() -> None:
    """A thousand containers: nothing in here is quadratic in a way that anybody would feel."""
    fields = {"deploy": "auto", "image": "quay.io/a/b", "tag": "v1", "env": {"A": "b", "C": 1}}
    value = app(**{f"w{number}x": fields for number in range(1000)})
    source = Source("x", json.dumps(value, indent=2))

    started = time.perf_counter()
    checked = check(source)

    assert checked.stack is not None
    assert time.perf_counter() - started < 10
