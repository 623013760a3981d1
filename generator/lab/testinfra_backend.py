"""testinfra over the shell that is kept open: `--hosts=cookgen://CONTAINER`.

A plugin of pytest, for the process that `cookgen verify` starts. testinfra's own `docker://` starts
a client for each command, which costs fifty times as much.
"""

from __future__ import annotations

import shlex
from typing import Any

import testinfra.backend
from testinfra.backend.base import BaseBackend

from generator.errors import HostError
from generator.lab.driver import Driver
from generator.lab.transport import Host

_TIMEOUT = 600.0
_drivers: list[Driver] = []  # one for the process, connected when first needed


class CookgenBackend(BaseBackend):  # type: ignore[misc]
    """A container of the lab, or any other that runs on this machine's engine."""

    NAME = "cookgen"

    def __init__(self, name: str, *args: Any, timeout: Any = _TIMEOUT, **kwargs: Any) -> None:
        self.name, self.user = self.parse_containerspec(name)
        self._timeout = float(timeout)
        self._entered: Host | None = None
        super().__init__(self.name, *args, **kwargs)

    def run(self, command: str, *args: str, **_: Any) -> Any:
        """Run a command as testinfra spells it, and return testinfra's result."""
        line = self.get_command(command, *args)
        if self.user is not None:
            line = f"exec runuser -u {shlex.quote(self.user)} -- /bin/sh -c {shlex.quote(line)}"
        answer = self._inside().line(line, self._timeout)
        return self.result(answer.status, self.encode(line), answer.out, answer.err)

    def get_encoding(self) -> str:
        """Return the encoding of hosts: nobody who builds a host today wants another."""
        return "UTF-8"

    def _inside(self) -> Host:
        if self._entered is None:
            if not _drivers:
                _drivers.append(Driver.connect())
            self._entered = _drivers[0].host(self.name)
        if self._entered is None:
            raise HostError(f"{self.name} does not run", "`cookgen create` makes it")
        return self._entered


def pytest_configure() -> None:
    """Tell testinfra about us."""
    testinfra.backend.BACKENDS["cookgen"] = f"{__name__}.{CookgenBackend.__name__}"


def pytest_unconfigure() -> None:
    """Hang up."""
    while _drivers:
        _drivers.pop().__exit__()
