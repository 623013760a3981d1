"""Which powers a systemd host with an engine of its own can get from this machine's engine.

Runc grants nothing that the engine lacks, so `--privileged` and `ALL` alike are refused by an
engine that has been started without, say, CAP_SYS_RESOURCE: ask for all but what it lacks.
Not privileged comes first: /sys stays read-only, as systemd wants it in a container, and the
machine's devices stay out of the host.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

# By number, as in linux/capability.h.
NAMES = (
    "CHOWN DAC_OVERRIDE DAC_READ_SEARCH FOWNER FSETID KILL SETGID SETUID SETPCAP LINUX_IMMUTABLE "
    "NET_BIND_SERVICE NET_BROADCAST NET_ADMIN NET_RAW IPC_LOCK IPC_OWNER SYS_MODULE SYS_RAWIO "
    "SYS_CHROOT SYS_PTRACE SYS_PACCT SYS_ADMIN SYS_BOOT SYS_NICE SYS_RESOURCE SYS_TIME "
    "SYS_TTY_CONFIG MKNOD LEASE AUDIT_WRITE AUDIT_CONTROL SETFCAP MAC_OVERRIDE MAC_ADMIN SYSLOG "
    "WAKE_ALARM BLOCK_SUSPEND AUDIT_READ PERFMON BPF CHECKPOINT_RESTORE"
).split()


@dataclass(frozen=True)
class Powers:
    """What to ask for."""

    privileged: bool = False
    add: tuple[str, ...] = ()
    drop: tuple[str, ...] = ()


ALL = Powers(add=("ALL",))
LESS = Powers(add=("ALL",), drop=("SYS_RESOURCE",))
PRIVILEGED = Powers(privileged=True)


def ask(proc: Path = Path("/proc")) -> Powers:
    """Return what the engine of this machine can grant; everything where none is to be seen."""
    bounds = [_bound(status) for status in sorted(proc.glob("[0-9]*/status"))]
    lacking = [missing(bound) for bound in bounds if bound is not None]
    return Powers(add=("ALL",), drop=lacking[0]) if lacking else ALL


def missing(bound: int) -> tuple[str, ...]:
    """Return the names of the capabilities that a bounding set lacks."""
    return tuple(name for number, name in enumerate(NAMES) if not bound >> number & 1)


def others(tried: Powers) -> Iterator[Powers]:
    """Return what else to try, in order, where an engine refuses."""
    return (powers for powers in (ALL, LESS, PRIVILEGED) if powers != tried)


def refused(message: str) -> bool:
    """Return whether an engine's error says that it cannot grant the powers."""
    return re.search(r"apply caps|capabilit|operation not permitted", message, re.I) is not None


def _bound(status: Path) -> int | None:
    """Return the bounding set of a process that is dockerd, None for any other."""
    try:
        text = status.read_text(encoding="utf-8", errors="replace")
    except OSError:
        return None
    if not text.startswith("Name:\tdockerd\n"):
        return None
    found = re.search(r"^CapBnd:\s*([0-9a-f]+)$", text, re.M)
    return int(found.group(1), 16) if found else None
