"""What lint lets through, the cookbook's own checks on the host let through as well."""

from __future__ import annotations

import json
import shutil
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
STACKS = sorted([*ROOT.glob("tests/golden/lint/*/good.json"), *ROOT.glob("tests/stacks/*.json")])
HOST = {
    "hostname": "host",
    "cookgen": {"public_ip": "192.0.2.1"},
}
DATABASE = {
    "adapter": "postgresql",
    "database": "d",
    "host": "db.example.com",
    "password": "p",
    "port": 5432,
    "reconnect": True,
    "username": "u",
}
SCRIPT = """
require 'json'
Dir[File.join(ARGV[0], 'cookgen_*.rb')].sort.each { |path| require path }
answers = JSON.parse($stdin.read).map do |node|
  begin
    Cookgen::Stack.new(Cookgen::Runtime.detect(node, lambda { |_| [] }))
    []
  rescue Cookgen::InvalidStack => error
    error.problems
  end
end
puts JSON.generate(answers)
"""


def node(path: Path) -> dict[str, object]:
    """Return the attributes of a host that is fed the stack as plain JSON."""
    stack = json.loads(path.read_text("utf-8"))
    for app in stack["deploy"].values():
        app["database"] = DATABASE
    return {**stack, **HOST}


@pytest.mark.skipif(shutil.which("ruby") is None, reason="ruby is not installed")
def test_the_host_accepts_what_lint_accepts() -> None:
    """No stack without an error in lint is refused on the host."""
    done = subprocess.run(
        ["ruby", "-e", SCRIPT, str(ROOT / "templates/cookbook/docker/libraries")],
        input=json.dumps([node(path) for path in STACKS]),
        capture_output=True,
        text=True,
        check=False,
    )

    assert "" == done.stderr
    problems = json.loads(done.stdout)
    assert {} == {
        str(path.relative_to(ROOT)): found for path, found in zip(STACKS, problems) if found
    }
