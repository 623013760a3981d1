"""chef-client in local mode on plain JSON.

The cookbook carries the stack; the JSON has only what the service side knows: logins, databases,
environments. The run list is given with `-o`, so the node is not saved: what a deployment
overrides is gone with it.
"""

from __future__ import annotations

from typing import Any

from generator.lab.runtimes.base import HANDLER, Feed, Plan, config_file, merged, secret
from generator.lab.transport import File, Folder


def plan(feed: Feed) -> Plan:
    """Return files and argv for one event."""
    folder = feed.folder
    attributes = merged(_service_side(feed), feed.attributes, feed.deployment)
    return Plan(
        files={
            folder: Folder(),
            f"{folder}/client.rb": File(config_file(feed, {}).encode(), 0o600),
            f"{folder}/report.rb": File(HANDLER.encode(), 0o600),
            f"{folder}/node.json": secret(attributes),
        },
        argv=[
            "chef-client",
            *("-c", f"{folder}/client.rb", "-j", f"{folder}/node.json"),
            *("-o", ",".join(f"recipe[{name}]" for name in feed.run_list)),
            "--no-color",
        ],
        report=f"{folder}/report.json",
        env={"HOME": "/root"},
    )


def _service_side(feed: Feed) -> dict[str, Any]:
    apps: dict[str, Any] = {}
    for app in feed.apps:
        apps[app.slug] = {"environment": dict(feed.environment)}
        if "database" in feed.credentials:
            apps[app.slug]["database"] = dict(feed.credentials["database"])
    return merged(feed.logins(), {"deploy": apps} if apps else {})
