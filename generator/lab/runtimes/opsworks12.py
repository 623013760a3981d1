"""OpsWorks Stacks, Chef 12: custom JSON as attributes, everything else in data bags.

The run folder is `/var/chef/runs/<command id>/` with client.rb, attribs.json, data_bags/ and
nodes/, made anew for each command, so nothing survives from run to run. Items carry no `id`; Chef
takes it from the name of the file.
"""

from __future__ import annotations

import re
import uuid
from collections.abc import Mapping
from typing import Any

from generator.lab.runtimes.base import HANDLER, Feed, Plan, config_file, merged, secret
from generator.lab.transport import File, Files, Folder

_REGION = "eu-west-1"
_ARN = f"arn:aws:rds:{_REGION}:123456789012:db"
# AWS' own character class: `A-z` lets [ \\ ] ^ _ ` pass, too.
_NOT_IN_NAMES = re.compile(r"[^0-9A-z.-]")


def plan(feed: Feed) -> Plan:
    """Return files and argv for one event."""
    folder = feed.folder
    files: dict[str, File | Folder] = {
        folder: Folder(),
        f"{folder}/nodes": Folder(),
        f"{folder}/client.rb": File(config_file(feed, {}).encode(), 0o600),
        f"{folder}/report.rb": File(HANDLER.encode(), 0o600),
        f"{folder}/attribs.json": secret(attributes(feed)),
    }
    for bag, items in data_bags(feed).items():
        files[f"{folder}/data_bags/{bag}"] = Folder()
        for name, item in items.items():
            files[f"{folder}/data_bags/{bag}/{_NOT_IN_NAMES.sub('_', name)}.json"] = secret(item)
    placed: Files = files
    return Plan(
        files=placed,
        argv=[
            "chef-client",
            *("-c", f"{folder}/client.rb", "-j", f"{folder}/attribs.json"),
            "--no-color",
        ],
        report=f"{folder}/report.json",
        # As the agent runs it.
        env={"HOME": "/root", "RUBYOPT": "-E utf-8"},
    )


def attributes(feed: Feed) -> dict[str, Any]:
    """Return attribs.json: custom JSON of stack < layer < deployment, and the run list."""
    layer = merged(feed.attributes, feed.logins())
    custom = merged(feed.document, layer, feed.deployment)
    # The service drops its own key, with a warning in the agent's log.
    custom.pop("opsworks", None)
    return {**custom, "run_list": [f"recipe[{name}]" for name in feed.run_list]}


def data_bags(feed: Feed) -> dict[str, dict[str, dict[str, Any]]]:
    """Return bag -> item name -> item, in the shapes the service used."""
    stack_id = _id("stack", feed.stack_name)
    return {
        "aws_opsworks_app": {app.slug: _app(feed, app.slug, app.name) for app in feed.apps},
        "aws_opsworks_command": {feed.run_id: _command(feed)},
        "aws_opsworks_instance": {feed.hostname: _instance(feed)},
        "aws_opsworks_layer": {feed.layer: _layer(feed)},
        "aws_opsworks_stack": {stack_id: _stack(feed, stack_id)},
        "aws_opsworks_rds_db_instance": _databases(feed),
        "aws_opsworks_user": {"operator": _user()},
        "aws_opsworks_elastic_load_balancer": {},
        "aws_opsworks_ecs_cluster": {},
    }


def _app(feed: Feed, slug: str, name: str) -> dict[str, Any]:
    database = feed.credentials.get("database")
    source: dict[str, Any] = {"arn": None, "database_name": None, "type": "None"}
    if database:
        source = {
            "arn": _database_arn(database),
            "database_name": database["database"],
            "type": "RdsDbInstance",
        }
    app = {
        "app_id": _id("app", slug),
        "app_source": _no_source(),
        "attributes": {
            "auto_bundle_on_deploy": False,
            "aws_flow_ruby_settings": {},
            "document_root": None,
            "rails_env": None,
        },
        "data_sources": [source],
        "domains": [slug],
        "enable_ssl": False,
        "environment": {"APP_TYPE": "docker", **feed.environment},
        "name": name,
        "shortname": slug,
        "ssl_configuration": {"certificate": None, "chain": None, "private_key": None},
        "type": "other",
    }
    # Present only where this command deploys the app.
    return {**app, "deploy": True} if feed.deploys else app


