"""No secret that the lab knows survives the mask, in whatever spelling it is met."""

from __future__ import annotations

import base64
import json
from urllib.parse import quote

import pytest

from generator.lab.masking import BLOT, Mask, inspected, secrets_in

SECRET = 'p"a/s+s w%rd'


@pytest.mark.parametrize(
    "spelling",
    [
        SECRET,
        quote(SECRET, safe=""),
        base64.b64encode(SECRET.encode()).decode(),
        json.dumps(SECRET)[1:-1],
    ],
    ids=["as it is", "in a URL", "in base64", "in JSON"],
)
def test_a_known_secret_is_blotted_out_in_every_spelling(spelling: str) -> None:
    """What stands around it stays."""
    assert f"before {BLOT} after" == Mask([SECRET]).text(f"before {spelling} after")


@pytest.mark.parametrize(
    "text, expected",
    [
        ("redis://:abc@redis.lab/0", "redis://:***@redis.lab/0"),
        ("postgres://me:abc@db.lab/x", "postgres://me:***@db.lab/x"),
        ('{"auth": "ZGVwbG95ZXI6eA=="}', '{"auth": "***"}'),
        (
            "-----BEGIN RSA PRIVATE KEY-----\nabc\n-----END RSA PRIVATE KEY-----",
            "-----BEGIN RSA PRIVATE KEY----- *** -----END RSA PRIVATE KEY-----",
        ),
        ("http://127.0.0.1:8080/a@b", "http://127.0.0.1:8080/a@b"),
    ],
)
def test_what_looks_like_a_secret_is_blotted_out_unknown(text: str, expected: str) -> None:
    """A port before a path is no password."""
    assert expected == Mask().text(text)


def test_the_longer_of_two_secrets_is_found_first() -> None:
    """Nothing of it is left where the other is its beginning."""
    assert BLOT == Mask(["hunter2", "hunter2-and-more"]).text("hunter2-and-more")


def test_a_mask_does_not_forget() -> None:
    """Credentials are removed with the hosts; what is written later may still hold them."""
    mask = Mask(["first-secret"])
    mask.learn(["second-secret"])
    mask.learn([])

    assert f"{BLOT} {BLOT}" == mask.text("first-secret second-secret")


def test_words_that_cannot_be_secrets_are_left_alone() -> None:
    """`password: true` and an empty token would blot out half of a log."""
    assert "true none abc" == Mask(["true", "none", "abc", ""]).text("true none abc")


def test_settings_say_what_is_secret_by_their_keys() -> None:
    """Everything below a telling key, passwords in URLs, and what Docker makes of a login."""
    settings = {
        "registry": {"host": "quay.io", "username": "deployer", "password": "sesame-1"},
        "SECRET_KEY_BASE": "sesame-2",
        "tokens": [{"of": "sesame-3"}],
        "redis": "redis://:sesame-4@redis.lab/0",
        "database": "awesome",
    }
    login = base64.b64encode(b"deployer:sesame-1").decode()

    assert {f"sesame-{n}" for n in (1, 2, 3, 4)} | {login} == set(secrets_in(settings))


def test_values_are_masked_all_the_way_down() -> None:
    """Texts in lists and mappings, keys too; what is no text stays."""
    value = {"a": ["sesame", 1, None], "sesame": {"b": ("x sesame",)}, "ok": True}

    expected = {"a": [BLOT, 1, None], BLOT: {"b": [f"x {BLOT}"]}, "ok": True}
    assert expected == Mask(["sesame"]).value(value)


def test_an_inspected_container_keeps_the_names_of_its_environment() -> None:
    """Not one value, known as a secret or not; all else as it is."""
    found = {"Name": "/app0", "Config": {"Env": ["A=1", "B=x=y", "C"], "Image": "i"}}

    expected = {"Name": "/app0", "Config": {"Env": ["A=***", "B=***", "C=***"], "Image": "i"}}
    assert expected == inspected(found)
