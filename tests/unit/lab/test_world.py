"""Two looks at a host, and what differs."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import pytest

from generator.lab.transport import Completed, Host
from generator.lab.world import World, differences, look

APP = {"id": "1", "image": "i", "running": True, "started": "10:00", "restarts": 0}
BEFORE = World(
    containers={"app0": APP},
    volumes={"socks": "09:00"},
    networks={"bridge": "n1"},
    files={"/etc/cron.d/app": "aa"},
    engine_since="1",
)


def test_the_same_world_has_no_differences() -> None:
    """Nothing is told about what stayed."""
    assert [] == differences(BEFORE, replace(BEFORE))


@pytest.mark.parametrize(
    "change, expected",
    [
        ({"containers": {"app0": {**APP, "id": "2"}}}, "container app0 was made anew"),
        ({"containers": {"app0": {**APP, "started": "11:00"}}}, "container app0 was started again"),
        (
            {"containers": {"app0": {**APP, "restarts": 1}}},
            "container app0 was restarted by the engine",
        ),
        ({"containers": {}}, "container app0 is gone"),
        ({"containers": {"app0": APP, "app1": APP}}, "container app1 is new"),
        ({"volumes": {"socks": "12:00"}}, "volume socks was made anew"),
        ({"networks": {}}, "network bridge is gone"),
        ({"files": {"/etc/cron.d/app": "bb"}}, "file /etc/cron.d/app has another content"),
        ({"engine_since": "2"}, "the engine was restarted"),
    ],
)
def test_each_change_is_told_in_words(change: dict[str, Any], expected: str) -> None:
    """One line for each thing that was touched."""
    assert [expected] == differences(BEFORE, replace(BEFORE, **change))


class Answering(Host):
    """A host whose commands have prepared answers."""

    def __init__(self, answers: dict[str, str]) -> None:
        self.name = "h"
        self._answers = answers

    def run(self, argv: Sequence[str], **_: Any) -> Completed:
        return Completed(0, self._answers[" ".join(argv[:3])], "")


def test_a_look_leaves_out_the_jobs_of_cron() -> None:
    """A container that removes itself comes and goes without a deploy."""

    def container(name: str, removes_itself: bool) -> dict[str, Any]:
        return {
            "Name": f"/{name}",
            "Id": name,
            "Image": "i",
            "State": {"Running": True, "StartedAt": "10:00"},
            "RestartCount": 0,
            "HostConfig": {"AutoRemove": removes_itself},
        }

    found = look(
        Answering(
            {
                "docker ps --all": "a\nb\n",
                "docker inspect a": json.dumps([container("app0", False), container("job", True)]),
                "docker volume ls": "socks\n",
                "docker volume inspect": json.dumps([{"Name": "socks", "CreatedAt": "09:00"}]),
                "docker network ls": "bridge n1\n",
                "find /etc/cron.d /etc/logrotate.d": "aa  /etc/cron.d/app\n",
                "systemctl show docker": "1\n",
            }
        )
    )

    assert replace(BEFORE, containers={"app0": {**APP, "id": "app0"}}) == found
