"""What the runtimes feed to Chef."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from generator.lab.runtimes import RUNTIMES, local, opsworks12
from generator.lab.runtimes.base import HANDLER, AppFacts, Feed, Plan, merged, ruby
from generator.lab.transport import File, Folder

DOCUMENT = {
    "opsworks": {"mine": True},
    "deploy": {"amazing application": {"containers": [{"app": {"image": "x"}}]}},
    "docker": {"registries": {"quay.io": {"username": "", "password": ""}}},
}
FEED = Feed(
    run_id="run-1",
    event="deploy",
    run_list=("docker::data_volumes", "docker::deploy"),
    document=DOCUMENT,
    attributes={"suite": 1},
    deployment={},
    apps=(AppFacts("amazing_application", "amazing application"),),
    environment={"REDIS_URL": "redis://:pw@redis.lab"},
    credentials={
        "registry": {"host": "quay.io", "username": "u", "password": "p"},
        "database": {
            "adapter": "postgresql",
            "database": "awesome",
            "host": "db.lab",
            "password": "secret",
            "port": 5432,
            "reconnect": True,
            "username": "awesome",
        },
        "redis": "redis://:pw@redis.lab",
    },
    hostname="docker1",
    address="172.18.0.3",
    stack_name="article",
)


def placed(plan: Plan, path: str) -> Any:
    """Return the value of a JSON file of a plan."""
    file = plan.files[path]
    assert isinstance(file, File)
    return json.loads(file.content)


@pytest.mark.parametrize(
    "levels, expected",
    [
        (({"a": {"b": 1}}, {"a": {"c": 2}}), {"a": {"b": 1, "c": 2}}),
        (({"a": [1, 2]}, {"a": [3]}), {"a": [3]}),
        (({"a": [1]}, {"a": {"b": 1}}), {"a": {"b": 1}}),
        (({"a": {"b": 1}}, {"a": None}), {"a": None}),
        (({"a": 1}, {}, {"a": 2}), {"a": 2}),
    ],
)
def test_custom_json_is_merged_as_the_service_does(
    levels: tuple[dict[str, Any], ...], expected: dict[str, Any]
) -> None:
    """Objects deep, later levels win, arrays are replaced."""
    assert expected == merged(*levels)


def test_merging_leaves_its_levels_alone() -> None:
    """A deployment's JSON does not stick to the stack's."""
    below = {"a": {"b": 1}}
    merged(below, {"a": {"b": 2}})

    assert {"a": {"b": 1}} == below


def test_opsworks_attributes_are_the_stack_verbatim_with_login_and_run_list() -> None:
    """Custom JSON keeps its spelling; the service's own key is dropped, the login put over it."""
    attributes = placed(opsworks12.plan(FEED), "/var/chef/runs/run-1/attribs.json")

    assert {
        "deploy": DOCUMENT["deploy"],
        "docker": {"registries": {"quay.io": {"username": "u", "password": "p"}}},
        "suite": 1,
        "run_list": ["recipe[docker::data_volumes]", "recipe[docker::deploy]"],
    } == attributes


def test_a_deployment_s_json_goes_over_all_else() -> None:
    """A list that the deployment gives as an object is replaced by it."""
    feed = replace(
        FEED, deployment={"deploy": {"amazing application": {"containers": {"app": {"tag": "v2"}}}}}
    )

    assert {"amazing application": {"containers": {"app": {"tag": "v2"}}}} == (
        opsworks12.attributes(feed)["deploy"]
    )


def test_opsworks_bags_are_complete_and_their_items_have_no_id() -> None:
    """All nine bags are there; Chef takes an item's id from its file."""
    bags = opsworks12.data_bags(FEED)

    assert {
        f"aws_opsworks_{name}"
        for name in (
            *("app", "command", "instance", "layer", "stack", "rds_db_instance", "user"),
            *("elastic_load_balancer", "ecs_cluster"),
        )
    } == set(bags)
    assert not [item for items in bags.values() for item in items.values() if "id" in item]


def test_the_app_leads_to_its_database() -> None:
    """The app's data source names the database by the ARN of its item."""
    bags = opsworks12.data_bags(FEED)
    app = bags["aws_opsworks_app"]["amazing_application"]
    (database,) = bags["aws_opsworks_rds_db_instance"].values()

    assert database["rds_db_instance_arn"] == app["data_sources"][0]["arn"]
    assert ("db.lab", 5432, "secret") == tuple(
        database[key] for key in ("address", "port", "db_password")
    )
    assert {"APP_TYPE": "docker", "REDIS_URL": "redis://:pw@redis.lab"} == app["environment"]


