"""A minimal Debian as a tar archive, made from the distribution's packages."""

from __future__ import annotations

import hashlib
import shutil
import subprocess
from pathlib import Path

from generator.errors import HostError
from generator.lab import machine

CODENAMES = {11: "bullseye", 12: "bookworm", 13: "trixie"}
# What nobody reads in a host, and everybody would have to carry.
_EXCLUDE = ("/usr/share/doc/*", "/usr/share/man/*", "/usr/share/locale/*", "/usr/share/info/*")


def key(release: int) -> str:
    """Return the hash of all that decides what `build` makes."""
    return hashlib.sha256(repr((codename(release), _EXCLUDE)).encode()).hexdigest()


def codename(release: int) -> str:
    """Return the code name of a Debian release."""
    if release not in CODENAMES:
        known = ", ".join(str(number) for number in CODENAMES)
        raise HostError(f"Debian {release} is not known here", f"known are {known}")
    return CODENAMES[release]


def build(release: int, folder: Path, reasons: list[str]) -> Path | None:
    """Return a tar archive in `folder`; None and the reasons why where it cannot be made here."""
    mirrors = machine.mirrors()
    if mirrors.main is None:
        reasons.append("apt of this machine has no Debian mirror")
        return None
    archive = folder / "rootfs.tar"
    for tool in (_mmdebstrap, _debootstrap):
        argv = tool(codename(release), mirrors, archive)
        if shutil.which(argv[0]) is None:
            reasons.append(f"{argv[0]} is not installed")
            continue
        done = subprocess.run(argv, capture_output=True, text=True, check=False)
        if done.returncode == 0:
            return archive if archive.exists() else _pack(folder, archive)
        reasons.append(f"{argv[0]}: " + " ".join(done.stderr.strip().splitlines()[-3:]))
    return None


def _mmdebstrap(suite: str, mirrors: machine.Mirrors, archive: Path) -> list[str]:
    proxy = machine.apt_proxy()
    return [
        "mmdebstrap",
        "--variant=minbase",
        *_certificates(mirrors),
        '--aptopt=Acquire::Retries "3"',
        *([f'--aptopt=Acquire::http::Proxy "{proxy}"'] if proxy else []),
        *(f"--dpkgopt=path-exclude={pattern}" for pattern in _EXCLUDE),
        suite,
        str(archive),
        *_sources(suite, mirrors),
    ]


def _certificates(mirrors: machine.Mirrors) -> list[str]:
    """Return what a Debian needs so that its own apt can reach a mirror with TLS."""
    return ["--include=ca-certificates"] if str(mirrors.main).startswith("https:") else []


def _sources(suite: str, mirrors: machine.Mirrors) -> list[str]:
    sources = [f"deb {mirrors.main} {suite} main", f"deb {mirrors.main} {suite}-updates main"]
    if mirrors.security:
        sources.append(f"deb {mirrors.security} {suite}-security main")
    return sources


def _debootstrap(suite: str, mirrors: machine.Mirrors, archive: Path) -> list[str]:
    return [
        "debootstrap",
        "--variant=minbase",
        *_certificates(mirrors),
        suite,
        str(archive.parent / "root"),
        str(mirrors.main),
    ]


def _pack(folder: Path, archive: Path) -> Path:
    """Pack what debootstrap left in a folder, under no identity."""
    root = folder / "root"
    (root / "etc/machine-id").write_text("")
    argv = [
        "tar",
        "--numeric-owner",
        "--exclude=./dev/*",
        "-C",
        str(root),
        "-cf",
        str(archive),
        ".",
    ]
    done = subprocess.run(argv, capture_output=True, text=True, check=False)
    if done.returncode != 0:
        raise HostError(f"cannot pack Debian: {done.stderr.strip()}")
    return archive
