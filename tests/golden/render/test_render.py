"""What stacks are built into, file by file: `<case>/stack.json` and `<case>/expected/`.

Only what is rendered stands there; what is copied is the same everywhere. Lint is not asked: the
renderer must be safe with what lint would refuse.
"""

from __future__ import annotations

import json
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from generator.model.parse import parse
from generator.model.stack import Stack
from generator.paths import data
from generator.render import build, manifest
from generator.render.tree import Tree

HERE = Path(__file__).resolve().parent
CASES = sorted(path.parent.name for path in HERE.glob("*/stack.json"))
RENDERED = sorted(name.removesuffix(manifest.SUFFIX) for name in manifest.TEMPLATES)
RUBY = [name for name in RENDERED if name.endswith(".rb")]

# Runs what was rendered where every name is known, and prints what it heard.
STAGE = """
require 'json'
HEARD = []
class Tree
  def initialize(path) @path = path end
  def [](key) Tree.new(@path + [key]) end
  def []=(key, value) HEARD << ['default', @path + [key], value] end
end
class Fields
  def method_missing(name, value) HEARD << [name, value] end
end
def default() Tree.new([]) end
def method_missing(name, *args, &block)
  HEARD << [name, *args]
  Fields.new.instance_eval(&block) if block
end
ARGV.each { |file| instance_eval(File.read(file), file, 1) }
puts JSON.generate(HEARD)
"""


COPIED = (
    "docker/recipes/default.rb",
    "docker/recipes/install.rb",
    "docker/recipes/logrotate.rb",
    "logrotate/recipes/default.rb",
)


@pytest.fixture(scope="module")
def templates(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the templates, with empty files for what is copied: that is tested elsewhere."""
    folder = tmp_path_factory.mktemp("templates")
    for name in (*manifest.TEMPLATES, *COPIED):
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        if name in COPIED:
            (folder / name).write_bytes(b"")
        else:
            shutil.copy(data("templates", "cookbook", name), folder / name)
    return folder


def stack(case: str) -> Stack:
    """Return the Stack of a case."""
    return parse(json.loads((HERE / case / "stack.json").read_text(encoding="utf-8")))


@pytest.mark.parametrize("name", RENDERED)
@pytest.mark.parametrize("case", CASES)
def test_rendered_files_are_the_golden_ones(
    case: str, name: str, templates: Path, golden: Callable[[Path, str], None]
) -> None:
    """Every rendered file of every case is what somebody has read and accepted."""
    made = manifest.files(stack(case), templates)

    golden(HERE / case / "expected" / name, made[name].decode("utf-8"))


@pytest.mark.parametrize("case", CASES)
def test_nothing_golden_is_left_over(case: str) -> None:
    """A golden file that nothing makes any more is removed."""
    present = (HERE / case / "expected").rglob("*")

    assert RENDERED == sorted(
        path.relative_to(HERE / case / "expected").as_posix() for path in present if path.is_file()
    )


@pytest.mark.skipif(shutil.which("ruby") is None, reason="no ruby on this machine")
def test_ruby_hears_of_a_hostile_stack_what_it_says_and_nothing_else(
    tmp_path: Path, templates: Path
) -> None:
    """No name, comment or value gets out of its place in the rendered Ruby."""
    hostile = stack("hostile")
    app, container = hostile.apps[0], hostile.apps[0].containers[0]
    volume, registry = app.data_volumes[0], hostile.registries[0]
    Tree(manifest.files(hostile, templates)).write(tmp_path)
    expected = [
        ["default", ["deploy", app.slug, "data_volumes"], {volume.name: list(volume.paths)}],
        ["default", ["deploy", app.slug, "containers", container.name], dict(container.fields)],
        [
            "default",
            ["docker", "registries", registry.host],
            {"username": registry.username, "password": ""},
        ],
        ["default", ["logrotate", "forwarder"], hostile.forwarder],
        ["name", "docker"],
        ["description", f"Docker containers of {app.slug}"],
        ["version", "1.0.0"],
        ["cookgen_cron", app.slug],
        ["app", app.slug],
        ["cookgen_data_volume", f"{app.slug}/{volume.name}"],
        ["app", app.slug],
        ["volume", volume.name],
        ["cookgen_deploy", "apps"],
        ["apps", [app.slug]],
        ["include_recipe", "docker::cron"],
        ["cookgen_notification", "rollbar"],
        ["apps", [app.slug]],
        ["cookgen_registry", registry.host],
        ["cookgen_rollback", "apps"],
        ["apps", [app.slug]],
        ["include_recipe", "docker::cron"],
        ["cookgen_undeploy", "apps"],
        ["apps", [app.slug]],
    ]

    done = subprocess.run(
        ["ruby", "-EUTF-8", "-e", STAGE, *(str(tmp_path / name) for name in RUBY)],
        capture_output=True,
        text=True,
        check=True,
    )

    assert expected == json.loads(done.stdout)


def test_a_registry_password_is_never_written_down() -> None:
    """Lint refuses a password in a stack; a build that was not linted still bakes none."""
    assert not [path for path, text in build(stack("several")).items() if b"never written" in text]


def test_references_credential_helpers_and_tags_are() -> None:
    """What only names a login reaches the host, which looks it up."""
    login = {"username": "deploy", "password": {"$secret": "registry_password"}}
    helper = {"credential_helper": "ecr-login"}
    value: dict[str, Any] = {"docker": {"registries": {"a.lab": login, "b.lab": helper}}}
    value |= {"aws-tag": {"tags": {"Role": "web"}}}

    baked = build(parse(value))["docker/attributes/default.rb"].decode("utf-8")

    assert "'password' => { '$secret' => 'registry_password' }" in baked
    assert "'credential_helper' => 'ecr-login'" in baked
    assert "default['aws-tag']['tags'] = {\n  'Role' => 'web',\n}" in baked
