"""The JSON language services of editors, installed once, asked from the tests."""

from __future__ import annotations

import fcntl
import json
import os
import shutil
import subprocess
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

import pytest

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[1]
SCHEMA = ROOT / "schema" / "stack.schema.json"
TOOLS = ("node", "npm")
NODE_MAJOR = 18

Json = Any
Answers = dict[str, Json]  # what harness.mjs prints
Ask = Callable[..., Answers]


def _give_up(reason: str) -> None:
    """Skip, or fail where CI is set: there nothing may be left out unseen."""
    if os.environ.get("CI"):
        pytest.fail(f"{reason}, and CI is set", pytrace=False)
    pytest.skip(reason)


@pytest.fixture(scope="session")
def node_modules() -> Path:
    """Return the folder of packages, installed as the lock file says unless that was done."""
    missing = [tool for tool in TOOLS if shutil.which(tool) is None]
    if missing:
        _give_up(f"editor tests need {' and '.join(missing)} (Node.js {NODE_MAJOR} or newer)")
    version = subprocess.run(["node", "--version"], capture_output=True, text=True, check=True)
    if int(version.stdout.strip().lstrip("v").partition(".")[0]) < NODE_MAJOR:
        _give_up(f"editor tests need Node.js {NODE_MAJOR} or newer, not {version.stdout.strip()}")
    lock = HERE / "package-lock.json"
    folder = HERE / "node_modules"
    stamp = folder / ".installed-from-lock"
    with lock.open("rb") as guard:  # two runs of the tests at once install once
        fcntl.flock(guard, fcntl.LOCK_EX)
        wanted = lock.read_bytes()
        if not stamp.is_file() or stamp.read_bytes() != wanted:
            done = subprocess.run(["npm", "ci"], cwd=HERE, capture_output=True, text=True)
            if done.returncode != 0:
                _give_up(f"editor tests: `npm ci` failed: {done.stderr.strip().splitlines()[-1:]}")
            stamp.write_bytes(wanted)
    return folder


@pytest.fixture(scope="session")
def ask(node_modules: Path, tmp_path_factory: pytest.TempPathFactory) -> Ask:
    """Return a function from cases (see harness.mjs) to what both services answer."""
    folder = tmp_path_factory.mktemp("tables")

    def run(cases: Sequence[Mapping[str, Json]], schema: Path = SCHEMA) -> Answers:
        names = [one["name"] for one in cases]
        assert len(names) == len(set(names)), "two cases have one name"
        table = folder / f"{time.monotonic_ns()}.json"
        table.write_text(json.dumps({"cases": list(cases)}), encoding="utf-8")
        done = subprocess.run(
            ["node", str(HERE / "harness.mjs"), str(schema), str(table)],
            capture_output=True,
            text=True,
            check=False,
        )
        assert 0 == done.returncode, done.stderr
        answers: Answers = json.loads(done.stdout)
        return answers

    return run
