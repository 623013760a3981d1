"""`x-cookgen.ignore`: what it hides, what it cannot hide, and what is wrong with it."""

from __future__ import annotations

import json
from typing import Any

import pytest

from generator.check import Checked, Ignores, check
from generator.document.source import Source


def checked(value: Any, ignores: Ignores = Ignores.ALL) -> Checked:
    """Check a value."""
    return check(Source("x", json.dumps(value)), ignores)


def ignore(**reasons: str) -> dict[str, Any]:
    """Return what to put into an object so that it ignores rules (with `_` for `-`)."""
    table = {rule.replace("_", "-"): reason for rule, reason in reasons.items()}
    return {"x-cookgen": {"ignore": table}}


def stack(root: Any = None, app: Any = None, web: Any = None, **more: Any) -> dict[str, Any]:
    """Return a stack with two containers that lack `deploy`; ignores go where they are said."""
    web_fields = {"image": "web", "tag": "v1", **(web or {})}
    job_fields = {"image": "job", "tag": "v1"}
    containers = [{"web": web_fields}, {"job": job_fields}]
    return {"deploy": {"shop": {"containers": containers, **(app or {})}}, **(root or {}), **more}


def rules(result: Checked) -> list[str]:
    """Return rule and last key of the place of each finding."""
    return [f"{f.rule} {f.pointer.rpartition('/')[2]}" for f in result.findings]


WHY = ignore(missing_deploy="as wanted")


@pytest.mark.parametrize(
    ("value", "left", "hidden"),
    [
        (stack(), ["missing-deploy web", "missing-deploy job"], 0),
        (stack(web=WHY), ["missing-deploy job"], 1),
        (stack(app=WHY), [], 2),
        (stack(root=WHY), [], 2),
        (stack(web=ignore(CG601="as wanted")), ["missing-deploy job"], 1),
    ],
    ids=["nowhere", "container", "app", "root", "code"],
)
def test_an_ignore_counts_for_its_object_and_below(
    value: Any, left: list[str], hidden: int
) -> None:
    """By name or by code."""
    result = checked(value)

    assert left == rules(result)
    assert hidden == len(result.suppressed)
    assert {"as wanted"} >= {one.reason for one in result.suppressed}


def test_containers_by_name_are_found_too() -> None:
    """`containers` may be an object."""
    containers = {"web": {"image": "web", "tag": "v1", **WHY}}

    assert [] == checked({"deploy": {"shop": {"containers": containers}}}).findings


def test_the_innermost_ignore_is_the_one_that_counts() -> None:
    """So an outer one that has nothing left to hide is found out."""
    one = checked(stack(root=WHY, web=ignore(missing_deploy="here")))
    both = checked(stack(root=WHY, app=ignore(missing_deploy="here")))

    assert ["here", "as wanted"] == [hidden.reason for hidden in one.suppressed]
    assert ["unused-ignore missing-deploy"] == rules(both)
    assert "/x-cookgen/ignore/missing-deploy" == both.findings[0].pointer


@pytest.mark.parametrize("reason", ["", "  ", None, 5, ["why"]])
def test_without_a_reason_it_does_not_count(reason: Any) -> None:
    """The finding stays, and the ignore is one more."""
    found = {
        finding.rule
        for finding in checked(stack(web=ignore(missing_deploy=reason))).findings
        if finding.pointer.startswith("/deploy/shop/containers/0")
    }

    assert "missing-deploy" in found or "wrong-type" in found
    assert found & {"ignore-without-reason", "wrong-type"}


@pytest.mark.parametrize(
    ("rule", "message", "hint"),
    [
        (
            "port_collision",
            "no 'port-collision' is left in this stack to hide",
            "Take it out.",
        ),
        ("port_colision", "no rule is called 'port-colision'", "Did you mean 'port-collision'?"),
        ("CG999", "no rule is called 'CG999'", None),
        ("unknown_key", "'unknown-key' cannot be ignored", None),
        ("unused_ignore", "'unused-ignore' cannot be ignored", None),
    ],
)
def test_an_ignore_that_hides_nothing_is_a_finding(
    rule: str, message: str, hint: str | None
) -> None:
    """At its key; with what was probably meant."""
    value = {"deploy": {}, **ignore(**{rule: "because"})}

    (finding,) = checked(value).findings

    assert ("unused-ignore", message) == (finding.rule, finding.message)
    assert hint is None or hint == finding.hint
    assert json.dumps(value).index(f'"{rule.replace("_", "-")}"') + 1 == finding.span.start.column


def test_nothing_is_called_unused_while_not_every_rule_was_asked() -> None:
    """Where the schema refuses something, warnings are not looked for."""
    result = checked(stack(root=WHY, web={"comand": "x"}))

    assert ["unknown-key comand"] == rules(result)


def test_errors_can_be_ignored_and_then_there_is_a_stack() -> None:
    """An error that the stack answers for does not stop a build."""
    ports = {"deploy": "auto", "ports": ["80:80"], "containers": 2}
    why = ignore(host_port_needs_one_instance="the second one waits", missing_deploy="as wanted")

    refused = checked(stack(web=ports, app=WHY), Ignores.BUT_SECRETS)
    taken = checked(stack(web=ports, app=why), Ignores.BUT_SECRETS)

    assert refused.stack is None
    assert taken.stack is not None
    assert "host-port-needs-one-instance" not in {finding.rule for finding in taken.findings}


def test_a_secret_is_never_built() -> None:
    """Lint lets it be ignored; what gets rendered does not, and says so."""
    value = {
        "deploy": {
            "shop": {"containers": [{"a": {"deploy": "auto", "image": "quay.io/a", "tag": "1"}}]}
        },
        "docker": {"registries": {"quay.io": {"username": "u", "password": "hunter2"}}},
        **ignore(plain_registry_password="it is a robot"),
    }

    lint, build = checked(value), checked(value, Ignores.BUT_SECRETS)

    assert ([], 1) == (lint.findings, len(lint.suppressed))
    assert ["plain-registry-password"] == [finding.rule for finding in build.findings]
    assert "does not count" in str(build.findings[0].hint)
    assert build.stack is None


def test_an_audit_sees_everything() -> None:
    """Without ignores the findings are there; those about ignores stay what they are."""
    value = stack(root={**ignore(missing_deploy="x", port_range="y")})

    found = rules(checked(value, Ignores.NONE))

    assert ["missing-deploy web", "missing-deploy job", "unused-ignore port-range"] == found


@pytest.mark.parametrize(
    "value",
    [
        {"deploy": {}, "x-cookgen": []},
        {"deploy": {}, "x-cookgen": {"ignore": "all"}},
        {"deploy": [], "x-cookgen": {"ignore": {}}},
        {"deploy": {"a": [], "b": {"containers": 5}, "c": {"containers": [5, {"d": 5}]}}},
        [],
    ],
)
def test_any_shape_is_survived(value: Any) -> None:
    """What the schema has to say about it is the schema's matter."""
    assert not {"ignore-without-reason", "unused-ignore"} & {
        f.rule for f in checked(value).findings
    }
