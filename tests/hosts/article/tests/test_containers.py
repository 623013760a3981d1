"""What runs on the host, asked of its Docker engine."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, field
from typing import Any

import pytest
from support import Context
from testinfra.host import Host

APP = "quay.io/mikamai/awesome-app"
SOCKS = {
    "/var/run": "amazing_application_socks_var-run",
    "/var/lib/haproxy/socks": "amazing_application_socks_var-lib-haproxy-socks",
}
STATIC = {"/var/static": "amazing_application_static_var-static"}


@dataclass(frozen=True)
class Wanted:
    """A container as the article wants it."""

    image: str
    mounts: dict[str, str] = field(default_factory=dict)  # path -> volume or path on the host
    ports: dict[str, str] = field(default_factory=dict)
    env: dict[str, str] = field(default_factory=dict)  # besides the app's own
    app_env: bool = False


WANTED = {
    "app0": Wanted(APP, {**SOCKS, **STATIC}, app_env=True),
    "app1": Wanted(APP, {**SOCKS, **STATIC}, app_env=True),
    "sidekiq0": Wanted(APP, app_env=True),
    "haproxy0": Wanted(
        "quay.io/mikamai/configured-haproxy",
        SOCKS,
        env={"REMOTE_SYSLOG": "logs.papertrailapp.com:1234"},
    ),
    "nginx0": Wanted(
        "quay.io/mikamai/configured-nginx",
        {**SOCKS, **STATIC},
        ports={"80/tcp": "80", "443/tcp": "443"},
    ),
    "logspout0": Wanted("progrium/logspout", {"/tmp/docker.sock": "/var/run/docker.sock"}),
}


def inspect(host: Host, *names: str) -> list[dict[str, Any]]:
    """Return what Docker says of containers or images."""
    found: list[dict[str, Any]] = json.loads(host.check_output("docker inspect " + " ".join(names)))
    return found


@pytest.fixture(scope="module")
def running(host: Host) -> dict[str, dict[str, Any]]:
    """Return the running containers by their stable name."""
    found = {}
    for container in inspect(host, *host.check_output("docker ps -q").split()):
        labels = container["Config"]["Labels"]
        found[labels["cookgen.container"] + labels["cookgen.index"]] = container
    return found


def variables(container: dict[str, Any]) -> dict[str, str]:
    """Return a container's environment."""
    return dict(text.split("=", 1) for text in container["Config"]["Env"])


def test_exactly_the_containers_of_the_stack_run(host: Host) -> None:
    """Six, each with its name and perhaps a generation behind it; cron is not kept running."""
    names = host.check_output("docker ps --format '{{.Names}}'").split()

    assert sorted(WANTED) == sorted(re.sub(r"-g\d+$", "", name) for name in names)


def test_nothing_is_restarting_or_half_made(host: Host) -> None:
    """No container is created, paused, restarting or dead."""
    states = ["created", "restarting", "paused", "dead", "removing"]
    filters = " ".join(f"--filter status={state}" for state in states)

    assert "" == host.check_output(f"docker ps -aq {filters}")


@pytest.mark.parametrize("name", WANTED)
def test_it_runs_since_its_start(running: dict[str, dict[str, Any]], name: str) -> None:
    """It has not fallen over on the way."""
    assert True is running[name]["State"]["Running"]
    assert 0 == running[name]["RestartCount"]


@pytest.mark.parametrize("name", WANTED)
def test_its_image_is_the_one_of_the_stack(
    host: Host, context: Context, running: dict[str, dict[str, Any]], name: str
) -> None:
    """It runs what its image's name stands for on this host."""
    service = running[name]["Config"]["Labels"]["cookgen.container"]
    [image] = inspect(host, context.reference(service, WANTED[name].image))

    assert image["Id"] == running[name]["Image"]


@pytest.mark.parametrize("name", WANTED)
def test_its_volumes_are_those_of_the_stack(running: dict[str, dict[str, Any]], name: str) -> None:
    """Data volumes are shared by name, the Docker socket comes from the host."""
    mounts = {
        mount["Destination"]: mount.get("Name") or mount["Source"]
        for mount in running[name]["Mounts"]
    }

    assert WANTED[name].mounts == mounts


@pytest.mark.parametrize("name", WANTED)
def test_its_ports_are_those_of_the_stack(running: dict[str, dict[str, Any]], name: str) -> None:
    """Only nginx is reached from outside."""
    bindings = running[name]["HostConfig"]["PortBindings"] or {}

    assert WANTED[name].ports == {key: value[0]["HostPort"] for key, value in bindings.items()}