def _command(feed: Feed) -> dict[str, Any]:
    apps = [_id("app", app.slug) for app in feed.apps] if feed.event == "deploy" else []
    return {
        "args": {"app_ids": apps} if apps else {},
        "command_id": feed.run_id,
        "iam_user_arn": "arn:aws:iam::123456789012:user/operator",
        "instance_id": _id("instance", feed.hostname),
        "sent_at": feed.sent_at,
        "type": feed.event,
    }


def _instance(feed: Feed) -> dict[str, Any]:
    return {
        "ami_id": "ami-0a1b2c3d",
        "architecture": "x86_64",
        "auto_scaling_type": None,
        "availability_zone": f"{_REGION}a",
        "created_at": feed.sent_at,
        "ebs_optimized": False,
        "ec2_instance_id": "i-0123456789abcdef0",
        "elastic_ip": None,
        "hostname": feed.hostname,
        "infrastructure_class": "ec2",
        "instance_id": _id("instance", feed.hostname),
        "instance_type": "m4.large",
        "layer_ids": [_id("layer", feed.layer)],
        "os": "Custom",
        "private_dns": f"ip-{feed.address.replace('.', '-')}.{_REGION}.compute.internal",
        "private_ip": feed.address,
        "public_dns": None,
        "public_ip": feed.address,
        "role": [feed.layer],
        "root_device_type": "ebs",
        "root_device_volume_id": "vol-0a1b2c3d",
        "self": True,
        "status": "running_setup" if feed.event == "setup" else "online",
        "subnet_id": "subnet-0a1b2c3d",
        "virtualization_type": "hvm",
    }


def _layer(feed: Feed) -> dict[str, Any]:
    return {
        "ecs_cluster_arn": None,
        "layer_id": _id("layer", feed.layer),
        "name": feed.layer.capitalize(),
        "packages": [],
        "shortname": feed.layer,
        "type": "custom",
        "volume_configurations": [],
    }


def _stack(feed: Feed, stack_id: str) -> dict[str, Any]:
    return {
        "arn": f"arn:aws:opsworks:{_REGION}:123456789012:stack/{stack_id}/",
        "custom_cookbooks_source": _no_source(),
        "name": feed.stack_name,
        "region": _REGION,
        "stack_id": stack_id,
        "use_custom_cookbooks": True,
        "vpc_id": "vpc-0a1b2c3d",
    }


def _databases(feed: Feed) -> dict[str, dict[str, Any]]:
    database = feed.credentials.get("database")
    if not database:
        return {}
    item = {
        "address": database["host"],
        "db_instance_identifier": database["host"].partition(".")[0],
        "db_password": database["password"],
        "db_user": database["username"],
        "engine": "postgres",
        "port": database["port"],
        "rds_db_instance_arn": _database_arn(database),
        "region": _REGION,
    }
    return {_database_arn(database): item}


def _database_arn(database: Mapping[str, Any]) -> str:
    return f"{_ARN}:{str(database['host']).partition('.')[0]}"


def _user() -> dict[str, Any]:
    return {
        "administrator_privileges": True,
        "iam_user_arn": "arn:aws:iam::123456789012:user/operator",
        "remote_access": True,
        "ssh_public_key": None,
        "unix_user_id": 2001,
        "username": "operator",
    }


def _no_source() -> dict[str, Any]:
    names = ("password", "revision", "ssh_key", "type", "url", "user")
    return {name: "other" if name == "type" else None for name in names}


def _id(kind: str, name: str) -> str:
    """Return a GUID that is the same each time: the service's ids outlive its commands."""
    return str(uuid.uuid5(uuid.NAMESPACE_DNS, f"{kind}.{name}.opsworks.lab"))
