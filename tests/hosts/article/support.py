"""What the checks of the article's stack share: the lab's facts, HTTP, waiting, secrets."""

from __future__ import annotations

import http.client
import json
import os
import re
import ssl
import subprocess
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Any, TypeVar

T = TypeVar("T")


@dataclass(frozen=True)
class Context:
    """What the lab tells the tests about one instance."""

    facts: dict[str, Any]
    credentials: dict[str, Any]

    @classmethod
    def read(cls, path: Path) -> "Context":
        """Read the file that COOKGEN_CONTEXT names."""
        facts = json.loads(path.read_text(encoding="utf-8"))
        credentials = json.loads(Path(facts["credentials"]).read_text(encoding="utf-8"))
        return cls(facts, credentials)

    @property
    def container(self) -> str:
        """Return the host's container."""
        return str(self.facts["host"]["container"])

    @property
    def services(self) -> str:
        """Return the services' container."""
        return str(self.facts["services"]["container"])

    @property
    def remote_log(self) -> str:
        """Return where the services keep what arrives by syslog."""
        return str(self.facts["services"]["remote_log"])

    @property
    def hostname(self) -> str:
        """Return the host's own name."""
        return str(self.facts["host"]["hostname"])

    @property
    def secrets(self) -> list[str]:
        """Return the passwords of this instance."""
        redis = re.fullmatch(r"redis://:(.+)@.*", self.credentials["redis"])
        assert redis is not None
        return [
            self.credentials["registry"]["password"],
            self.credentials["database"]["password"],
            redis.group(1),
        ]

    def reference(self, service: str, repository: str) -> str:
        """Return the image that a service has by now: a step may have named another tag."""
        return f"{repository}:{self.facts['tags'].get(service, 'latest')}"

    def ask(self, method: str = "GET", path: str = "/", port: int = 80, body: str = "") -> Answer:
        """Ask nginx from outside, at the port of this machine that leads to the host's."""
        published = self.facts["ports"][str(port)]
        connection = _connection(published, tls=port == 443)
        try:
            connection.request(method, path, body.encode() or None)
            response = connection.getresponse()
            headers = {name.lower(): value for name, value in response.getheaders()}
            return Answer(response.status, headers, response.read().decode())
        finally:
            connection.close()


@dataclass(frozen=True)
class Answer:
    """An HTTP response."""

    status: int
    headers: dict[str, str]
    text: str

    @property
    def json(self) -> Any:
        """Return the body's value."""
        return json.loads(self.text)


def _connection(port: int, tls: bool) -> http.client.HTTPConnection:
    if not tls:
        return http.client.HTTPConnection("127.0.0.1", port, timeout=10)
    # nginx signs for itself; who it is does not matter here.
    context = ssl.create_default_context()
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    return http.client.HTTPSConnection("127.0.0.1", port, timeout=10, context=context)


def eventually(question: Callable[[], T], seconds: float = 15) -> T:
    """Ask until the answer is true; return the last answer in any case."""
    end = time.monotonic() + seconds
    while not (answer := question()) and time.monotonic() < end:
        time.sleep(0.1)
    return answer


def run(
    container: str, argv: Sequence[str], stdin: str = "", check: bool = True
) -> subprocess.CompletedProcess[str]:
    """Run argv in a container. Secrets belong on stdin: the command line is looked at too."""
    return subprocess.run(
        ["docker", "exec", "-i", container, *argv],
        input=stdin,
        capture_output=True,
        text=True,
        check=check,
    )


def query(context: Context, sql: str) -> list[list[str]]:
    """Ask the app's database; rows of texts."""
    argv = ["setpriv", "--reuid", "postgres", "--regid", "postgres", "--init-groups"]
    argv += ["psql", "-qAtX", "-F", "\t", "-d", context.credentials["database"]["database"]]
    found = run(context.services, argv, sql).stdout
    return [line.split("\t") for line in found.splitlines()]


# Reads needles up to an empty line, then looks at every command line until stdin ends. One line a
# sighting: process, program, number of the needle. The needles themselves are never printed.
_WATCH = r"""
$| = 1;
my ($text, %told, $rounds) = ("");
sysread(STDIN, $text, 4096, length $text) or exit 1 until $text =~ /\n\n/;
my @needles = split /\n/, $text;
print "watching\n";
while (1) {
  my $ready = "";
  vec($ready, 0, 1) = 1;
  if (select($ready, undef, undef, 0.01) && !sysread(STDIN, $text, 1)) { last }
  opendir(my $all, "/proc") or die;
  for my $pid (grep /^\d+$/, readdir $all) {
    open(my $file, "<", "/proc/$pid/cmdline") or next;
    local $/;
    my $line = <$file> // next;
    for my $number (0 .. $#needles) {
      next if index($line, $needles[$number]) < 0 || $told{"$pid $number"}++;
      my ($program) = split /\0/, $line;
      print "seen $pid $program $number\n";
    }
  }
  $rounds++;
}
print "rounds $rounds\n";
"""


class SecretWatcher:
    """Looks, a hundred times a second, for secrets on the command lines of all of a host.

    `sightings` is there after the `with` block, so is `rounds`: how often it has looked.
    """

    def __init__(self, container: str, needles: Sequence[str]) -> None:
        assert needles and all(needles)
        self._container = container
        self._needles = list(needles)
        self.sightings: list[str] = []
        self.rounds = 0

    def __enter__(self) -> "SecretWatcher":
        self._process = subprocess.Popen(
            ["docker", "exec", "-i", self._container, "perl", "-e", _WATCH],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        assert self._process.stdin is not None and self._process.stdout is not None
        self._process.stdin.write("\n".join(self._needles) + "\n\n")
        self._process.stdin.flush()
        assert "watching\n" == self._process.stdout.readline()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        killer = threading.Timer(30, self._process.kill)
        killer.start()
        out, _ = self._process.communicate()
        killer.cancel()
        lines = out.splitlines()
        self.sightings = [line for line in lines if line.startswith("seen ")]
        self.rounds = sum(int(line.split()[1]) for line in lines if line.startswith("rounds "))


def kill_then_start(container: str) -> None:
    """Do to the app what a deploy must not: stop all instances, then start them.

    Returns when the app answers again. The load gate must fail whatever runs beside this.
    """
    chosen = ["docker", "ps", "--quiet", "--filter", "label=cookgen.container=app"]
    instances = run(container, chosen).stdout.split()
    assert instances
    run(container, ["docker", "kill", *instances])
    run(container, ["docker", "start", *instances])
    up = ["curl", "-sfo", "/dev/null", "http://127.0.0.1/up"]
    assert eventually(lambda: run(container, up, check=False).returncode == 0, 30)


def context_of_environment() -> Context:
    """Return the context of the instance under test."""
    return Context.read(Path(os.environ["COOKGEN_CONTEXT"]))
