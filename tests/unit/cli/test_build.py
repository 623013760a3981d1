"""`cookgen build` as the user sees it."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from subprocess import CompletedProcess

import pytest

ROOT = Path(__file__).resolve().parents[3]
ARTICLE = ROOT / "tests/stacks/article.stack.json"
MEND = "./dev build tests/stacks/article.stack.json -o cookbooks/article"

Run = Callable[..., "CompletedProcess[str]"]


@pytest.fixture
def run(tmp_path: Path) -> Run:
    """Return a function that runs cookgen in a folder with the article's stack."""
    shutil.copy(ARTICLE, tmp_path)

    def cookgen(*argv: str, stdin: str | None = None) -> CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "-m", "generator", *argv],
            cwd=tmp_path,
            env={**os.environ, "PYTHONPATH": str(ROOT), "NO_COLOR": "1"},
            input=stdin,
            capture_output=True,
            text=True,
            check=False,
        )

    return cookgen


def contents(folder: Path) -> dict[str, bytes]:
    """Return path -> content of all files below a folder."""
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def edit_stack(folder: Path, old: str, new: str) -> None:
    """Replace a text in the stack."""
    stack = folder / ARTICLE.name
    text = stack.read_text(encoding="utf-8")
    assert old in text
    stack.write_text(text.replace(old, new), encoding="utf-8")


