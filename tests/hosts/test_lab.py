"""The lab itself: what happens where something goes wrong."""

from __future__ import annotations

import signal
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from helpers import ROOT, argv, cookgen, left

from generator.lab import config

pytestmark = pytest.mark.docker

PROJECT = """
platforms: [{name: old, debian: 11, chef: 12.18.31}]
suites:
  - name: small
    runtime: local
    cookbooks: cookbooks
    run_lists: {setup: ['web::default']}
    tests: tests
"""
TEST = """
def test_file(host):
    assert host.file('/etc/cron.d/web').exists
    assert 'docker1' == host.check_output('hostname')
"""


@pytest.fixture
def instance(tmp_path: Path) -> Iterator[config.Instance]:
    """Make a project of one recipe and one test; in the end nothing of it may be left."""
    project = tmp_path / "a project"
    for path, content in (
        ("cookgen.yml", PROJECT),
        ("cookbooks/web/metadata.rb", "name 'web'\nversion '1.0.0'\n"),
        ("cookbooks/web/recipes/default.rb", "file('/etc/cron.d/web') { content '' }\n"),
        ("tests/test_web.py", TEST),
    ):
        (project / path).parent.mkdir(parents=True, exist_ok=True)
        (project / path).write_text(content)
    (instance,) = config.load(project / "cookgen.yml").instances
    yield instance
    cookgen(instance.project, "destroy")
    assert [] == left(instance)


def test_a_project_that_passes_leaves_only_its_reports(instance: config.Instance) -> None:
    """A host that has passed is destroyed; a blank in a path does no harm."""
    done = cookgen(instance.project, "test")

    assert 0 == done.returncode, done.stderr
    assert "tests: 1" in done.stdout
    assert [] == left(instance)
    assert (instance.folder / "runs" / "001-setup" / "chef.log").is_file()


def test_a_converge_that_fails_is_told_last_and_left_for_a_look(instance: config.Instance) -> None:
    """Exit 1, the reason and the tail of Chef's log; the host stays, and the next try mends it."""
    recipe = instance.project / "cookbooks" / "web" / "recipes" / "default.rb"
    good = recipe.read_text()
    recipe.write_text("raise 'the disk is full of ideas'\n")

    failed = cookgen(instance.project, "test")

    assert 1 == failed.returncode
    assert "the disk is full of ideas" in failed.stderr.splitlines()[1]
    assert left(instance)
    recipe.write_text(good)
    assert 0 == cookgen(instance.project, "converge").returncode


def test_an_interrupted_test_leaves_nothing(instance: config.Instance) -> None:
    """SIGTERM in the middle of a create: what was made so far is removed."""
    with subprocess.Popen(
        argv(instance.project, "test"), cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE
    ) as process:
        while not left(instance) and process.poll() is None:
            time.sleep(0.02)
        process.send_signal(signal.SIGTERM)
        process.communicate(timeout=60)

    assert 130 == process.returncode
    assert [] == left(instance)
