"""What counts as a secret, what does not, and that none is printed."""

from __future__ import annotations

import json
from typing import Any

import pytest

from generator.check import check
from generator.document.pointer import Pointer
from generator.document.source import Source
from generator.lint.secrets import Kind, arguments, entropy, names_secret, suspicion
from generator.output import concise, text
from generator.output.report import Report

RANDOM = "q7Zt0vKx2LmP9wRb4YdN"


@pytest.mark.parametrize(
    ("key", "value", "kind"),
    [
        ("AWS_ID", "AKIAIOSFODNN7EXAMPLE", Kind.FORMAT),
        ("X", "use AKIAIOSFODNN7EXAMPLE here", Kind.FORMAT),
        ("PEM", "-----BEGIN EC PRIVATE KEY-----\nMHc", Kind.FORMAT),
        ("PEM", "-----BEGIN PRIVATE KEY-----", Kind.FORMAT),
        ("X", "ghp_" + "a1" * 18, Kind.FORMAT),
        ("X", "glpat-" + "a1" * 10, Kind.FORMAT),
        ("X", "sk_live_" + "a1" * 12, Kind.FORMAT),
        ("X", "eyJhbGciOiJI.eyJzdWIiOiIx.SflKxwRJSMeK", Kind.FORMAT),
        ("DATABASE_URL", "postgres://shop:sesame@db.lab/shop", Kind.URL),
        ("REDIS_URL", "redis://:sesame@redis.lab:6379/0", Kind.URL),
        ("DB_PASSWORD", "x", Kind.NAME),
        ("dbPassword", "sesame", Kind.NAME),
        ("SECRET_KEY_BASE", "sesame", Kind.NAME),
        ("STRIPE_API_KEY", "sesame", Kind.NAME),
        ("SENTRY_DSN", "sesame", Kind.NAME),
        ("--token", "sesame", Kind.NAME),
        ("SEED", RANDOM, Kind.RANDOM),
        ("SEED", f"prefix {RANDOM}", Kind.RANDOM),
        ("SEED", "dGhpcyBpcyBhIHNlY3JldCE5OQ==", Kind.RANDOM),
    ],
)
def test_what_looks_like_a_secret(key: str, value: str, kind: Kind) -> None:
    """By the shape of the value, by an address, by the name, by chance alone."""
    found = suspicion(key, value)

    assert found is not None
    assert kind is found[0]


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("DB_PASSWORD", ""),
        ("DB_PASSWORD", "${DB_PASSWORD}"),
        ("DB_PASSWORD", "$DB_PASSWORD"),
        ("DB_PASSWORD", "%{opsworks}"),
        ("DB_PASSWORD_FILE", "db"),
        ("SSL_KEY_PATH", "x"),
        ("SSL_KEY", "/run/secrets/key.pem"),
        ("TOKEN_TTL", "3600"),
        ("ACCESS_KEY_ID", "x"),
        ("PUBLIC_KEY", "x"),
        ("REQUIRE_TOKEN", "true"),
        ("MONKEY", "bananas"),
        ("KEYBOARD", "querty"),
        ("MAX_TOKENS", "4096"),
        ("DATABASE_URL", "postgres://shop:${DB_PASSWORD}@db.lab/shop"),
        ("DATABASE_URL", "postgres://shop@db.lab/shop"),
        ("URL", "https://example.com/a:b@c"),
        ("GIT_REVISION", "5f1a3c0f6a4c7f8f4a6b8f0f6f7e3b2c1d0e9f8a"),
        ("REQUEST_ID", "550e8400-e29b-41d4-a716-446655440000"),
        ("RELEASE", "amazing-application-2026-11-01"),
        ("NAME", "amazing_application_production_2"),
        ("HOST", "ip-10-0-12-13.eu-west-1.compute.internal"),
        ("PATHS", "config/environments/production2026"),
        ("FILE", "/var/lib/a1B2c3D4e5F6g7H8i9"),
        ("RULE", "Host(`shop.example.com`) && PathPrefix(`/v1`)"),
        ("SHORT", RANDOM[:15]),
        ("VPC", "vpc-0a1b2c3d4e5f67890"),
        ("TOKEN_EXPIRES_IN", "3600"),
        ("GA_TRACKING_ID", "UA-12345678-1"),
        ("OPTIONS", "-Xmx512m -XX:+UseG1GC -Dfile.encoding=UTF-8"),
        ("FLAGS", "newCheckoutFlowV2,betaSearchIndex3"),
    ],
)
def test_what_does_not(key: str, value: str) -> None:
    """References, paths, switches, numbers, names made of words, hashes of revisions."""
    assert suspicion(key, value) is None


