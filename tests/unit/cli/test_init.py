"""`cookgen init`: what it writes works, and what was there stays."""

from __future__ import annotations

import json
import re
import shutil
import socket
import shlex
import subprocess
import sys
import xml.etree.ElementTree as ElementTree
from pathlib import Path
from typing import Any

import pytest
import yaml
from click.testing import CliRunner, Result

from generator.cli import main
from generator.cli.init import EDITORS
from generator.lab import config
from generator.paths import data

ROOT = Path(__file__).resolve().parents[3]
TEMPLATES = data("templates", "init")
ALL = [word for editor in EDITORS for word in ("--editor", editor)]
MISTAKE = '{\n  "deploy": {"a": {"containers": [{"web": {"imgae": "x"}}]}}\n}\n'


def run(*arguments: str) -> Result:
    """Run cookgen in this process."""
    return CliRunner(mix_stderr=False).invoke(main, list(arguments))


@pytest.fixture
def shop(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Start a project with settings for every editor, and go there."""
    folder = tmp_path / "shop"
    result = run("init", str(folder), *ALL)
    assert 0 == result.exit_code, result.stderr
    monkeypatch.chdir(folder)
    return folder


def tree(folder: Path) -> dict[str, bytes]:
    """Return path -> content of all files of a folder."""
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file()
    }


def lines(result: Result, verb: str) -> list[str]:
    """Return the paths that a command says it has created, kept, overwritten."""
    return [line.split()[1] for line in result.stdout.splitlines() if line.split()[:1] == [verb]]


def test_the_example_lints_clean_and_builds(shop: Path) -> None:
    """No finding at all, warnings included; a cookbook that `build --check` agrees with."""
    linted = run("lint", "--fail-on", "info", ".")
    built = run("build")

    assert (0, "") == (linted.exit_code, linted.stdout)
    assert 0 == built.exit_code, built.stderr
    assert 0 == run("build", "--check").exit_code


def test_the_schema_stands_beside_the_stack(shop: Path) -> None:
    """The stack names it by a relative path, and it is the one that lint uses."""
    stack = json.loads((shop / "shop.stack.json").read_text("utf-8"))

    assert "./stack.schema.json" == stack["$schema"]
    for name in ("stack.schema.json", "cookgen.schema.json"):
        assert data("schema", name).read_bytes() == (shop / name).read_bytes()


def test_the_lab_can_read_its_part(shop: Path) -> None:
    """One instance; stack, images and tests are there, and the stack needs no other images."""
    [instance] = config.load(shop / "cookgen.yml").instances
    suite = instance.suite
    stack = json.loads((shop / "shop.stack.json").read_text("utf-8"))
    containers = [c for one in stack["deploy"]["shop"]["containers"] for c in one.values()]

    assert shop / "shop.stack.json" == suite.stack
    assert (shop / "tests").is_dir() and shop / "tests" == suite.tests
    assert all((image.folder / "Dockerfile").is_file() for image in suite.images)
    assert {f"{c['image']}:{c['tag']}" for c in containers} <= {i.reference for i in suite.images}
    assert ["v2"] == [step.name for step in suite.steps if step.load]


def test_the_example_app_answers_and_ends_when_asked(shop: Path) -> None:
    """Over the socket of its command line, with its version; SIGTERM ends it in order."""
    app = subprocess.Popen(
        [sys.executable, "images/web/app.py", "web.sock"],
        env={"APP_VERSION": "v7"},
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
    )
    with app, socket.socket(socket.AF_UNIX) as client:
        assert app.stdout is not None
        assert b"v7 listens on web.sock\n" == app.stdout.readline()
        client.connect("web.sock")
        client.sendall(b"GET / HTTP/1.0\r\n\r\n")
        answer = b"".join(iter(lambda: client.recv(4096), b"")).decode()
        app.terminate()

    assert 0 == app.returncode
    assert answer.startswith("HTTP/1.0 200 OK\r\n")
    assert "\r\nX-App-Version: v7\r\n" in answer and answer.endswith(", v7\n")


def test_no_placeholder_is_left(shop: Path) -> None:
    """The name stands where it belongs, in paths and in texts."""
    found = [path for path, text in tree(shop).items() if "__project__" in f"{path} {text!r}"]

    assert [] == found


def test_a_second_time_changes_nothing(shop: Path) -> None:
    """Everything is kept, everything is named, the exit code is 0."""
    before = tree(shop)

    result = run("init", *ALL)

    assert (0, before) == (result.exit_code, tree(shop))
    assert sorted(before) == lines(result, "keep")
    assert [] == lines(result, "create")


def test_what_is_there_stays_unless_forced(shop: Path) -> None:
    """An edited file is kept and named; --force overwrites it, and only what differs."""
    (shop / "cookgen.yml").write_text("mine\n", encoding="utf-8")
    (shop / "tests" / "test_site.py").unlink()

    kept = run("init")
    mine = (shop / "cookgen.yml").read_text("utf-8")
    forced = run("init", "--force")

    assert ("mine\n", 0, 0) == (mine, kept.exit_code, forced.exit_code)
    assert "keep      cookgen.yml (not as init would write it)" in kept.stdout.splitlines()
    assert ["tests/test_site.py"] == lines(kept, "create")
    assert ["cookgen.yml"] == lines(forced, "overwrite")
    assert [] == lines(forced, "create")


def test_beside_a_stack_of_yours_there_is_no_example(tmp_path: Path) -> None:
    """Schema, hooks and settings come, the stack stays as it is, no lab is made up for it."""
    (tmp_path / "mine.stack.json").write_text(MISTAKE, encoding="utf-8")

    result = run("init", str(tmp_path), "--editor", "vscode")

    assert 0 == result.exit_code
    assert MISTAKE == (tmp_path / "mine.stack.json").read_text("utf-8")
    assert {"stack.schema.json", ".vscode/settings.json", ".pre-commit-config.yaml"} < set(
        tree(tmp_path)
    )
    assert not (tmp_path / "cookgen.yml").exists()
    assert 'write "$schema": "./stack.schema.json" into mine.stack.json' in result.stdout


@pytest.mark.parametrize(
    ("folder", "stack"),
    [("My Shop", "my_shop"), ("shop-2", "shop_2"), ("Käse", "k_se"), ("---", "app"), ("店", "app")],
)
def test_the_name_comes_from_the_folder(folder: str, stack: str, tmp_path: Path) -> None:
    """In the form that OpsWorks' short names have, so that lint has nothing to warn of."""
    place = tmp_path / folder

    assert 0 == run("init", str(place)).exit_code
    assert 0 == run("lint", "--fail-on", "info", str(place / f"{stack}.stack.json")).exit_code


def test_a_gitignore_of_yours_is_only_spoken_about(tmp_path: Path) -> None:
    """The lab keeps passwords in .cookgen, so somebody has to ignore it."""
    (tmp_path / ".gitignore").write_text("node_modules\n", encoding="utf-8")

    result = run("init", str(tmp_path))

    assert "node_modules\n" == (tmp_path / ".gitignore").read_text("utf-8")
    assert "add .cookgen/ to .gitignore" in result.stdout


@pytest.mark.parametrize("obstacle", ["file", "folder"])
def test_what_is_in_the_way_ends_it_before_anything_is_written(
    obstacle: str, tmp_path: Path
) -> None:
    """A file where a folder belongs, or a folder where a file does: exit 2, nothing written."""
    if obstacle == "file":
        (tmp_path / ".github").write_text("x", encoding="utf-8")
    else:
        (tmp_path / "cookgen.yml").mkdir()
    before = tree(tmp_path)

    result = run("init", str(tmp_path), "--force")

    assert 2 == result.exit_code
    assert "in the way" in result.stderr
    assert before == tree(tmp_path)


def test_a_file_is_no_folder(tmp_path: Path) -> None:
    """DIR that is a file is refused as usage."""
    (tmp_path / "x").write_text("x", encoding="utf-8")

    assert 2 == run("init", str(tmp_path / "x")).exit_code


def test_every_editor_has_its_folder() -> None:
    """What the option offers and what the templates hold is the same."""
    assert sorted(path.name for path in (TEMPLATES / "editors").iterdir()) == list(EDITORS)


# ---- the settings, and what reads the findings -------------------------------------------------


@pytest.fixture
def findings(shop: Path) -> tuple[str, list[tuple[str, int, int, str, str]]]:
    """Return what concise prints for a broken stack, and file, line, column, severity, message."""
    (shop / "shop.stack.json").write_text(MISTAKE, encoding="utf-8")
    report = json.loads(run("lint", "--format", "json", ".").stdout)
    printed = run("lint", "--quiet", "--format", "concise", ".").stdout
    assert printed
    found = re.findall(r"^(.+?):([0-9]+):([0-9]+): ([a-z]+) .+?: (.*)$", printed, re.MULTILINE)
    assert len(report["findings"]) == len(found) == len(printed.splitlines()) > 1
    return printed, [(name, int(a), int(b), kind, text) for name, a, b, kind, text in found]


def test_the_problem_matcher_of_vscode_reads_every_finding(shop: Path, findings: Any) -> None:
    """Its pattern takes file, line, column, severity and message from each line."""
    [task] = json.loads((shop / ".vscode" / "tasks.json").read_text("utf-8"))["tasks"]
    pattern = task["problemMatcher"]["pattern"]
    printed, expected = findings
    matches = [re.search(pattern["regexp"], line) for line in printed.splitlines()]

    assert expected == [
        (
            match[pattern["file"]],
            int(match[pattern["line"]]),
            int(match[pattern["column"]]),
            match[pattern["severity"]],
            match[pattern["message"]],
        )
        for match in matches
        if match
    ]
    assert (
        0
        == subprocess.run(
            [sys.executable, "-m", "generator", *task["args"], "--fail-on", "error", "--help"],
            cwd=ROOT,
            capture_output=True,
            check=False,
        ).returncode
    )


@pytest.mark.skipif(shutil.which("vim") is None, reason="vim is not installed")
def test_the_errorformat_of_vim_reads_every_finding(shop: Path, findings: Any) -> None:
    """Vim itself, with the errorformat that Neovim's settings have, finds file, line and column."""
    settings = (shop / ".nvim.lua").read_text("utf-8")
    form = re.search(r"errorformat = '([^']+)'", settings)
    assert form is not None
    printed, expected = findings
    (shop / "out").write_text(printed, encoding="utf-8")
    item = "bufname(v:val.bufnr), v:val.lnum, v:val.col, v:val.type, v:val.text"
    commands = [
        "set nocompatible",
        f"let &errorformat = '{form[1]}'",
        "cgetfile out",
        f"call writefile([json_encode(map(getqflist(), '[{item}]'))], 'read')",
        "qa!",
    ]
    argv = ["vim", "-es", "-u", "NONE", "-i", "NONE"]
    for command in commands:
        argv += ["-c", command]
    subprocess.run(argv, cwd=shop, check=True, timeout=30, stdin=subprocess.DEVNULL)

    read = json.loads((shop / "read").read_text("utf-8"))
    assert [(name, line, column, kind[0]) for name, line, column, kind, _ in expected] == [
        (name.removeprefix("./"), line, column, kind) for name, line, column, kind, _ in read
    ]
    assert all(text in entry[4] for (*_, text), entry in zip(expected, read))


def test_settings_are_what_their_editors_parse(shop: Path) -> None:
    """JSON, XML, TOML and YAML without an error; they name files that init writes."""
    for path in shop.rglob("*.json"):
        json.loads(path.read_text("utf-8"))
    for path in shop.rglob("*.yaml"):
        yaml.safe_load(path.read_text("utf-8"))
    schemas = [
        option.get("value", "")
        for path in (shop / ".idea").rglob("*.xml")
        for option in ElementTree.parse(path).iter("option")
        if option.get("name") == "relativePathToSchema"
    ]
    settings = json.loads((shop / ".vscode" / "settings.json").read_text("utf-8"))
    schemas += [one["url"] for one in settings["json.schemas"]] + list(settings["yaml.schemas"])

    assert 4 == len(schemas)
    assert [] == [name for name in schemas if not (shop / name).is_file()]


def test_the_settings_of_helix_are_toml(shop: Path) -> None:
    """The linter is asked about stacks only, and answers in a format that the settings read."""
    tomllib = pytest.importorskip("tomllib", reason="Python 3.11 brings tomllib")
    settings = tomllib.loads((shop / ".helix" / "languages.toml").read_text("utf-8"))
    [tool] = settings["language-server"]["cookgen-lint"]["config"]["languages"]["json"]
    (shop / "shop.stack.json").write_text(MISTAKE, encoding="utf-8")

    def answer(name: str) -> str:
        command = tool["lintCommand"].replace("${INPUT}", name)
        command = command.replace("cookgen ", f"{shlex.quote(sys.executable)} -m generator ")
        argv = ["sh", "-c", command]
        environment = {"PYTHONPATH": str(ROOT), "PATH": "/usr/bin:/bin"}
        return subprocess.run(
            argv, cwd=shop, input=MISTAKE, capture_output=True, text=True, env=environment
        ).stdout

    assert "" == answer("package.json")
    assert answer("shop.stack.json").startswith("shop.stack.json:2:")


# ---- hooks and continuous integration ----------------------------------------------------------


def test_hooks_call_commands_that_there_are(shop: Path) -> None:
    """The repo's own hooks and the example say the same, and their commands are accepted."""
    own = yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text("utf-8"))
    example = yaml.safe_load((shop / ".pre-commit-config.yaml").read_text("utf-8"))
    hooks = example["repos"][0]["hooks"]
    compared = ("id", "name", "entry", "files", "pass_filenames", "require_serial")

    assert [{k: hook.get(k) for k in compared} for hook in own] == [
        {k: hook.get(k) for k in compared} for hook in hooks
    ]
    assert {"python"} == {hook["language"] for hook in own}
    run("build")
    for hook in hooks:
        files = [] if hook.get("pass_filenames") is False else ["shop.stack.json"]
        assert 0 == run(*hook["entry"].split()[1:], *files).exit_code
    assert re.search(hooks[1]["files"], "cookbooks/shop/docker/metadata.rb")
    assert re.search(hooks[1]["files"], "shop.stack.json")


def test_the_workflow_runs_commands_that_there_are(shop: Path) -> None:
    """Every `cookgen` step of the example passes in a project that is built and committed."""
    workflow = yaml.safe_load((shop / ".github" / "workflows" / "cookgen.yml").read_text("utf-8"))
    commands = [step["run"] for step in workflow["jobs"]["stack"]["steps"] if "run" in step]
    run("build")

    called = [command.split()[1:] for command in commands if command.startswith("cookgen ")]
    assert 2 == len(called)
    for arguments in called:
        assert 0 == run(*arguments).exit_code
