"""`cookgen report`: where the last report is, made anew; and several machines' as one."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from generator.cli import main

RUNS = Path(__file__).resolve().parents[1] / "output" / "runs"
PROJECT = """
platforms: [{name: d, debian: 12, chef: 18.11.11}]
suites: [{name: s, runtime: local, cookbooks: ., run_lists: {setup: [a]}}]
"""
Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
def run(tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Run:
    """Run the command in a project with one instance, `s-d`."""
    (tmp_path / "cookgen.yml").write_text(PROJECT)
    monkeypatch.chdir(tmp_path)

    def run(*words: str) -> tuple[int, str, str]:
        with pytest.raises(SystemExit) as ended:
            main(["report", *words])
        said = capsys.readouterr()
        return int(ended.value.code or 0), said.out, said.err

    return run


def stored(name: str, folder: Path) -> Path:
    """Return a copy of a stored run."""
    return Path(shutil.copytree(RUNS / name, folder / name))


@pytest.mark.parametrize("words", [(), ("s-d",), ("s",), ("show", "s-d"), ("--run", "passed")])
def test_the_path_of_the_page_is_printed(run: Run, tmp_path: Path, words: tuple[str, ...]) -> None:
    """And the page is there, though nothing but the run's data was."""
    reports = tmp_path / ".cookgen" / "s-d" / "reports"
    stored("passed", reports)
    (reports / "latest").symlink_to("passed")
    folder = "passed" if "--run" in words else "latest"

    assert (0, f"{reports / folder / 'report.html'}\n", "") == run(*words)
    assert (reports / "passed" / "report.html").is_file()


def test_a_run_from_elsewhere_is_named_by_its_folder(run: Run, tmp_path: Path) -> None:
    """As CI hands it over."""
    folder = stored("failed", tmp_path / "from-ci")

    assert (0, f"{folder / 'report.html'}\n", "") == run(str(folder))


def test_without_a_run_nothing_can_be_told(run: Run) -> None:
    """Exit 3, and what makes one."""
    code, out, error = run()

    assert (3, "") == (code, out)
    assert "no run of s-d is recorded" in error
    assert "`cookgen test` makes one" in error


def test_an_unknown_run_is_named(run: Run) -> None:
    """Exit 3 with the run and the instances that were asked."""
    code, _, error = run("s-d", "--run", "20260102-030405-test")

    assert 3 == code
    assert "there is no run 20260102-030405-test of s-d" in error


@pytest.mark.parametrize("names, code", [(["passed"], 0), (["passed", "failed"], 1)])
def test_merging_says_whether_all_have_passed(
    run: Run, tmp_path: Path, names: list[str], code: int
) -> None:
    """By its exit code; the three files are written either way."""
    folders = [str(stored(name, tmp_path / "machines")) for name in names]

    assert (code, "all/report.html\n", "") == run("merge", *folders, "-o", "all")
    written = sorted(path.name for path in (tmp_path / "all").iterdir())
    assert ["junit.xml", "report.html", "timings.json"] == written


@pytest.mark.parametrize("words", [("merge",), ("merge", "."), ("merge", ".", "-o", "all")])
def test_merging_nothing_is_refused(run: Run, words: tuple[str, ...]) -> None:
    """Exit 2: no folders, no output, no runs."""
    assert 2 == run(*words)[0]
