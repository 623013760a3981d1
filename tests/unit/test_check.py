"""The stages together."""

from __future__ import annotations

import copy
import json
import time
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

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
    assert {"app-slug", "image-without-tag", "pooled-connections"} == {
        finding.rule for finding in checked.findings
    }


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


def many(count: int) -> Source:
    """Return a stack with so many containers, each with something for most rules to look at."""
    web = {
        "deploy": "auto",
        "image": "quay.io/a/b",
        "tag": "v1",
        "command": "run -l /s/%{app_name}.sock",
    }
    containers: dict[str, Any] = {}
    for number in range(count):
        name, before = f"w{number}x", f"w{number - 1}x"
        containers[name] = {
            **web,
            "volumes_from": [f"s{number}"],
            "ports": [f"127.0.0.1:{1024 + number}:80"],
            "env": {"A": "b", "URL": "redis://db/0"},
            "networks": ["backend"],
            "update_config": {"order": "stop-first"},
        }
        if number:
            containers[name] |= {
                "depends_on": [before],
                "links": [f"{before}0"],
                "env_from": before,
            }
    volumes = {f"s{number}": ["/s"] for number in range(count)}
    value = {"deploy": {"a": {"data_volumes": volumes, "containers": containers}}}
    return Source("x", json.dumps(value, indent=2))


def test_the_time_grows_with_the_stack_and_not_faster() -> None:
    """Four times the containers take about four times as long; a square would be sixteen."""

    def seconds(source: Source) -> float:
        started = time.process_time()
        check(source)
        return time.process_time() - started

    small, large = many(250), many(1000)
    check(small)

    assert {"custom-json-limit"} >= {
        finding.rule for finding in check(large).findings if finding.severity is Severity.ERROR
    }
    ratio = min(seconds(large) for _ in range(2)) / min(seconds(small) for _ in range(4))
    assert ratio < 8, f"{ratio:.1f} times the time for 4 times the containers"


RICH = {
    "logrotate": {"forwarder": "web0"},
    "manual": ["db"],
    "docker": {
        "registries": {"quay.io": {"username": "me", "password": ""}},
        "install": {"version": "20.10.24", "log_opts": {"max-size": "10m"}},
        "exec": {"container": "web0", "command": "date"},
    },
    "deploy": {
        "my app": {
            "data_volumes": [{"socks": {"volumes": ["/socks"]}, "more": ["/more"]}],
            "containers": [
                {"db": {"image": "db", "tag": "1", "ports": ["80:80", "8000-8002:9000-9002/udp"]}},
                {
                    "web": {
                        "deploy": "auto",
                        "image": "quay.io/a/b",
                        "containers": "2",
                        "depends_on": ["db"],
                        "links": ["db0:database"],
                        "volumes": ["/a:/b:ro"],
                        "volumes_from": ["socks", "db0"],
                        "env": {"A": 1, "B": "%{app_name}"},
                        "entrypoint": ["sh"],
                        "command": "unicorn -l /socks/%{app_name}.sock",
                        "migration": {"command": "rake db:migrate", "timeout": "5m"},
                        "readiness": {"http": {"path": "/", "port": 80}, "rise": 2},
                        "stop_grace_period": 5,
                    }
                },
                {
                    "job": {
                        "deploy": "cron",
                        "image": "b",
                        "cron": {"hour": "1-5"},
                        "env_from": "web",
                    }
                },
            ],
        }
    },
}
ODD = st.sampled_from(
    [
        None,
        True,
        -1,
        0,
        1.5,
        10**30,
        "",
        " ",
        "x",
        "-",
        "0",
        "é\n",
        "'",
        "%{",
        [],
        {},
        [[]],
        {"": {}},
    ]
) | st.text(max_size=5)


def places(value: Any) -> list[tuple[Any, Any]]:
    """Return (parent, key) of everything inside a value."""
    pairs = value.items() if isinstance(value, dict) else enumerate(value)
    return [
        place
        for key, inner in pairs
        for place in [(value, key), *(places(inner) if isinstance(inner, (dict, list)) else [])]
    ]


@settings(max_examples=200, deadline=None, database=None)
@given(st.data())
def test_no_document_makes_it_raise(data: st.DataObject) -> None:
    """A sound stack with up to three places changed, removed or renamed: findings, no crash."""
    value = copy.deepcopy(RICH)
    for _ in range(data.draw(st.integers(0, 3))):
        parent, key = data.draw(st.sampled_from(places(value)), label="place")
        what = data.draw(st.sampled_from(["change", "remove", "rename"]))
        if what == "change":
            parent[key] = data.draw(ODD)
        elif what == "remove":
            del parent[key]
        elif isinstance(parent, dict):
            parent[data.draw(st.text(max_size=3))] = parent.pop(key)
        if not places(value):
            break

    checked = check(Source("x", json.dumps(value)))

    assert (checked.stack is None) is (worst(checked.findings) is Severity.ERROR)


def test_the_rich_stack_is_sound() -> None:
    """What the test above starts from has no error."""
    assert Severity.ERROR is not worst(check(Source("x", json.dumps(RICH))).findings)
