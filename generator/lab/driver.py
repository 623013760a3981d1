"""Docker: networks, volumes, containers. The only module besides `images` that knows the SDK."""

from __future__ import annotations

import threading
from collections.abc import Mapping, Sequence
from typing import Any

import docker
import docker.errors
import requests.exceptions

from generator.errors import HostError
from generator.lab import capabilities
from generator.lab.container import DockerContainer
from generator.lab.hostspec import HostSpec, creation
from generator.lab.shell import Shell
from generator.lab.transport import Host

__all__ = ["Driver", "HostSpec"]

READY_LINE = b"cookgen: ready"
# Longer than any command may be silent; commands have time limits of their own.
_SOCKET_TIMEOUT = 1800
_FAILURES = (docker.errors.DockerException, requests.exceptions.RequestException, OSError)


class Driver:
    """One Docker engine. Make it with `connect`."""

    def __init__(self, client: Any) -> None:
        self.client = client
        self._powers: capabilities.Powers | None = None
        self._shells: dict[str, Shell] = {}  # by the container's id

    @classmethod
    def connect(cls) -> "Driver":
        """Return a driver for the engine of the environment; HostError where none answers."""
        try:
            client = docker.from_env(version="auto", timeout=_SOCKET_TIMEOUT)
        except _FAILURES as error:
            hint = "`cookgen doctor` says what is missing"
            raise HostError("no Docker engine answers", hint) from error
        return cls(client)

    def __enter__(self) -> "Driver":
        return self

    def __exit__(self, *_: object) -> None:
        for shell in self._shells.values():
            shell.close()
        self.client.close()

    def about(self) -> dict[str, Any]:
        """Return the engine's own description (`docker info`)."""
        found: dict[str, Any] = self.client.info()
        return found

    # Networks and volumes

    def network(self, name: str, labels: Mapping[str, str]) -> str:
        """Make a bridge network where there is none of this name; return the name."""
        if not any(found.name == name for found in self.client.networks.list(names=[name])):
            self._do(
                f"cannot make network {name}",
                lambda: self.client.networks.create(name, driver="bridge", labels=dict(labels)),
            )
        return name

    def volume(self, name: str, labels: Mapping[str, str]) -> str:
        """Make a named volume where there is none of this name; return the name."""
        self._do(
            f"cannot make volume {name}",
            lambda: self.client.volumes.create(name, labels=dict(labels)),
        )
        return name

    # Containers

    def boot(self, spec: HostSpec, deadline: float = 60) -> Host:
        """Start a systemd host and wait until it says that it is up."""
        powers = self._powers or capabilities.ask()
        for attempt in (powers, *capabilities.others(powers)):
            try:
                container = self._start(spec, attempt)
            except HostError as error:
                if not capabilities.refused(error.message):
                    raise
                refusal = error
            else:
                self._powers = attempt
                self._await_ready(container, deadline)
                return self._entered(container)
        raise refusal

    def _start(self, spec: HostSpec, powers: capabilities.Powers) -> Any:
        settings = creation(self.client.api, spec, powers)
        made = self._do(
            f"cannot make container {spec.name}",
            lambda: self.client.api.create_container(spec.image, **settings),
        )
        container = self.client.containers.get(made["Id"])
        try:
            if spec.files:
                Host(spec.name, DockerContainer(self.client, container)).put(spec.files)
            self._do(f"{spec.name} does not start", container.start)
        except BaseException:
            container.remove(force=True, v=True)
            raise
        return container

    def _await_ready(self, container: Any, deadline: float) -> None:
        """Read the console until systemd has reached its target: no exec before that.

        On cgroup v2 a process put into a host that is still booting would sit in its root cgroup
        and keep systemd from handing out controllers.
        """
        stream = container.logs(stream=True, follow=True)
        timer = threading.Timer(deadline, stream.close)
        timer.start()
        seen = b""
        try:
            for chunk in stream:
                seen += chunk
                if READY_LINE in seen:
                    return
        finally:
            timer.cancel()
            stream.close()
        console = seen.decode("utf-8", "replace").strip()[-2000:]
        raise HostError(f"{container.name} did not come up in {deadline:g} s: {console}")

    def run(
        self,
        image: str,
        command: Sequence[str] | None,
        *,
        name: str,
        labels: Mapping[str, str],
        ports: Sequence[str] = (),
    ) -> Host:
        """Start a plain container in the background."""
        container = self._do(
            f"cannot start {name}",
            lambda: self.client.containers.run(
                image,
                list(command) if command is not None else None,
                name=name,
                labels=dict(labels),
                detach=True,
                ports={port: ("127.0.0.1", None) for port in ports},
            ),
        )
        return Host(name, DockerContainer(self.client, container))

    def host(self, name: str) -> Host | None:
        """Return a running container by name, or None."""
        container = self._container(name)
        if container is None or container.status != "running":
            return None
        return self._entered(container)

    def _entered(self, container: Any) -> Host:
        """Return a running container with its shell, of which there is one per container."""
        inside = DockerContainer(self.client, container)
        shell = self._shells.setdefault(container.id, Shell(container.name, inside))
        return Host(container.name, inside, shell)

    def containers(self, labels: Mapping[str, str]) -> dict[str, str]:
        """Return name -> state of the containers that carry these labels."""
        found = self.client.containers.list(all=True, filters={"label": _filters(labels)})
        return {container.name: container.status for container in found}

    def address(self, name: str, network: str) -> str:
        """Return a container's address on a network."""
        return str(self._attributes(name)["NetworkSettings"]["Networks"][network]["IPAddress"])

    def port(self, name: str, port: int | str) -> int:
        """Return the port of 127.0.0.1 at which a container's TCP port is published."""
        key = f"{port}/tcp" if isinstance(port, int) else port
        bindings = self._attributes(name)["NetworkSettings"]["Ports"].get(key)
        if not bindings:
            raise HostError(f"{name} does not publish port {port}")
        return int(bindings[0]["HostPort"])

    def remove_container(self, name: str) -> None:
        """Remove a container with its anonymous volumes, whatever its state."""
        container = self._container(name)
        if container is not None:
            self._do(f"cannot remove {name}", lambda: container.remove(force=True, v=True))

    def remove(self, labels: Mapping[str, str]) -> list[str]:
        """Remove the containers, networks and volumes with these labels; return their names."""
        gone: list[str] = []
        chosen = {"label": _filters(labels)}
        for container in self.client.containers.list(all=True, filters=chosen):
            self._remove(gone, container.name, lambda c=container: c.remove(force=True, v=True))
        for network in self.client.networks.list(filters=chosen):
            self._remove(gone, network.name, network.remove)
        for volume in self.client.volumes.list(filters=chosen):
            self._remove(gone, volume.name, lambda v=volume: v.remove(force=True))
        return gone

    def _remove(self, gone: list[str], name: str, remove: Any) -> None:
        try:
            remove()
        except docker.errors.NotFound:
            return
        except _FAILURES as error:
            raise _said(f"cannot remove {name}", error) from error
        gone.append(name)

    # Images

    def image_id(self, reference: str) -> str | None:
        """Return the id of a local image, or None."""
        try:
            return str(self.client.images.get(reference).id)
        except docker.errors.ImageNotFound:
            return None

    def tag(self, image: str, reference: str) -> None:
        """Give an image one more name."""
        self._do(f"cannot tag {reference}", lambda: self.client.images.get(image).tag(reference))

    def untag(self, reference: str) -> None:
        """Take a name away; the image goes with its last name."""
        self._do(f"cannot untag {reference}", lambda: self.client.images.remove(reference))

    def push(self, reference: str) -> None:
        """Push to the registry that the reference names."""
        lines = self._do(
            f"cannot push {reference}",
            lambda: self.client.images.push(reference, stream=True, decode=True),
        )
        for line in lines:
            if "error" in line:
                raise HostError(f"cannot push {reference}: {line['error']}")

    def commit(self, name: str, repository: str, tag: str, changes: Sequence[str] = ()) -> str:
        """Make an image of a container; return its id."""
        container = self._container(name)
        if container is None:
            raise HostError(f"there is no container {name} to commit")
        image = self._do(
            f"cannot commit {name}",
            lambda: container.commit(repository=repository, tag=tag, changes="\n".join(changes)),
        )
        return str(image.id)

    def _container(self, name: str) -> Any:
        try:
            return self.client.containers.get(name)
        except docker.errors.NotFound:
            return None

    def _attributes(self, name: str) -> Any:
        container = self._container(name)
        if container is None:
            raise HostError(f"there is no container {name}", "`cookgen create` makes it")
        return container.attrs

    @staticmethod
    def _do(what: str, action: Any) -> Any:
        try:
            return action()
        except _FAILURES as error:
            raise _said(what, error) from error


def _filters(labels: Mapping[str, str]) -> list[str]:
    return [f"{key}={value}" for key, value in labels.items()]


def _said(what: str, error: BaseException | None) -> HostError:
    explanation = getattr(error, "explanation", None) or error
    return HostError(f"{what}: {explanation}")
