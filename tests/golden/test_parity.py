"""What lint lets through, the cookbook's own checks on the host let through as well."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest

from generator.lint.rules import RULES

ROOT = Path(__file__).resolve().parents[2]
FILES = sorted([*ROOT.glob("tests/golden/lint/*/good.json"), *ROOT.glob("tests/stacks/*.json")])
STACKS = {str(path.relative_to(ROOT)): path.read_text("utf-8") for path in FILES}
STACKS |= {f"GOOD of {rule.NAME}": rule.GOOD for rule in RULES}
HOST: dict[str, Any] = {
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


def node(text: str, env_file: Path) -> dict[str, object]:
    """Return the attributes of a host that is fed the stack, and has what it only names."""
    stack = json.loads(text.replace("/etc/shop/env", str(env_file)))
    for app in stack["deploy"].values():
        app["database"] = DATABASE
    names = re.findall(r'"(?:\$secret|source)": "([\w.-]+)"|\[\s*"(tls_key)"', text)
    secrets = {name: "open sesame" for found in names for name in found if name}
    return {**stack, **HOST, "cookgen": {**HOST["cookgen"], "secrets": secrets}}


@pytest.mark.skipif(shutil.which("ruby") is None, reason="ruby is not installed")
def test_the_host_accepts_what_lint_accepts(tmp_path: Path) -> None:
    """No stack without an error in lint is refused on the host."""
    env_file = tmp_path / "env"
    env_file.write_text("TZ=UTC\n", "utf-8")
    done = subprocess.run(
        ["ruby", "-e", SCRIPT, str(ROOT / "templates/cookbook/docker/libraries")],
        input=json.dumps([node(text, env_file) for text in STACKS.values()]),
        capture_output=True,
        text=True,
        check=False,
    )

    assert "" == done.stderr
    problems = json.loads(done.stdout)
    assert {} == {name: found for name, found in zip(STACKS, problems) if found}
