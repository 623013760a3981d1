"""No password where somebody could read it."""

from __future__ import annotations

import base64
from pathlib import Path

import pytest
from support import Context, SecretWatcher, run

# Not /proc: what strangers see there has a test of its own. /sys and /dev are the machine's.
PLACES = ["/etc", "/home", "/opt", "/root", "/run", "/srv", "/tmp", "/usr/local", "/var"]
SEARCH = ["grep", "--recursive", "--files-with-matches", "--no-messages", "--binary-files=text"]
SEARCH += ["--devices=skip", "--fixed-strings", "--file=-"]
NOBODY = ["setpriv", "--reuid=65534", "--regid=65534", "--clear-groups"]


@pytest.fixture(scope="module")
def needles(context: Context) -> list[str]:
    """Return the passwords, and the form in which Docker's files would have one."""
    registry = context.credentials["registry"]
    login = f"{registry['username']}:{registry['password']}"
    return [*context.secrets, base64.b64encode(login.encode()).decode()]


def search(context: Context, places: list[str], needles: list[str], who: list[str]) -> list[str]:
    """Return the files that hold a needle and that somebody can read."""
    found = run(context.container, [*who, *SEARCH, *places], "\n".join(needles), check=False)
    return found.stdout.splitlines()


def test_the_search_finds_what_strangers_can_read(context: Context) -> None:
    """It can fail: a file for everybody is found, one for root is not."""
    for mode, expected in (("644", ["/var/tmp/needle"]), ("600", [])):
        script = f"umask 077; echo 'a needle' >/var/tmp/needle; chmod {mode} /var/tmp/needle"
        run(context.container, ["sh", "-c", script])

        found = search(context, ["/var/tmp"], ["a needle"], NOBODY)

        run(context.container, ["rm", "/var/tmp/needle"])
        assert expected == found


def test_no_file_that_strangers_can_read_has_a_secret(context: Context, needles: list[str]) -> None:
    """Asked as nobody, who can read what everybody can read."""
    assert [] == search(context, PLACES, needles, NOBODY)


def test_no_log_of_the_host_has_a_secret(context: Context, needles: list[str]) -> None:
    """Not even where root alone could read it: files below /var/log, and the journal."""
    journal = ["sh", "-c", "exec 3<&0; journalctl --no-pager --all | grep --count -F -f /dev/fd/3"]

    assert [] == search(context, context.facts["logs"], needles, [])
    assert "0\n" == run(context.container, journal, "\n".join(needles), check=False).stdout


def test_no_report_of_chef_has_a_secret(context: Context, needles: list[str]) -> None:
    """Logs and reports that the lab keeps of Chef's runs on this machine."""
    folder = Path(context.facts["reports"])
    files = [path for path in folder.rglob("*") if path.is_file()]

    assert files
    assert [] == [
        path.name
        for path in files
        if any(needle.encode() in path.read_bytes() for needle in needles)
    ]


def test_nothing_of_it_was_sent_away_in_logs(context: Context, needles: list[str]) -> None:
    """What containers print goes to the far listener: no password is in it."""
    found = run(
        context.services,
        ["grep", "--count", "-F", "-f", "-", context.remote_log],
        "\n".join(needles),
        check=False,
    )

    assert "0\n" == found.stdout


def test_the_watcher_sees_a_secret_on_a_command_line(context: Context) -> None:
    """It can fail: a process of a tenth of a second with a needle among its words is seen."""
    with SecretWatcher(context.container, ["not here", "a-needle-in-argv"]) as watcher:
        run(context.container, ["sh", "-c", "sleep 0.1", "a-needle-in-argv"])

    assert watcher.rounds > 0
    assert watcher.sightings
    assert {"1"} == {sighting.split()[-1] for sighting in watcher.sightings}


def test_no_process_has_a_secret_among_its_words(context: Context, needles: list[str]) -> None:
    """Neither now nor while requests are answered."""
    with SecretWatcher(context.container, needles) as watcher:
        for _ in range(20):
            context.ask()

    assert watcher.rounds > 0
    assert [] == watcher.sightings