@pytest.mark.parametrize("name", WANTED)
def test_its_environment_is_that_of_the_stack(
    context: Context, running: dict[str, dict[str, Any]], name: str
) -> None:
    """The app's containers have the database, Redis and the stack's variable; others have not."""
    database = context.credentials["database"]
    app = {
        "DB_ADAPTER": database["adapter"],
        "DB_DATABASE": database["database"],
        "DB_HOST": database["host"],
        "DB_PASSWORD": database["password"],
        "DB_PORT": str(database["port"]),
        "DB_RECONNECT": "true",
        "DB_USERNAME": database["username"],
        "REDIS_URL": context.credentials["redis"],
        "RANDOM_VAR": "foo",
    }
    wanted = {**WANTED[name].env, **(app if WANTED[name].app_env else {})}
    ours = {key for key in variables(running[name]) if key in {*app, "REMOTE_SYSLOG"}}

    # Not the values themselves: a failure would print them.
    assert set(wanted) == ours
    assert [] == [key for key in ours if variables(running[name])[key] != wanted[key]]


@pytest.mark.parametrize("name", WANTED)
def test_it_comes_back_after_a_reboot(running: dict[str, dict[str, Any]], name: str) -> None:
    """The engine starts it again unless somebody has stopped it."""
    assert "unless-stopped" == running[name]["HostConfig"]["RestartPolicy"]["Name"]


@pytest.mark.parametrize("name", WANTED)
def test_its_logs_cannot_fill_the_disk(running: dict[str, dict[str, Any]], name: str) -> None:
    """Docker itself rotates them."""
    settings = running[name]["HostConfig"]["LogConfig"]

    assert "json-file" == settings["Type"]
    assert {"max-size": "10m", "max-file": "3"} == settings["Config"]


@pytest.mark.parametrize("name", WANTED)
def test_its_labels_say_whose_it_is(running: dict[str, dict[str, Any]], name: str) -> None:
    """App, generation, fingerprint and image can be read from outside."""
    labels = running[name]["Config"]["Labels"]

    assert "amazing_application" == labels["cookgen.app"]
    assert labels["cookgen.generation"].isdigit()
    assert re.fullmatch(r"[0-9a-f]{16}", labels["cookgen.spec"])
    assert running[name]["Image"] == labels["cookgen.image"]


def test_host_names_are_those_of_the_stack(
    context: Context, running: dict[str, dict[str, Any]]
) -> None:
    """The article's own names, and name.host for the rest."""
    names = {name: container["Config"]["Hostname"] for name, container in running.items()}

    assert "opsworks" == names.pop("haproxy0")
    assert names.pop("logspout0").endswith(context.hostname)
    assert {name: f"{name}.{context.hostname}" for name in names} == names


def test_commands_are_the_articles_own(running: dict[str, dict[str, Any]]) -> None:
    """unicorn listens in the shared volume, at a path of its own generation."""
    for name in ("app0", "app1"):
        container = running[name]
        generation = container["Config"]["Labels"]["cookgen.generation"]
        socket = f"/var/lib/haproxy/socks/{name}-g{generation}.sock"
        wanted = ["bundle", "exec", "unicorn", "-c", "config/unicorn.rb", "-l", socket]

        assert wanted == container["Config"]["Cmd"]
        assert ["/app/bin/entrypoint.sh"] == container["Config"]["Entrypoint"]
    assert ["bundle", "exec", "sidekiq"] == running["sidekiq0"]["Config"]["Cmd"]
    assert ["syslog://logs.papertrailapp.com:1234"] == running["logspout0"]["Config"]["Cmd"]


def test_the_proxys_names_lead_to_sockets_that_are_there(
    host: Host, running: dict[str, dict[str, Any]]
) -> None:
    """Stable names are links, each to a socket of the generation that runs; none hangs."""
    folder = host.check_output(
        "docker volume inspect -f '{{.Mountpoint}}' " + SOCKS["/var/lib/haproxy/socks"]
    )
    for name in ("app0", "app1"):
        generation = running[name]["Config"]["Labels"]["cookgen.generation"]
        link = host.file(f"{folder}/{name}.sock")

        assert link.is_symlink
        assert f"{folder}/{name}-g{generation}.sock" == link.linked_to
        assert host.file(link.linked_to).is_socket
