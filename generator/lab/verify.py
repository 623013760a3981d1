"""pytest with testinfra against a host, in a process of its own."""

from __future__ import annotations

import os
import subprocess
import sys
import xml.etree.ElementTree as ElementTree
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from generator.errors import HostError

CONTEXT = "COOKGEN_CONTEXT"
_NO_TESTS = 5
_PLUGIN = "generator.lab.testinfra_backend"
_HERE = Path(__file__).resolve().parents[2]  # the folder of our package


@dataclass(frozen=True)
class VerifyReport:
    """What pytest found; `failed` are the tests' names with their messages."""

    tests: int
    skipped: int
    failed: tuple[str, ...]
    status: int


def verify(tests: Path, project: Path, host: str, context: Path, folder: Path) -> VerifyReport:
    """Run the tests below `tests` against a container; junit.xml and verify.log go to `folder`.

    The tests find what they need to know in the JSON file that COOKGEN_CONTEXT names, and modules
    beside `cookgen.yml` can be imported.
    """
    junit, log = folder / "junit.xml", folder / "verify.log"
    junit.unlink(missing_ok=True)
    settings = folder / "pytest.ini"
    # A file of its own: the settings of a project around this one are for other tests.
    settings.write_text(
        f"[pytest]\naddopts = --import-mode=importlib\npythonpath = {_quoted(project)}\n"
        f"cache_dir = {folder / 'pytest-cache'}\n",
        encoding="utf-8",
    )
    argv = [sys.executable, "-m", "pytest", str(tests), f"--hosts=cookgen://{host}"]
    argv += [f"--junitxml={junit}", f"--rootdir={project}", f"--confcutdir={project}"]
    argv += ["-c", str(settings), "-q", "--no-header", "--color=no", "-p", _PLUGIN]
    with log.open("wb") as sink:
        done = subprocess.run(
            argv,
            stdout=sink,
            stderr=subprocess.STDOUT,
            stdin=subprocess.DEVNULL,
            cwd=project,
            env=_environment(context),
            check=False,
        )
    if done.returncode in (0, 1) and junit.exists():
        return read(junit, done.returncode)
    if done.returncode == _NO_TESTS:
        raise HostError(f"there are no tests in {tests}")
    tail = log.read_text(encoding="utf-8", errors="replace").strip().splitlines()[-15:]
    raise HostError(f"pytest ended with status {done.returncode}:\n" + "\n".join(tail))


def _environment(context: Path) -> dict[str, str]:
    """Return this process' environment, with what the tests need and without others' options."""
    own = [str(_HERE), os.environ.get("PYTHONPATH", "")]
    given = {key: value for key, value in os.environ.items() if key != "PYTEST_ADDOPTS"}
    return {
        **given,
        CONTEXT: str(context),
        "PYTHONPATH": os.pathsep.join(path for path in own if path),
        "PYTHONDONTWRITEBYTECODE": "1",
    }


def read(junit: Path, status: int) -> VerifyReport:
    """Read pytest's JUnit file."""
    cases = list(ElementTree.parse(junit).iter("testcase"))
    skipped = sum(1 for case in cases if case.find("skipped") is not None)
    return VerifyReport(len(cases), skipped, tuple(_failures(cases)), status)


def _failures(cases: list[ElementTree.Element]) -> Iterator[str]:
    for case in cases:
        for kind in ("failure", "error"):
            found = case.find(kind)
            if found is not None:
                lines = (found.get("message") or "").strip().splitlines()
                yield f"{case.get('name')}: {lines[0] if lines else kind}"


def _quoted(path: Path) -> str:
    """Return a path for a list of paths, where blanks part one from the next."""
    return f'"{path}"' if " " in str(path) else str(path)
