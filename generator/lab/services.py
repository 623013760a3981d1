"""The services side of one instance: registry, PostgreSQL, Redis, syslog, DNS, in one container.

A host of the stack meets them as it would in the cloud: by name, with passwords that are random
for each instance.
"""

from __future__ import annotations

import json
import os
import secrets
from pathlib import Path
from typing import Any

from generator.errors import HostError
from generator.lab import registry
from generator.lab.config import AppImage, Instance
from generator.lab.driver import Driver, HostSpec
from generator.lab.images import Images
from generator.lab.transport import File, Files, Host

REMOTE_LOG = "/var/log/remote.log"
_DATABASE_HOST = "db.lab"
_REDIS_HOST = "redis.lab"
# Where the article sends its logs; a stack that sends them elsewhere needs no name from us.
_LOG_HOST = "logs.papertrailapp.com"
_NAMES = (_DATABASE_HOST, _REDIS_HOST, _LOG_HOST)
_FOLDER = Path(__file__).resolve().parent / "images" / "services"
_DEBIAN = 12


class Services:
    """Make it for a new instance and for one that is there: what it knows is kept in its folder."""

    def __init__(self, driver: Driver, images: Images, instance: Instance) -> None:
        self._driver = driver
        self._images = images
        self._instance = instance
        self._names = registry.hosts(image.reference for image in instance.suite.images)
        self.name = instance.container("services")

    def create(self, network: str) -> None:
        """Boot the services on a network; return when all of them answer."""
        given = _credentials(self._names)
        self._keep(given)
        host = self._driver.boot(
            HostSpec(
                name=self.name,
                image=self.image(),
                hostname="services",
                labels=self._instance.marks("services"),
                network=network,
                aliases=(*self._names, *_NAMES),
                files={"/etc/cookgen/services.env": File(self._environment(given), 0o600)},
            )
        )
        host.wait(["cookgen-answers"], deadline=30)

    @property
    def address(self) -> str:
        """Return the address that all of the names stand for."""
        return self._host().get("/etc/cookgen/address").decode().strip()

    @property
    def credentials(self) -> dict[str, Any]:
        """Return what the runtime hands to the hosts.

        `registry`: host, username, password; `database`: adapter, database, host, password, port,
        reconnect, username; `redis`: a URL.
        """
        try:
            found: dict[str, Any] = json.loads(self._path.read_text(encoding="utf-8"))
        except FileNotFoundError as error:
            raise HostError(
                f"{self._instance.name} has no credentials", "`cookgen create` makes them"
            ) from error
        return found

    @property
    def host_files(self) -> Files:
        """Return what a host needs to reach us: the authority, the inner engine's settings."""
        authority = self._host().get("/etc/cookgen/ca.crt")
        certificates = {f"/etc/docker/certs.d/{name}/ca.crt": authority for name in self._names}
        settings = json.dumps(engine_settings(self.address), indent=2, sort_keys=True) + "\n"
        return {**certificates, "/etc/docker/daemon.json": settings.encode()}

    def destroy(self) -> None:
        """Remove the container and the credentials."""
        self._driver.remove_container(self.name)
        self._path.unlink(missing_ok=True)

    @property
    def _path(self) -> Path:
        return self._instance.folder / "credentials.json"

    def _host(self) -> Host:
        host = self._driver.host(self.name)
        if host is None:
            raise HostError(f"{self.name} does not run", "`cookgen create` makes it")
        return host

    def image(self) -> str:
        """Return the tag of the image with all that the registry shall serve."""
        base = foundation(self._images)
        contents = {image.reference: self._app(image) for image in self._instance.suite.images}
        if not contents:
            return base
        labels = self._instance.marks("registry")
        return registry.filled(self._driver, self._images, base, contents, labels)

    def _app(self, image: AppImage) -> str:
        if image.standin and self._driver.image_id(image.reference) is not None:
            self._images.say(f"{image.reference} is this machine's own")
            return image.reference
        if image.standin:
            self._images.say(f"{image.reference} is a stand-in: there is no such image here")
        debian = self._images.debian(_DEBIAN)
        return self._images.layer(f"app-{image.folder.name}", image.folder, debian, image.args)

    def _environment(self, given: dict[str, Any]) -> bytes:
        values = {
            "REGISTRY_HOSTS": " ".join(self._names) or "registry.lab",
            "REGISTRY_USERNAME": given["registry"]["username"],
            "REGISTRY_PASSWORD": given["registry"]["password"],
            "DATABASE_NAME": given["database"]["database"],
            "DATABASE_USERNAME": given["database"]["username"],
            "DATABASE_PASSWORD": given["database"]["password"],
            "REDIS_PASSWORD": given["redis"].partition("://:")[2].partition("@")[0],
            "NAMES": " ".join(_NAMES),
        }
        return "".join(f"{name}='{value}'\n" for name, value in values.items()).encode()

    def _keep(self, given: dict[str, Any]) -> None:
        self._path.parent.mkdir(parents=True, exist_ok=True)
        self._path.unlink(missing_ok=True)
        handle = os.open(self._path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            json.dump(given, file, indent=2)
            file.write("\n")


def foundation(images: Images) -> str:
    """Return the tag of the services' image, its registry still empty."""
    return images.layer("services", _FOLDER, images.host(_DEBIAN))


def engine_settings(address: str) -> dict[str, Any]:
    """Return the inner engine's `daemon.json` for services at an address.

    Its own networks are fixed, away from the one that leads to the services: left alone, an inner
    engine picks what the outer one uses for another network. And it would give its containers
    8.8.8.8 for DNS.
    """
    block = "172.30" if address.startswith("10.") else "10.213"
    return {
        "dns": [address],
        "registry-mirrors": [f"http://{address}:5000"],
        "bip": f"{block}.0.1/24",
        "default-address-pools": [{"base": f"{block}.128.0/17", "size": 24}],
    }


def _credentials(registries: tuple[str, ...]) -> dict[str, Any]:
    return {
        "registry": {
            "host": registries[0] if registries else "registry.lab",
            "hosts": list(registries),
            "username": "deployer",
            "password": secrets.token_hex(16),
        },
        "database": {
            "adapter": "postgresql",
            "database": "awesome",
            "host": _DATABASE_HOST,
            "password": secrets.token_hex(16),
            "port": 5432,
            "reconnect": True,
            "username": "awesome",
        },
        "redis": f"redis://:{secrets.token_hex(16)}@{_REDIS_HOST}:6379/0",
    }
