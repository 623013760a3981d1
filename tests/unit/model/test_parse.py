"""Documents become Stacks."""

from __future__ import annotations

import json
from pathlib import Path

from generator.model.parse import parse
from generator.model.stack import Container, DataVolume, Registry

STACKS = Path(__file__).resolve().parents[2] / "stacks"


def test_the_article_is_read_as_it_stands() -> None:
    """One app with a short name, its parts in order, the registry, the forwarder."""
    stack = parse(json.loads((STACKS / "article.stack.json").read_text("utf-8")))

    [app] = stack.apps
    assert ("amazing_application", "amazing application") == (app.slug, app.name)
    assert (
        DataVolume("socks", ("/var/run", "/var/lib/haproxy/socks")),
        DataVolume("static", ("/var/static",)),
    ) == app.data_volumes
    assert ["app", "cron", "sidekiq", "haproxy", "nginx", "logspout"] == [
        container.name for container in app.containers
    ]
    assert ("app0", "app1") == app.containers[0].instances
    assert "/deploy/amazing application/containers/0/app" == app.containers[0].at
    assert (Registry("quay.io", "", ""),) == stack.registries
    assert "logspout0" == stack.forwarder
    assert {} == stack.install


def test_all_spellings_are_one_stack() -> None:
    """Lists and objects, long and short volumes mean the same."""
    fields = {"image": "quay.io/a", "tag": "v1", "containers": "2"}
    listed = {
        "data_volumes": [{"a": {"volumes": ["/a"]}}, {"b": {"volumes": ["/b"]}}],
        "containers": [{"web": fields}, {"api": {"image": "b"}}],
    }
    named = {
        "data_volumes": {"a": ["/a"], "b": ["/b"]},
        "containers": {"web": fields, "api": {"image": "b"}},
    }

    one, other = parse({"deploy": {"x": listed}}), parse({"deploy": {"x": named}})

    assert one == other
    assert Container("web", "auto", "quay.io/a", "v1", None, 2, fields) == one.apps[0].containers[0]
    assert "/deploy/x/containers/web" == other.apps[0].containers[0].at


def test_what_is_not_ours_is_left_out() -> None:
    """Apps of other cookbooks and keys that start with x-."""
    stack = parse(
        {
            "deploy": {
                "rails": {"scm": {"repository": "git@example.com"}},
                "ours": {"containers": {"web": {"image": "a", "x-note": "hello"}}},
            }
        }
    )

    [app] = stack.apps
    assert "ours" == app.slug
    assert {"image": "a"} == app.containers[0].fields


def test_a_password_is_never_in_the_repr() -> None:
    """Tracebacks and logs may show a Stack."""
    stack = parse({"deploy": {}, "docker": {"registries": {"quay.io": {"password": "hunter2"}}}})

    assert "hunter2" not in repr(stack)
