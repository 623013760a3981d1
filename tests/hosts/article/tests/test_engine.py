"""The Docker engine and what it keeps of the registry."""

from __future__ import annotations

from support import Context
from testinfra.host import Host


def test_the_engine_runs_and_comes_back(host: Host) -> None:
    """Enabled, running, and on a storage driver that shares layers."""
    assert host.service("docker").is_running
    assert host.service("docker").is_enabled
    assert "overlay2" == host.check_output("docker info --format '{{.Driver}}'")


def test_the_images_came_from_the_registry_that_wants_a_password(
    host: Host, context: Context
) -> None:
    """They carry the digest under which quay.io has them; strangers get none."""
    digests = host.check_output(
        "docker image inspect -f '{{join .RepoDigests \" \"}}' quay.io/mikamai/awesome-app"
    )
    stranger = host.run("docker --config /nonexistent pull quay.io/mikamai/configured-nginx")

    assert digests.startswith("quay.io/mikamai/awesome-app@sha256:")
    assert 0 != stranger.rc
    assert "no basic auth credentials" in stranger.stderr


def test_logins_are_for_root_alone(host: Host) -> None:
    """Wherever Docker keeps the login, nobody else reads it."""
    found = host.check_output("find /root /var/lib/cookgen -name config.json -path '*docker*'")

    assert found
    for path in found.split():
        assert ("root", 0o600) == (host.file(path).user, host.file(path).mode)
