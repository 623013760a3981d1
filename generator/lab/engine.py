"""Is there a Docker engine? Can one be started? What is missing, and which command mends it?"""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

from generator.errors import HostError
from generator.lab import capabilities, machine
from generator.lab.driver import Driver

_PID_FILE = Path("/var/run/docker.pid")
_SBIN = ("/usr/sbin", "/sbin", "/usr/local/sbin")
_APT = "apt-get install --no-install-recommends"
_ROOM = 8  # GB that the images of a project take, and as much again while they are made


@dataclass(frozen=True)
class Need:
    """Something the lab needs. `mend`: the command that brings it where it is missing."""

    name: str
    ok: bool
    detail: str
    mend: str | None = None


class Started:
    """An engine that we have started, and stop again."""

    def __init__(self, process: subprocess.Popen[bytes], log: Path) -> None:
        self._process = process
        self._log = log

    def stop(self) -> None:
        """Stop it; its containers go with it."""
        self._process.terminate()
        try:
            self._process.wait(timeout=30)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        self._log.unlink(missing_ok=True)


def answers() -> bool:
    """Return whether an engine answers."""
    try:
        with Driver.connect():
            return True
    except HostError:
        return False


def obstacle() -> str | None:
    """Return in one line why no engine can be started here, or None."""
    if os.environ.get("DOCKER_HOST"):
        return f"DOCKER_HOST is {os.environ['DOCKER_HOST']}, and no engine answers there"
    if _tool("dockerd") is None:
        return f"no Docker engine answers and none is installed: {_APT} docker.io iptables"
    if os.geteuid() != 0:
        return "no Docker engine answers; start one (as root: dockerd &), or join the group docker"
    if _tool("iptables") is None:
        return f"dockerd needs iptables: {_APT} iptables"
    return None


def start(deadline: float = 30) -> Started:
    """Start dockerd and return when it answers; HostError where it cannot be had."""
    reason = obstacle()
    if reason:
        raise HostError(reason)
    _drop_stale_pid_file()
    handle, name = tempfile.mkstemp(prefix="cookgen-dockerd-", suffix=".log")
    path = os.pathsep.join([os.environ.get("PATH", ""), *_SBIN])
    with os.fdopen(handle, "wb") as log:
        process = subprocess.Popen(
            [str(_tool("dockerd"))],
            stdout=log,
            stderr=log,
            stdin=subprocess.DEVNULL,
            env={**os.environ, "PATH": path},
            # Ctrl-C is for us; we stop it in our own order.
            start_new_session=True,
        )
    started = Started(process, Path(name))
    end = time.monotonic() + deadline
    while time.monotonic() < end and process.poll() is None:
        if answers():
            return started
        time.sleep(0.1)
    said = Path(name).read_text(encoding="utf-8", errors="replace").strip().splitlines()[-5:]
    started.stop()
    raise HostError("dockerd does not come up: " + " | ".join(said))


def _drop_stale_pid_file() -> None:
    """Remove what a killed dockerd has left: a new one would refuse, for any process of that id."""
    try:
        name = Path(f"/proc/{int(_PID_FILE.read_text())}/comm").read_text().strip()
    except (FileNotFoundError, ProcessLookupError, ValueError):
        name = ""
    if name != "dockerd":
        _PID_FILE.unlink(missing_ok=True)


def _tool(name: str) -> str | None:
    return shutil.which(name, path=os.pathsep.join([os.environ.get("PATH", ""), *_SBIN]))


def examine() -> list[Need]:
    """Return all that the lab needs, in the order in which to mend it."""
    needs = [_engine(), _client(), _rootfs()]
    if needs[0].ok:
        with Driver.connect() as driver:
            about = driver.about()
        needs += [_storage(about), _powers(), _room(Path(about["DockerRootDir"]))]
    return needs


def _engine() -> Need:
    try:
        with Driver.connect() as driver:
            about = driver.about()
    except HostError:
        reason = obstacle()
        if reason is None:
            return Need("engine", False, "no Docker engine answers", "dockerd &")
        return Need("engine", False, reason, reason.partition(": ")[2] or None)
    detail = f"Docker {about['ServerVersion']}, cgroup v{about.get('CgroupVersion', '1')}"
    return Need("engine", True, detail)


def _client() -> Need:
    # `cookgen login` hands the terminal to it.
    found = _tool("docker")
    mend = None if found else f"{_APT} docker.io"
    return Need("client", found is not None, found or "no docker command for login", mend)


def _rootfs() -> Need:
    tools = [name for name in ("mmdebstrap", "debootstrap") if _tool(name)]
    mirror = machine.mirrors().main
    if tools and mirror:
        return Need("Debian", True, f"{tools[0]} from {mirror}")
    detail = "neither mmdebstrap nor debootstrap" if not tools else "apt here has no Debian mirror"
    mend = f"{_APT} mmdebstrap" if not tools and mirror else None
    return Need("Debian", False, f"{detail}: images come from a registry, if one answers", mend)


def _storage(about: dict[str, object]) -> Need:
    driver = str(about["Driver"])
    return Need("storage", driver != "vfs", f"{driver} in {about['DockerRootDir']}")


def _powers() -> Need:
    powers = capabilities.ask()
    lacking = ", ".join(powers.drop)
    detail = f"all but {lacking}" if lacking else "all, as far as can be seen"
    return Need("capabilities", "SYS_ADMIN" not in powers.drop, detail)


def _room(root: Path) -> Need:
    while not root.exists():
        root = root.parent  # an engine elsewhere: its folder is not here
    free = shutil.disk_usage(root).free / 1e9
    return Need("disk", free > _ROOM, f"{free:.0f} GB free in {root}")
