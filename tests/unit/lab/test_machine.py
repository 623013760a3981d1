"""What the machine says about itself."""

from __future__ import annotations

from pathlib import Path

import pytest

from generator.lab import machine
from generator.lab.machine import Mirrors

LISTING = """\
Debian http://mirror.one/debian/
Debian http://mirror.two/debian/
Debian-Security http://mirror.one/security/
Some Vendor https://vendor.invalid/apt/
"""


@pytest.mark.parametrize(
    "listing, expected",
    [
        (LISTING, Mirrors("http://mirror.one/debian/", "http://mirror.one/security/")),
        ("Ubuntu http://mirror.one/ubuntu/\n", Mirrors(None, None)),
        ("", Mirrors(None, None)),
    ],
    ids=["debian", "ubuntu", "nothing"],
)
def test_the_first_mirror_of_each_label_counts(listing: str, expected: Mirrors) -> None:
    """apt's own configuration says where Debian comes from."""
    assert expected == machine.read_mirrors(listing)


def test_proxies_are_passed_on_in_either_spelling() -> None:
    """Both spellings are in use; one of them is passed on."""
    given = {"HTTPS_PROXY": "http://p:1", "no_proxy": "localhost", "HOME": "/root"}

    assert {"https_proxy": "http://p:1", "no_proxy": "localhost"} == machine.proxies(given)


def test_the_certificates_of_the_environment_come_first(tmp_path: Path) -> None:
    """SSL_CERT_FILE wins over the distribution's bundle."""
    bundle = tmp_path / "ca.pem"
    bundle.write_bytes(b"mine")

    assert b"mine" == machine.certificates({"SSL_CERT_FILE": str(bundle)})
    assert b"mine" != machine.certificates({"SSL_CERT_FILE": str(tmp_path / "none")})


@pytest.mark.parametrize(
    "sources, expected",
    [
        ([], b"--- {}\n"),
        (["https://gems.invalid/"], b"---\n:sources:\n- https://gems.invalid/\n"),
    ],
    ids=["its own", "given"],
)
def test_a_gemrc_has_the_machine_s_sources(sources: list[str], expected: bytes) -> None:
    """Without any, RubyGems keeps its own."""
    assert expected == machine.gemrc(sources)


def test_a_command_that_fails_has_no_output() -> None:
    """Neither a missing tool nor one that fails is an error here."""
    assert "" == machine.output(["/nonexistent/tool"])
    assert "" == machine.output(["sh", "-c", "echo said; exit 1"])
    assert "said\n" == machine.output(["sh", "-c", "echo said"])
