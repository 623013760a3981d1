"""The services side without an engine: names, credentials, what is pushed, what is cleaned up."""

from __future__ import annotations

import json
import stat
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from generator.errors import HostError
from generator.lab import config, registry
from generator.lab.driver import HostSpec
from generator.lab.registry import Reference
from generator.lab.services import Services, engine_settings
from generator.lab.transport import File

AWESOME = "quay.io/mikamai/awesome-app:latest"
LOGSPOUT = "progrium/logspout:latest"


class FakeHost:
    """A container that says yes to every command."""

    def __init__(self, files: Mapping[str, bytes]) -> None:
        self.files = files
        self.waited: list[Sequence[str]] = []

    def wait(self, argv: Sequence[str], deadline: float = 30) -> None:
        self.waited.append(argv)

    def get(self, path: str) -> bytes:
        return self.files[path]


class FakeDriver:
    """An engine on paper: what it was told, in order."""

    def __init__(self, images: Mapping[str, str], refuse: str = "") -> None:
        self.images = dict(images)  # name -> id
        self.refuse = refuse
        self.told: list[tuple[str, ...]] = []
        self.booted: list[HostSpec] = []
        self.running: dict[str, FakeHost] = {}

    def image_id(self, reference: str) -> str | None:
        return self.images.get(reference)

    def run(self, image: str, command: Sequence[str], *, name: str, **_: Any) -> FakeHost:
        self.told.append(("run", image))
        self.running[name] = FakeHost({})
        return self.running[name]

    def port(self, name: str, port: str) -> int:
        return 41234

    def tag(self, image: str, reference: str) -> None:
        self.told.append(("tag", image, reference))

    def push(self, reference: str) -> None:
        if self.refuse and self.refuse in reference:
            raise HostError("no")
        self.told.append(("push", reference))

    def untag(self, reference: str) -> None:
        self.told.append(("untag", reference))

    def commit(self, name: str, repository: str, tag: str, changes: Sequence[str]) -> str:
        self.told.append(("commit", f"{repository}:{tag}"))
        self.images[f"{repository}:{tag}"] = "sha256:committed"
        return "sha256:committed"

    def boot(self, spec: HostSpec) -> FakeHost:
        self.booted.append(spec)
        host = FakeHost({"/etc/cookgen/address": b"172.20.0.2\n", "/etc/cookgen/ca.crt": b"PEM"})
        self.running[spec.name] = host
        return host

    def host(self, name: str) -> FakeHost | None:
        return self.running.get(name)

    def remove_container(self, name: str) -> None:
        self.running.pop(name, None)


class FakeImages:
    """Layers that are there already."""

    def __init__(self, driver: FakeDriver) -> None:
        self._driver = driver

    def debian(self, release: int) -> str:
        return f"cookgen-lab/debian-{release}:0"

    def host(self, release: int) -> str:
        return f"cookgen-lab/host-{release}:0"

    def layer(
        self, name: str, folder: Path, parent: str, args: Mapping[str, str] | None = None
    ) -> str:
        tag = f"cookgen-lab/{name}:{'-'.join((args or {}).values()) or '0'}"
        self._driver.images[tag] = f"sha256:{tag}"
        return tag

    @contextmanager
    def missing(self, tag: str) -> Iterator[bool]:
        yield self._driver.image_id(tag) is None


def services(tmp_path: Path, *references: str) -> tuple[Services, FakeDriver]:
    """Return the services of an instance whose suite has these images."""
    (tmp_path / "images" / "app").mkdir(parents=True)
    (tmp_path / "a.stack.json").write_text("{}")
    suite = {
        "name": "local",
        "runtime": "local",
        "stack": "a.stack.json",
        "run_lists": {"setup": ["docker::install"]},
        "images": {name: {"build": "images/app", "args": {"NAME": name}} for name in references},
    }
    platform = {"name": "debian-12", "debian": 12, "chef": "18.11.11"}
    path = tmp_path / "cookgen.yml"
    path.write_text(json.dumps({"platforms": [platform], "suites": [suite]}))
    [instance] = config.load(path).instances
    driver = FakeDriver({})
    return Services(driver, FakeImages(driver), instance), driver  # type: ignore[arg-type]


def filled(driver: FakeDriver, contents: Mapping[str, str]) -> str:
    """Fill a registry on paper."""
    return registry.filled(
        driver,  # type: ignore[arg-type]
        FakeImages(driver),  # type: ignore[arg-type]
        "cookgen-lab/services:0",
        contents,
        {"cookgen.role": "registry"},
    )


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("nginx", ("docker.io", "library/nginx", "latest")),
        ("progrium/logspout", ("docker.io", "progrium/logspout", "latest")),
        ("quay.io/mikamai/awesome-app:v2", ("quay.io", "mikamai/awesome-app", "v2")),
        ("registry.lab:5000/app", ("registry.lab:5000", "app", "latest")),
        ("localhost/app:1", ("localhost", "app", "1")),
    ],
)
def test_a_name_is_taken_apart_as_docker_does(text: str, parts: tuple[str, str, str]) -> None:
    """Host, repository, tag, with Docker Hub's defaults."""
    found = Reference.parse(text)

    assert parts == (found.host, found.repository, found.tag)


def test_docker_hub_is_not_one_of_our_hosts() -> None:
    """Its names go through the mirror; the others need a certificate each."""
    assert ("ghcr.io", "quay.io") == registry.hosts([AWESOME, LOGSPOUT, "ghcr.io/a/b", "nginx"])