def test_entropy_is_shannons() -> None:
    """Bits per character."""
    assert 0 == entropy("aaaa")
    assert 1 == entropy("abab")
    assert 4 == entropy("0123456789abcdef")
    assert entropy(RANDOM) > 3.5


def test_names_are_read_word_by_word() -> None:
    """However they are written."""
    assert names_secret("clientSecret") and names_secret("client-secret")
    assert not names_secret("secretary") and not names_secret("")


def test_words_of_a_command_have_keys() -> None:
    """Options with their values, variables, and plain words."""
    found = arguments("run --password=a --token b -v KEY=c d", Pointer("/x"))

    assert [("--password", "a"), ("--token", "b"), ("KEY", "c"), ("", "d")] == [
        (key, value) for _, key, value in found if value not in ("", "run")
    ]
    assert [("/x/1", "--token", "b")] == [
        found for found in arguments(["--token", "b"], Pointer("/x")) if found[2]
    ]


SECRET = "sesame-open-7Zt0vKx2LmP9wRb4YdN"


@pytest.mark.parametrize(
    "fields",
    [
        {"env": {"DB_PASSWORD": SECRET}},
        {"env": {"A": f"postgres://u:{SECRET}@h/d"}},
        {"env": {"SEED": SECRET}},
        {"env": {"A": f"AKIAIOSFODNN7EXAMPLE {SECRET}"}},
        {"command": f"serve --password {SECRET}"},
        {"command": ["serve", f"--token={SECRET}"]},
        {"migration": {"command": f"migrate --password {SECRET}"}},
        {"readiness": {"exec": f"probe --password={SECRET}"}},
        {"healthcheck": {"test": ["CMD", f"--password={SECRET}"]}},
        {"labels": {"token": SECRET}},
        {"logging": {"driver": "splunk", "options": {"splunk-token": SECRET}}},
        {"notifications": {"rollbar": {"access_token": SECRET}}},
        {"pre_start": f"warm --token {SECRET}"},
    ],
    ids=lambda fields: str(list(fields)[0]),
)
def test_a_secret_is_an_error_and_never_printed(fields: dict[str, Any]) -> None:
    """Wherever it stands in a container, in whatever format: two characters at most."""
    web = {"deploy": "auto", "image": "shop/web", "tag": "v1", **fields}
    value = {"deploy": {"shop": {"containers": {"web": web}}}}
    source = Source("x", json.dumps(value, indent=2))

    checked = check(source)

    assert checked.stack is None
    assert any(f.rule.startswith("secret-") or f.rule == "random-text" for f in checked.findings)
    for render in (text.render, concise.render):
        printed = render(Report(checked.findings, {"x": source}))
        assert SECRET[:6] not in printed and SECRET[-12:] not in printed


def test_a_registry_takes_references_only() -> None:
    """A reference or nothing; a literal is an error at the value."""
    registries: dict[str, Any] = {
        "a.example.com": {"username": "me", "password": {"$secret": "registry"}},
        "b.example.com": {"username": "me", "password": ""},
        "c.example.com": {"username": "me", "password": SECRET},
    }
    value = {"deploy": {}, "docker": {"registries": registries}}

    found = check(Source("x", json.dumps(value))).findings

    assert ["/docker/registries/c.example.com/password"] == [
        f.pointer for f in found if f.rule == "plain-registry-password"
    ]
