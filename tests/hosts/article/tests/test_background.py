"""What happens beside the requests: migration, jobs, cron."""

from __future__ import annotations

import re
import shlex
import uuid

from support import Context, eventually, query, run
from testinfra.host import Host

CRONTAB = "/etc/cron.d/cookgen-amazing_application"


def test_each_version_has_migrated_exactly_once(context: Context) -> None:
    """However often Chef ran: one migration for one image."""
    runs = query(context, "SELECT version, count(*) FROM migration_runs GROUP BY version")

    assert runs
    assert {"1"} == {count for _, count in runs}
    assert context.ask().headers["x-app-version"] in {version for version, _ in runs}


def test_sidekiq_does_a_job(context: Context) -> None:
    """A job that the app gives away is done by the sidekiq container."""
    text = f"job {uuid.uuid4().hex}"

    answer = context.ask("POST", "/jobs", body=text)

    sources = f"SELECT source FROM notes WHERE text = '{text}'"
    assert 202 == answer.status
    assert [[f"sidekiq sidekiq0.{context.hostname}"]] == eventually(lambda: query(context, sources))


def test_the_crontab_is_for_root_at_minute_59(host: Host) -> None:
    """One entry, as the article has it; the file is one that cron accepts."""
    crontab = host.file(CRONTAB)
    entries = [line for line in crontab.content_string.splitlines() if re.match(r"[\d*]", line)]

    assert ("root", "root", 0o644) == (crontab.user, crontab.group, crontab.mode)
    assert 1 == len(entries)
    assert ["59", "*", "*", "*", "*", "root"] == entries[0].split()[:6]
    assert "%" not in entries[0], "cron takes % for the end of the command"
    assert host.service("cron").is_running


def test_the_cron_entry_runs_the_container(host: Host, context: Context) -> None:
    """Its command, fired as cron would fire it, leaves a row and no container."""
    lines = host.file(CRONTAB).content_string.splitlines()
    [command] = [line.split(None, 6)[6] for line in lines if re.match(r"[\d*]", line)]
    settings = [shlex.split(line)[0] for line in lines if re.match(r"\w+=", line)]
    rows = "SELECT count(*) FROM notes WHERE source LIKE 'cron %'"
    before = query(context, rows)
    containers = host.check_output("docker ps -aq --no-trunc")
    cron = ["HOME=/root", "LOGNAME=root", "SHELL=/bin/sh", "PATH=/usr/bin:/bin", *settings]

    done = run(context.container, ["env", "-i", *cron, "/bin/sh", "-c", command], check=False)

    assert (0, "") == (done.returncode, done.stderr)
    assert int(before[0][0]) + 1 == int(query(context, rows)[0][0])
    assert containers == host.check_output("docker ps -aq --no-trunc")
