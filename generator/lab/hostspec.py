"""A machine to boot, and how Docker is asked for it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from generator.lab.capabilities import Powers
from generator.lab.transport import Files


@dataclass(frozen=True)
class HostSpec:
    """A machine to boot. `ports` are published on 127.0.0.1 at a port that Docker chooses."""

    name: str
    image: str
    hostname: str
    labels: Mapping[str, str]
    network: str
    aliases: Sequence[str] = ()
    ports: Sequence[int] = ()
    volumes: Mapping[str, str] = field(default_factory=dict)  # volume -> path
    files: Files = field(default_factory=dict)  # there before it starts


def creation(api: Any, spec: HostSpec, powers: Powers) -> dict[str, Any]:
    """Return the keywords of the SDK's `create_container`.

    Never the machine's /sys/fs/cgroup: a systemd that gets it spoils it for the machine.
    """
    host_config = api.create_host_config(
        privileged=powers.privileged,
        cap_add=list(powers.add) or None,
        cap_drop=list(powers.drop) or None,
        security_opt=["seccomp=unconfined", "apparmor=unconfined"],
        tmpfs={"/run": "", "/run/lock": "", "/tmp": "exec"},
        binds=[f"{volume}:{path}" for volume, path in spec.volumes.items()],
        port_bindings={f"{port}/tcp": ("127.0.0.1", None) for port in spec.ports},
        sysctls={"net.ipv4.ip_forward": "1"},
        # Docker's own init would take the place of systemd.
        init=False,
    )
    # API 1.41, which the SDK of Debian 12 cannot spell yet.
    host_config["CgroupnsMode"] = "private"
    endpoint = api.create_endpoint_config(aliases=list(spec.aliases))
    return {
        "name": spec.name,
        "hostname": spec.hostname,
        "labels": dict(spec.labels),
        # systemd writes to /dev/console, which there is only with a terminal.
        "tty": True,
        "ports": list(spec.ports),
        "host_config": host_config,
        "networking_config": api.create_networking_config({spec.network: endpoint}),
    }
