"""A stack and nothing else: the project made up for it, and the program that stands in."""

from __future__ import annotations

import json
import shutil
import socket
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from generator.errors import UnreadableInput
from generator.lab import standins
from generator.lab.config import AppImage

ROOT = Path(__file__).resolve().parents[3]
PROGRAM = ROOT / "generator" / "lab" / "images" / "standin" / "standin"


def stack(folder: Path, **containers: Any) -> Path:
    """Write a stack of one app."""
    path = folder / "My_Shop.stack.json"
    entries = [{name: fields} for name, fields in containers.items()]
    path.write_text(json.dumps({"deploy": {"shop": {"containers": entries}}}))
    return path


def served(path: Path) -> dict[str, AppImage]:
    """Return the stand-ins of a stack by what they stand for."""
    (instance,) = standins.project(path).instances
    return {image.reference: image for image in instance.suite.images}


def test_the_article_s_stack_needs_nothing_more() -> None:
    """One instance; a stand-in for each of its images, under the tag that is deployed."""
    path = ROOT / "tests" / "stacks" / "article.stack.json"
    (instance,) = standins.project(path).instances

    assert ("article-stand-ins", path.parent) == (instance.name, instance.project)
    assert {
        "quay.io/mikamai/awesome-app:latest",
        "quay.io/mikamai/configured-haproxy:latest",
        "quay.io/mikamai/configured-nginx:latest",
        "progrium/logspout:latest",
    } == set(served(path))
    assert all(image.standin for image in instance.suite.images)


def test_a_stand_in_knows_ports_jobs_and_programs(tmp_path: Path) -> None:
    """Those of all containers of its image."""
    path = stack(
        tmp_path,
        web={
            "deploy": "auto",
            "image": "shop/web",
            "tag": "1",
            "ports": ["8080:80", "53:53/udp"],
            "entrypoint": ["/app/start"],
            "migration": "rake db:migrate",
            "readiness": {"exec": ["/app/check", "--now"]},
        },
        tick={
            "deploy": "cron",
            "image": "shop/web",
            "tag": "1",
            "command": "rake tick",
            "cron": {"minute": "5"},
        },
    )
    found = served(path)["shop/web:1"]

    assert {
        "PORTS": "80",
        "JOBS": "/app/check --now\nrake db:migrate\nrake tick",
        "PROGRAMS": "/app/check /app/start",
    } == found.args
    assert "my-shop-stand-ins" == standins.project(path).instances[0].name


def test_nothing_stands_in_for_a_digest(tmp_path: Path) -> None:
    """A registry would have to have that very image."""
    image = f"shop/web@sha256:{'0' * 64}"
    with pytest.raises(UnreadableInput, match="pinned by digest"):
        standins.project(stack(tmp_path, web={"deploy": "auto", "image": image}))


def test_a_stack_with_errors_is_refused(tmp_path: Path) -> None:
    """Lint says which."""
    with pytest.raises(UnreadableInput) as caught:
        standins.project(stack(tmp_path, web={"deploy": "sometimes"}))

    assert "cookgen lint" in str(caught.value.hint)


needs_perl = pytest.mark.skipif(shutil.which("perl") is None, reason="perl is not installed")


@pytest.fixture
def service(tmp_path: Path) -> Iterator[Path]:
    """Run the stand-in as a service that is not there; return its socket."""
    path = tmp_path / "web.sock"
    argv = ["perl", str(PROGRAM), "no-such-program", "-l", str(path)]
    with subprocess.Popen(argv, stdout=subprocess.PIPE) as process:
        assert process.stdout is not None
        assert process.stdout.readline().startswith(b"a stand-in for: no-such-program -l ")
        yield path
        process.terminate()
        assert 0 == process.wait(timeout=10)
    assert not path.exists()


@needs_perl
def test_a_service_answers_on_the_socket_of_its_command(service: Path) -> None:
    """HTTP, whatever is asked; it ends when it is told to and takes its socket along."""
    for _ in range(2):
        with socket.socket(socket.AF_UNIX) as client:
            client.connect(str(service))
            client.sendall(b"GET /up HTTP/1.1\r\nHost: x\r\n\r\n")
            answer = b"".join(iter(lambda: client.recv(4096), b""))
        assert answer.startswith(b"HTTP/1.1 200 OK\r\n")
        assert b"a stand-in for: no-such-program" in answer


@needs_perl
def test_a_program_that_is_there_runs() -> None:
    """With its words and its status."""
    argv = ["perl", str(PROGRAM), "sh", "-c", "echo $0; exit 7", "a b"]
    done = subprocess.run(argv, capture_output=True, text=True, check=False)

    assert (7, "a b\n") == (done.returncode, done.stdout)
