"""A key of OpsWorks or of its built-in cookbooks."""

from __future__ import annotations

from collections.abc import Iterator

from generator.document.pointer import Pointer
from generator.findings import Severity
from generator.lint.rule import Problem
from generator.model.stack import Stack

NAME = "built-in-key"
CODE = "CG805"
SEVERITY = Severity.WARNING
HINT = "Leave it out unless you mean to override the service itself."
TITLE = "A key of OpsWorks or of its built-in cookbooks"
WHY = (
    "OpsWorks merges the custom JSON over its own document. A key of the service or of a "
    "built-in cookbook changes how the instance itself is run."
)
BAD = """
{
  "deploy": {
    "shop": {
      "containers": [{"web": {"deploy": "auto", "image": "shop/web", "tag": "v1"}}]
    }
  },
  "opsworks": {"ruby_version": "2.3"}
}
"""
GOOD = """
{
  "deploy": {
    "shop": {
      "containers": [{"web": {"deploy": "auto", "image": "shop/web", "tag": "v1"}}]
    }
  },
  "chef_client": {"interval": 1800}
}
"""

_KEYS = frozenset(
    (
        *("agent_version", "apache2", "dependencies", "ebs", "ganglia", "gem_support", "haproxy"),
        *("languages", "memcached", "mod_php5_apache2", "mysql", "nginx", "opsworks", "packages"),
        *("passenger", "passenger_apache2", "php", "rails", "ruby", "s3_file", "scm_helper"),
        *("ssh_host_keys", "ssh_users", "test_suite", "unicorn"),
    )
)


def check(stack: Stack) -> Iterator[Problem]:
    """Yield a problem per such key at the top."""
    for key in stack.document:
        if key in _KEYS or key.startswith("opsworks_"):
            yield Problem(Pointer("") / key, f"`{key}` belongs to OpsWorks", on_key=True)
