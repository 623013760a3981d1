"""What every runtime is given, what it gives back, and what they share."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import reduce
from typing import Any

from generator.lab.transport import File, Files

COOKBOOKS = "/var/chef/cookbooks"
HANDLER = """\
require 'chef/handler'
require 'json'

# Tells the lab what a run has done.
class CookgenLabReport < Chef::Handler
  def initialize(path)
    @path = path
  end

  def report
    flags = File::WRONLY | File::CREAT | File::TRUNC
    File.open(@path, flags, 0600) { |file| file.write(JSON.generate(summary)) }
  end

  private

  def summary
    {
      'success' => success?,
      'elapsed' => elapsed_time,
      'resources' => (all_resources || []).size,
      'updated' => (updated_resources || []).map { |resource| entry(resource) },
      'exception' => run_status.formatted_exception,
    }
  end

  def entry(resource)
    {
      'type' => resource.resource_name.to_s,
      'name' => resource.name.to_s,
      'action' => Array(resource.action).map(&:to_s).join(','),
    }
  end
end
"""


@dataclass(frozen=True)
class AppFacts:
    """An app as the service knows it."""

    slug: str
    name: str


@dataclass(frozen=True)
class Feed:
    """One event on one host, with all that the service side knows."""

    run_id: str
    event: str
    run_list: Sequence[str]
    document: Mapping[str, Any]  # the stack, as the user wrote it
    attributes: Mapping[str, Any]  # of the suite
    deployment: Mapping[str, Any]  # of this one event
    apps: Sequence[AppFacts]
    environment: Mapping[str, str]
    credentials: Mapping[str, Any]  # as Services has them
    hostname: str
    address: str
    stack_name: str
    sent_at: str = "2024-05-26T00:00:00+00:00"
    layer: str = "docker"

    @property
    def folder(self) -> str:
        """Return the folder of this run in the host."""
        return f"/var/chef/runs/{self.run_id}"

    @property
    def deploys(self) -> bool:
        """Return whether the event deploys apps: setup includes a deploy."""
        return self.event in ("setup", "deploy")

    def logins(self) -> dict[str, Any]:
        """Return the registry's login as custom JSON: the same at each of its names."""
        registry = self.credentials.get("registry")
        if not registry:
            return {}
        login = {"username": registry["username"], "password": registry["password"]}
        hosts = registry.get("hosts") or [registry["host"]]
        return {"docker": {"registries": {host: dict(login) for host in hosts}}}


@dataclass(frozen=True)
class Plan:
    """What to place in the host and what to run there; where the report will be."""

    files: Files
    argv: Sequence[str]
    report: str
    env: Mapping[str, str] = field(default_factory=dict)


def merged(*levels: Mapping[str, Any]) -> dict[str, Any]:
    """Merge custom JSON as the service does: objects deep, later wins; all else is replaced."""
    return reduce(_merge, levels, {})


def _merge(below: Mapping[str, Any], above: Mapping[str, Any]) -> dict[str, Any]:
    result = dict(below)
    for key, value in above.items():
        old = result.get(key)
        if isinstance(old, Mapping) and isinstance(value, Mapping):
            result[key] = _merge(old, value)
        else:
            result[key] = value
    return result


def config_file(feed: Feed, settings: Mapping[str, str]) -> str:
    """Return a client.rb: local mode, what all runtimes set, the runtime's own, our handler.

    The values of `settings` are Ruby.
    """
    folder = feed.folder
    common = {
        "local_mode": "true",
        "node_name": ruby(feed.hostname),
        "chef_repo_path": ruby(folder),
        "cookbook_path": f"[{ruby(COOKBOOKS)}]",
        "file_cache_path": ruby("/var/chef/cache"),
        "file_backup_path": ruby("/var/chef/backup"),
        "log_location": "STDOUT",
        "log_level": ":info",
        # The parent of a fork would only wait.
        "client_fork": "false",
    }
    lines = [f"{name} {value}" for name, value in {**common, **settings}.items()]
    handler = f"CookgenLabReport.new({ruby(folder + '/report.json')})"
    lines += [
        f"require {ruby(folder + '/report.rb')}",
        f"report_handlers << {handler}",
        f"exception_handlers << {handler}",
    ]
    return "\n".join(lines) + "\n"


def ruby(text: str) -> str:
    """Return a Ruby literal."""
    escaped = text.replace("\\", "\\\\").replace("'", "\\'")
    return f"'{escaped}'"


def secret(value: Any) -> File:
    """Return a JSON file that only root can read."""
    return File((json.dumps(value, indent=2) + "\n").encode(), 0o600)
