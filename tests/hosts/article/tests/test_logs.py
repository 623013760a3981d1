"""Logs arrive where the article sends them, and cannot grow for ever on the host."""

from __future__ import annotations

import re
import uuid

from support import Context, eventually
from testinfra.host import Host


def test_one_request_is_in_the_logs_of_app_nginx_and_haproxy(
    context: Context, services: Host
) -> None:
    """By logspout from nginx and the app, by HAProxy itself: all at the far listener."""
    token = uuid.uuid4().hex
    context.ask(path=f"/?token={token}")

    def senders() -> set[str]:
        found = services.run("grep -F %s %s", token, context.remote_log).stdout.splitlines()
        return {line.split()[2] for line in found}

    wanted = {r"nginx0(-g\d+)?", r"app[01](-g\d+)?", r"haproxy\[\d+\]:"}

    assert eventually(lambda: wanted == matched(wanted, senders())), senders()


def matched(patterns: set[str], names: set[str]) -> set[str]:
    """Return the patterns that a name matches."""
    return {pattern for pattern in patterns if any(re.fullmatch(pattern, n) for n in names)}


def test_logspout_speaks_for_this_host(context: Context, services: Host) -> None:
    """Its host name, which the article takes from the stack, is the sender's name."""
    line = services.check_output("grep -m 1 nginx0 %s", context.remote_log)

    assert line.split()[1].endswith(context.hostname)


def test_logrotate_takes_its_settings(host: Host) -> None:
    """logrotate reads all of its files without a complaint, ours among them."""
    # A host where it has never run has no state, and that is no error of its settings.
    done = host.run("logrotate --debug --state /dev/null /etc/logrotate.conf")

    assert 0 == done.rc
    assert "error:" not in done.stderr
    assert "/var/lib/docker/containers/" in done.stderr