def test_a_stack_without_database_has_no_source() -> None:
    """Where the service side has no database, nothing pretends that there is one."""
    bags = opsworks12.data_bags(replace(FEED, credentials={}))

    assert {} == bags["aws_opsworks_rds_db_instance"]
    source = bags["aws_opsworks_app"]["amazing_application"]["data_sources"][0]
    assert "None" == source["type"]


@pytest.mark.parametrize(
    "event, deploys, status",
    [
        ("setup", True, "running_setup"),
        ("deploy", True, "online"),
        ("configure", False, "online"),
        ("shutdown", False, "online"),
    ],
)
def test_only_commands_that_deploy_mark_their_apps(event: str, deploys: bool, status: str) -> None:
    """The key `deploy` is present or absent, never false."""
    bags = opsworks12.data_bags(replace(FEED, event=event))

    assert deploys == ("deploy" in bags["aws_opsworks_app"]["amazing_application"])
    assert status == bags["aws_opsworks_instance"]["docker1"]["status"]
    assert event == bags["aws_opsworks_command"]["run-1"]["type"]


def test_item_files_are_named_as_the_service_named_them() -> None:
    """Colons of an ARN become underscores."""
    folder = "/var/chef/runs/run-1/data_bags/aws_opsworks_rds_db_instance"
    names = [path for path in opsworks12.plan(FEED).files if path.startswith(folder + "/")]

    assert [f"{folder}/arn_aws_rds_eu-west-1_123456789012_db_db.json"] == names


def test_local_json_has_only_what_the_service_side_knows() -> None:
    """The stack itself is in the cookbook."""
    node = placed(local.plan(FEED), "/var/chef/runs/run-1/node.json")

    assert {
        "docker": {"registries": {"quay.io": {"username": "u", "password": "p"}}},
        "deploy": {
            "amazing_application": {
                "environment": {"REDIS_URL": "redis://:pw@redis.lab"},
                "database": FEED.credentials["database"],
            }
        },
        "suite": 1,
    } == node


def test_local_names_its_run_list_so_that_no_node_is_kept() -> None:
    """With -o Chef saves no node: what a deployment overrides is gone with it."""
    argv = list(local.plan(FEED).argv)

    expected = "recipe[docker::data_volumes],recipe[docker::deploy]"
    assert expected == argv[argv.index("-o") + 1]


@pytest.mark.parametrize("name", sorted(RUNTIMES))
def test_nobody_but_root_can_read_what_chef_is_fed(name: str) -> None:
    """Files and the run folder, where Chef saves the node, are root's alone."""
    files: dict[str, Any] = dict(RUNTIMES[name].plan(FEED).files)

    assert [] == [path for path, file in files.items() if file.mode & 0o077]
    assert Folder(0o700) == files["/var/chef/runs/run-1"]


@pytest.mark.parametrize("name", sorted(RUNTIMES))
def test_no_secret_stands_on_a_command_line(name: str) -> None:
    """Passwords are in files only."""
    plan: Plan = RUNTIMES[name].plan(FEED)

    said = " ".join([*plan.argv, *plan.env, *plan.env.values()])
    assert not re.search("secret|:pw@", said)


@pytest.mark.skipif(shutil.which("ruby") is None, reason="ruby is not installed")
@pytest.mark.parametrize("name", sorted(RUNTIMES))
def test_what_is_ruby_parses(name: str, tmp_path: Path) -> None:
    """client.rb and the report handler are good Ruby."""
    plan: Plan = RUNTIMES[name].plan(FEED)
    for path in ("client.rb", "report.rb"):
        file = plan.files[f"/var/chef/runs/run-1/{path}"]
        assert isinstance(file, File)
        (tmp_path / path).write_bytes(file.content)
        subprocess.run(["ruby", "-c", str(tmp_path / path)], check=True, capture_output=True)


def test_ruby_literals_are_quoted() -> None:
    """A quote or a backslash in a name stays in its literal."""
    assert r"'it\'s a \\'" == ruby("it's a \\")
    assert "CookgenLabReport" in HANDLER
