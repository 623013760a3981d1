"""The wheel is complete: templates, schema and cookbooks travel with it, caches do not."""

from __future__ import annotations

import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> zipfile.ZipFile:
    """Build the wheel of this checkout without any network."""
    folder = tmp_path_factory.mktemp("dist")
    subprocess.run(
        [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder)],
        cwd=ROOT,
        check=True,
        capture_output=True,
    )
    return zipfile.ZipFile(next(folder.glob("*.whl")))


def data_files(top: str) -> set[str]:
    """Return what the wheel should hold of a data folder of the checkout."""
    return {
        f"generator/_data/{path.relative_to(ROOT).as_posix()}"
        for path in (ROOT / top).rglob("*")
        if path.is_file() and "__pycache__" not in path.parts
    }


@pytest.mark.parametrize("top", ["templates", "schema", "cookbooks"])
def test_the_wheel_carries_the_data_folders(wheel: zipfile.ZipFile, top: str) -> None:
    """Every file of a data folder is in the wheel under generator/_data, dotfiles too."""
    present = {n for n in wheel.namelist() if n.startswith(f"generator/_data/{top}/")}

    assert data_files(top) == present


def test_the_wheel_carries_nothing_else(wheel: zipfile.ZipFile) -> None:
    """Besides its metadata, the wheel has one package and neither tests nor caches."""
    strangers = [
        name
        for name in wheel.namelist()
        if "__pycache__" in name or not name.startswith(("generator/", "cookgen-"))
    ]

    assert [] == strangers


def test_what_is_installed_from_the_wheel_builds_the_same_cookbook(
    wheel: zipfile.ZipFile, tmp_path: Path
) -> None:
    """Unpacked far from the checkout, cookgen finds its data and agrees with cookbooks/article."""
    wheel.extractall(tmp_path)
    code = "import generator.cli; print(generator.cli.__file__); generator.cli.main()"
    arguments = ["build", "--check", "-o", str(ROOT / "cookbooks" / "article")]
    done = subprocess.run(
        [sys.executable, "-c", code, *arguments, str(ROOT / "tests/stacks/article.stack.json")],
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(tmp_path)},
        capture_output=True,
        text=True,
        check=False,
    )

    assert 0 == done.returncode, done.stdout + done.stderr
    assert done.stdout.startswith(str(tmp_path))