def test_the_committed_cookbook_is_what_the_article_is_built_into() -> None:
    """cookbooks/article is true: templates and stack make exactly these bytes."""
    done = subprocess.run(
        [sys.executable, "-m", "generator", "build", str(ARTICLE), "-o", "cookbooks/article"]
        + ["--check"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )

    assert 0 == done.returncode, f"{done.stdout}{done.stderr}\nto mend it, and then read it: {MEND}"


def test_build_needs_no_words(run: Run, tmp_path: Path) -> None:
    """The one stack of the folder goes to cookbooks/<its name>; each file is named."""
    done = run("build")

    built = contents(tmp_path / "cookbooks/article")
    assert 0 == done.returncode
    lines = done.stdout.splitlines()
    assert [f"create    {path}" for path in sorted(built)] == lines[:-1]
    assert f"cookbooks/article: {len(built)} files, {len(built)} created" == lines[-1]
    assert "docker/recipes/deploy.rb" in built


def test_twice_the_same_bytes(run: Run, tmp_path: Path) -> None:
    """A second build changes nothing, and another folder gets the same bytes."""
    run("build", "-o", "one")
    second = run("build", "-o", "one")
    run("build", "-o", "a b/two")

    count = len(contents(tmp_path / "one"))
    assert f"one: {count} files, {count} unchanged\n" == second.stdout
    assert contents(tmp_path / "one") == contents(tmp_path / "a b/two")


def test_check_says_yes_and_no(run: Run, tmp_path: Path) -> None:
    """0 right after a build; 1 with the list and the mending command after any edit."""
    run("build")
    assert 0 == run("build", "--check").returncode
    cookbook = tmp_path / "cookbooks/article"
    (cookbook / "docker/metadata.rb").unlink()
    (cookbook / "docker/recipes/deploy.rb").write_text("edited\n", encoding="utf-8")
    edit_stack(tmp_path, "RANDOM_VAR", "OTHER_VAR")
    before = contents(cookbook)

    done = run("build", "--check")

    assert 1 == done.returncode
    assert [
        "changed   .cookgen.json",
        "changed   docker/attributes/default.rb",
        "missing   docker/metadata.rb",
        "edited    docker/recipes/deploy.rb",
    ] == done.stdout.splitlines()
    assert "cookgen build article.stack.json -o cookbooks/article" in done.stderr
    assert before == contents(cookbook)


def test_check_with_diff_shows_and_does_not_write(run: Run, tmp_path: Path) -> None:
    """stdout is a patch and nothing else."""
    run("build")
    edit_stack(tmp_path, '"RANDOM_VAR": "foo"', '"RANDOM_VAR": "bar"')
    before = contents(tmp_path / "cookbooks/article")

    done = run("build", "--check", "--diff")

    assert 1 == done.returncode
    assert done.stdout.startswith("--- a/docker/attributes/default.rb\n+++ b/docker/attributes/")
    assert "\n-  'env' => { 'RANDOM_VAR' => 'foo' },\n+  'env' => { 'RANDOM_VAR' => 'bar' }," in (
        done.stdout
    )
    assert before == contents(tmp_path / "cookbooks/article")


def test_diff_alone_shows_and_writes(run: Run) -> None:
    """What is shown is what has been done."""
    shown = run("build", "--diff")
    again = run("build", "--diff")

    assert 0 == shown.returncode
    assert shown.stdout.startswith("--- /dev/null\n+++ b/README.md\n")
    assert "" == again.stdout
    assert 0 == run("build", "--check").returncode


def test_an_error_in_the_stack_writes_nothing(run: Run, tmp_path: Path) -> None:
    """Findings on stderr, exit 1, not one file."""
    edit_stack(tmp_path, '"deploy": "cron"', '"deploy": "sometimes"')

    done = run("build")

    assert 1 == done.returncode
    assert "" == done.stdout
    assert "article.stack.json:51:" in done.stderr
    assert "nothing was built" in done.stderr
    assert not (tmp_path / "cookbooks").exists()


def test_three_mistakes_are_three_findings(run: Run, tmp_path: Path) -> None:
    """All of them at once, each at its line and column, and nothing is written."""
    edit_stack(tmp_path, '"containers": 2,', '"containers": -2,')
    edit_stack(
        tmp_path, '"env_from": "app",\n            "command": "bundle exec sidekiq"', '"evn": {}'
    )
    edit_stack(tmp_path, '"minute": 59', '"minute": []')

    done = run("build")

    heads = [line for line in done.stderr.splitlines() if " error " in line]
    assert 1 == done.returncode
    assert ["28:27", "58:25", "68:13"] == [":".join(head.split(":")[1:3]) for head in heads]
    assert not (tmp_path / "cookbooks").exists()


def test_somebody_elses_files_stay(run: Run, tmp_path: Path) -> None:
    """A file in the way stops the build with exit 2; --force is the way through."""
    cookbook = tmp_path / "cookbooks/article"
    cookbook.mkdir(parents=True)
    (cookbook / "README.md").write_text("mine\n", encoding="utf-8")

    refused = run("build")

    assert 2 == refused.returncode
    assert "README.md" in refused.stderr and "--force" in refused.stderr
    assert {"README.md": b"mine\n"} == contents(cookbook)
    forced = run("build", "--force")
    assert 0 == forced.returncode
    assert "overwrite README.md (was not as a build had left it)\n" in forced.stdout


def test_standard_input_needs_a_folder(run: Run, tmp_path: Path) -> None:
    """`-` reads the stack; it has no name to make a folder's name of."""
    text = ARTICLE.read_text(encoding="utf-8")

    assert 2 == run("build", "-", stdin=text).returncode
    assert 0 == run("build", "-", "-o", "out", stdin=text).returncode
    run("build", "-o", "named")
    assert contents(tmp_path / "named") == contents(tmp_path / "out")


@pytest.mark.parametrize(
    ("stacks", "message"),
    [
        ([], "has none"),
        (["a.stack.json", "b.stack.json"], "has 2 of them: a.stack.json, b.stack.json"),
    ],
)
def test_which_stack_must_be_plain(
    run: Run, tmp_path: Path, stacks: list[str], message: str
) -> None:
    """Without a name there must be exactly one stack in the folder."""
    (tmp_path / ARTICLE.name).unlink()
    for name in stacks:
        (tmp_path / name).write_text(json.dumps({}), encoding="utf-8")

    done = run("build")

    assert 2 == done.returncode
    assert message in done.stderr


@pytest.mark.parametrize(
    ("argv", "message"),
    [
        (["missing.stack.json"], "missing.stack.json"),
        (["--check", "--force"], "--force"),
        (["-o", "article.stack.json"], "article.stack.json"),
    ],
)
def test_what_cannot_be_done_is_exit_2(run: Run, argv: list[str], message: str) -> None:
    """Usage and unreadable input."""
    done = run("build", *argv)

    assert 2 == done.returncode
    assert message in done.stderr