def test_images_are_pushed_and_the_whole_is_committed() -> None:
    """Each image under its path, no stray names left, the registry gone."""
    driver = FakeDriver({"one": "sha256:1", "two": "sha256:2"})

    tag = filled(driver, {AWESOME: "one", LOGSPOUT: "two"})

    at = "127.0.0.1:41234"
    assert [
        ("run", "cookgen-lab/services:0"),
        ("tag", "sha256:1", f"{at}/mikamai/awesome-app:latest"),
        ("push", f"{at}/mikamai/awesome-app:latest"),
        ("untag", f"{at}/mikamai/awesome-app:latest"),
        ("tag", "sha256:2", f"{at}/progrium/logspout:latest"),
        ("push", f"{at}/progrium/logspout:latest"),
        ("untag", f"{at}/progrium/logspout:latest"),
        ("commit", tag),
    ] == driver.told
    assert {} == driver.running


def test_a_registry_is_filled_once() -> None:
    """The same images give the same tag, and nothing is pushed again; another image does not."""
    driver = FakeDriver({"one": "sha256:1", "two": "sha256:2"})
    first = filled(driver, {AWESOME: "one"})
    told = list(driver.told)

    assert first == filled(driver, {AWESOME: "one"})
    assert told == driver.told
    assert first != filled(driver, {AWESOME: "two"})


def test_a_push_that_fails_commits_nothing_and_cleans_up() -> None:
    """Half a registry never gets a name."""
    driver = FakeDriver({"one": "sha256:1"}, refuse="awesome-app")

    with pytest.raises(HostError):
        filled(driver, {AWESOME: "one"})

    assert "commit" not in {what for what, *_ in driver.told}
    assert ("untag", "127.0.0.1:41234/mikamai/awesome-app:latest") in driver.told
    assert {} == driver.running


def test_one_path_cannot_be_two_images() -> None:
    """All hosts share one storage: what would be mixed up is refused."""
    driver = FakeDriver({"one": "sha256:1", "two": "sha256:2"})

    with pytest.raises(HostError, match="different images for a/b:latest"):
        filled(driver, {"quay.io/a/b": "one", "ghcr.io/a/b": "two"})


def test_the_services_answer_to_every_name_of_the_stack(tmp_path: Path) -> None:
    """Registry hosts, database, Redis, the log's destination: aliases of one container."""
    made, driver = services(tmp_path, AWESOME, LOGSPOUT)

    made.create("a-network")

    [spec] = driver.booted
    assert ("quay.io", "db.lab", "redis.lab", "logs.papertrailapp.com") == tuple(spec.aliases)
    assert "a-network" == spec.network
    assert spec.image.startswith("cookgen-lab/registry:")
    assert [["cookgen-answers"]] == driver.running[spec.name].waited


def test_a_suite_without_images_needs_no_filled_registry(tmp_path: Path) -> None:
    """Then the services layer is used as it is."""
    made, driver = services(tmp_path)

    made.create("a-network")

    assert "cookgen-lab/services:0" == driver.booted[0].image


def test_credentials_are_random_and_for_their_owner_alone(tmp_path: Path) -> None:
    """Two instances have different passwords; the file's mode lets nobody else read it."""
    one, driver = services(tmp_path / "one", AWESOME)
    two, _ = services(tmp_path / "two", AWESOME)
    one.create("a-network")
    two.create("a-network")

    path = tmp_path / "one" / ".cookgen" / "local-debian-12" / "credentials.json"
    assert 0o600 == stat.S_IMODE(path.stat().st_mode)
    assert json.loads(path.read_text()) == one.credentials
    assert "quay.io" == one.credentials["registry"]["host"]
    assert one.credentials["database"]["password"] != two.credentials["database"]["password"]
    given = driver.booted[0].files["/etc/cookgen/services.env"]
    assert isinstance(given, File)
    assert 0o600 == given.mode
    assert one.credentials["registry"]["password"].encode() in given.content


def test_a_host_trusts_the_registry_and_asks_the_mirror(tmp_path: Path) -> None:
    """The authority lies where Docker looks for it; names are looked up at the services."""
    made, _ = services(tmp_path, AWESOME, LOGSPOUT)
    made.create("a-network")

    files = made.host_files

    assert {"/etc/docker/certs.d/quay.io/ca.crt", "/etc/docker/daemon.json"} == set(files)
    assert b"PEM" == files["/etc/docker/certs.d/quay.io/ca.crt"]
    settings = json.loads(bytes(files["/etc/docker/daemon.json"]))  # type: ignore[arg-type]
    assert ["172.20.0.2"] == settings["dns"]
    assert ["http://172.20.0.2:5000"] == settings["registry-mirrors"]


@pytest.mark.parametrize("address", ["172.20.0.2", "192.168.1.2", "10.213.0.2"])
def test_inner_networks_are_away_from_the_outer_one(address: str) -> None:
    """An inner bridge on the outer network's addresses would cut the host off."""
    settings = engine_settings(address)

    assert not settings["bip"].startswith(address.rpartition(".")[0] + ".")
    assert settings["bip"].split(".")[0] != "10" or not address.startswith("10.")


def test_destroy_leaves_neither_container_nor_credentials(tmp_path: Path) -> None:
    """And what is asked afterwards says how to get them."""
    made, driver = services(tmp_path, AWESOME)
    made.create("a-network")

    made.destroy()

    assert {} == driver.running
    with pytest.raises(HostError) as error:
        made.credentials
    assert "`cookgen create` makes them" == error.value.hint
