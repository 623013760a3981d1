"""What this machine says about itself: mirrors, gem sources, certificates, proxies."""

from __future__ import annotations

import os
import shutil
import ssl
import subprocess
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

_PROXIES = ("http_proxy", "https_proxy", "no_proxy")
_CERTIFICATES = "/etc/ssl/certs/ca-certificates.crt"


@dataclass(frozen=True)
class Mirrors:
    """Where this machine gets Debian from; None where its own apt does not say."""

    main: str | None
    security: str | None


def mirrors() -> Mirrors:
    """Return the mirrors that apt is configured with."""
    if shutil.which("apt-get") is None:
        return Mirrors(None, None)
    fields = "$(LABEL) $(REPO_URI)"
    listing = output(["apt-get", "indextargets", "--format", fields, "Created-By: Packages"])
    return read_mirrors(listing)


def read_mirrors(listing: str) -> Mirrors:
    """Read lines of `label address`, as `apt-get indextargets` prints them."""
    found: dict[str, str] = {}
    for line in listing.splitlines():
        label, _, address = line.partition(" ")
        found.setdefault(label, address.strip())
    return Mirrors(found.get("Debian"), found.get("Debian-Security"))


def apt_proxy() -> str | None:
    """Return apt's own proxy for HTTP, where it has one."""
    if shutil.which("apt-config") is None:
        return None
    line = output(["apt-config", "dump", "--format", "%v%n", "Acquire::http::Proxy"])
    return line.strip() or None


def proxies(environment: Mapping[str, str] = os.environ) -> dict[str, str]:
    """Return the proxy variables of the environment; Docker takes them as build arguments."""
    found = {}
    for name in _PROXIES:
        value = environment.get(name) or environment.get(name.upper())
        if value:
            found[name] = value
    return found


def gem_context() -> dict[str, bytes]:
    """Return the files with which gems can be fetched as this machine fetches them."""
    return {"machine/ca.crt": certificates(), "machine/gemrc": gemrc(gem_sources())}


def certificates(environment: Mapping[str, str] = os.environ) -> bytes:
    """Return this machine's certificate authorities as PEM, empty where it has none."""
    own = ssl.get_default_verify_paths().cafile
    for path in (environment.get("SSL_CERT_FILE"), _CERTIFICATES, own):
        if path and Path(path).is_file():
            return Path(path).read_bytes()
    return b""


def gem_sources() -> list[str]:
    """Return RubyGems' sources of this machine; none where it has no RubyGems."""
    if shutil.which("gem") is None:
        return []
    return [line for line in output(["gem", "sources"]).split() if "://" in line]


def gemrc(sources: list[str]) -> bytes:
    """Return a gemrc with these sources; an empty one leaves RubyGems its own."""
    if not sources:
        return b"--- {}\n"
    return ("---\n:sources:\n" + "".join(f"- {source}\n" for source in sources)).encode()


def output(argv: list[str]) -> str:
    """Return what a command prints; nothing where it fails."""
    try:
        done = subprocess.run(argv, capture_output=True, text=True, timeout=60, check=False)
    except (OSError, subprocess.TimeoutExpired):
        return ""
    return done.stdout if done.returncode == 0 else ""
