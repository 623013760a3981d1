"""How long starting takes, side by side in one run: `python tests/bench/startup.py`.

Each command runs in turn with the bare import that it is compared with; the ratio of the medians
is what counts, since it holds when the machine's speed drifts.
"""

from __future__ import annotations

import statistics
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
ROUNDS = 15
PAIRS = {
    "--version": (["-m", "generator", "--version"], ["-c", "import click"]),
    "lint of the article": (
        ["-m", "generator", "lint", "tests/stacks/article.stack.json"],
        ["-c", "import click, jsonschema"],
    ),
    "build --check of the article": (
        ["-m", "generator", "build", "--check", "tests/stacks/article.stack.json"]
        + ["-o", "cookbooks/article"],
        ["-c", "import click, jsonschema, jinja2"],
    ),
}


def seconds(arguments: list[str]) -> float:
    """Return the wall time of one run of this Python."""
    start = time.perf_counter()
    subprocess.run([sys.executable, *arguments], cwd=ROOT, capture_output=True, check=False)
    return time.perf_counter() - start


def main() -> None:
    """Print a line per command: its median, that of the bare imports, and the ratio."""
    for name, (command, imports) in PAIRS.items():
        runs = [(seconds(command), seconds(imports)) for _ in range(ROUNDS)]
        ours, theirs = (statistics.median(column) for column in zip(*runs))
        print(
            f"{name:<30} {ours * 1000:6.0f} ms"
            f"   {imports[1]:<36} {theirs * 1000:6.0f} ms   {ours / theirs:.2f} times"
        )


if __name__ == "__main__":
    main()
