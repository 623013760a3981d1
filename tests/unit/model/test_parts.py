"""Value objects and their parsers."""

from __future__ import annotations

from typing import Any

import pytest

from generator.model.parts import Image, Port, seconds, slug, words

DIGEST = "sha256:" + "ab" * 32


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("amazing application", "amazing_application"),
        ("My-App", "my_app"),
        ("a  b", "a__b"),
        ("Å1", "_1"),
        ("\u212a", "_"),  # the Kelvin sign is a K to str.lower, and not to Ruby's tr
    ],
)
def test_slug_is_ascii_and_character_by_character(name: str, expected: str) -> None:
    """The host makes the same slug in another language."""
    assert expected == slug(name)


@pytest.mark.parametrize(
    ("text", "expected", "registry"),
    [
        ("nginx", Image("nginx"), "docker.io"),
        ("progrium/logspout", Image("progrium/logspout"), "docker.io"),
        ("quay.io/a/b", Image("quay.io/a/b"), "quay.io"),
        ("host:5000/a", Image("host:5000/a"), "host:5000"),
        ("localhost/a", Image("localhost/a"), "localhost"),
        ("host:5000/a:v1", Image("host:5000/a", "v1"), "host:5000"),
        (f"a@{DIGEST}", Image("a", None, DIGEST), "docker.io"),
        (f"a:v1@{DIGEST}", Image("a", "v1", DIGEST), "docker.io"),
    ],
)
def test_images_fall_into_their_parts(text: str, expected: Image, registry: str) -> None:
    """A colon before a slash belongs to the registry's port."""
    assert expected == Image.parse(text)
    assert registry == expected.registry


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("80", Port("", None, (80, 80), "tcp")),
        ("80:8080", Port("", (80, 80), (8080, 8080), "tcp")),
        ("127.0.0.1:80:8080/udp", Port("127.0.0.1", (80, 80), (8080, 8080), "udp")),
        ("[::1]:80:80", Port("::1", (80, 80), (80, 80), "tcp")),
        ("%{public_ip}:80:80", Port("%{public_ip}", (80, 80), (80, 80), "tcp")),
        ("8000-8002:9000-9002", Port("", (8000, 8002), (9000, 9002), "tcp")),
    ],
)
def test_ports_fall_into_their_parts(text: str, expected: Port) -> None:
    """Address, host ports, container ports, protocol."""
    assert expected == Port.parse(text)


@pytest.mark.parametrize(
    ("entry", "text"),
    [
        ({"target": 80}, "80"),
        ({"target": 80, "published": 8080}, "8080:80"),
        ({"target": 80, "published": "8080-8090", "protocol": "udp"}, "8080-8090:80/udp"),
        ({"target": 80, "published": "80", "host_ip": "::1"}, "[::1]:80:80"),
        ("127.0.0.1:80:80", "127.0.0.1:80:80"),
    ],
)
def test_the_long_form_of_a_port_is_the_short_one(entry: str | dict[str, Any], text: str) -> None:
    """Compose's objects say the same as texts."""
    assert Port.parse(text) == Port.read(entry)


@pytest.mark.parametrize(
    ("value", "expected"),
    [(2, 2.0), (0.5, 0.5), ("200ms", 0.2), ("1m30s", 90.0), ("1.5h", 5400.0)],
)
def test_durations_are_seconds(value: float | str, expected: float) -> None:
    """Numbers are seconds already."""
    assert expected == seconds(value)


@pytest.mark.parametrize(
    ("one", "two", "collide"),
    [
        ("80:80", "80:8080", True),
        ("80:80", "81:80", False),
        ("80:80", "80:80/udp", False),
        ("127.0.0.1:80:80", "80:80", True),
        ("127.0.0.1:80:80", "127.0.0.2:80:80", False),
        ("80-82:1-3", "82:1", True),
        ("80-82:1", "82:1", False),
        ("80", "80", False),
    ],
)
def test_ports_collide_where_docker_would_refuse(one: str, two: str, collide: bool) -> None:
    """Same protocol, an address in common, a fixed port in common; either way round."""
    assert collide is Port.parse(one).collides(Port.parse(two))
    assert collide is Port.parse(two).collides(Port.parse(one))


@pytest.mark.parametrize(
    ("text", "sound"),
    [
        ("8000-8002:9000-9002", True),
        ("8000-8009:80", True),
        ("80-81", True),
        ("81-80", False),
        ("8002-8000:80", False),
        ("8000-8002:9000-9001", False),
        ("8000:80-81", False),
    ],
)
def test_ranges_fit_or_do_not(text: str, sound: bool) -> None:
    """As many on both sides, unless Docker chooses one of a range."""
    assert sound is Port.parse(text).is_sound


def test_words_are_split_as_a_shell_would() -> None:
    """Quotes hold words together; a list is taken as it is."""
    assert ["sh", "-c", "echo $HOME; x"] == words("sh -c 'echo $HOME; x'")
    assert ["a b", "'"] == words(["a b", "'"])
    with pytest.raises(ValueError, match="quotation"):
        words("it's")
