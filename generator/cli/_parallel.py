"""Several instances at once: a process for each, their lines whole, what failed told last."""

from __future__ import annotations

import os
import queue
import subprocess
import threading
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import IO

import click

# What takes time is told at once; the rest of stderr is about what failed, and comes last.
_NEWS = ("building ",)


@dataclass
class _Child:
    name: str
    process: subprocess.Popen[str]
    said: list[str] = field(default_factory=list)
    readers: list[threading.Thread] = field(default_factory=list)


def room() -> int:
    """Return how many instances this machine can take at once: one for two processors.

    With less each, the load of a step waits for Chef's runs beside it, and its gate fails for that.
    """
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else 1
    return max(1, cores // 2)


def run(commands: Mapping[str, Sequence[str]], jobs: int) -> int:
    """Run commands by name, `jobs` at a time; return the worst of their exit codes.

    Interrupted, it asks each to end (SIGTERM), waits until they have tidied up, and raises.
    """
    waiting, running, ended = list(commands.items()), list[_Child](), list[_Child]()
    done: queue.Queue[_Child] = queue.Queue()
    try:
        while waiting or running:
            while waiting and len(running) < jobs:
                running.append(_start(*waiting.pop(0), done))
            child = done.get()
            running.remove(child)
            ended.append(child)
    except BaseException:
        for child in running:
            child.process.terminate()
        for child in running:
            _finish(child)
        ended += running
        raise
    finally:
        for child in sorted(ended, key=lambda child: list(commands).index(child.name)):
            click.echo("".join(child.said), err=True, nl=False)
    return max((child.process.returncode for child in ended), default=0)


def _start(name: str, argv: Sequence[str], done: "queue.Queue[_Child]") -> _Child:
    process = subprocess.Popen(
        argv,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        errors="replace",
        env={**os.environ, "PYTHONUNBUFFERED": "1"},
        # Ctrl-C is for us; each child then gets one signal, from us.
        start_new_session=True,
    )
    child = _Child(name, process)
    for stream, live in ((process.stdout, True), (process.stderr, False)):
        assert stream is not None
        reader = threading.Thread(target=_read, args=(child, stream, live), daemon=True)
        reader.start()
        child.readers.append(reader)

    def report() -> None:
        _finish(child)
        done.put(child)

    threading.Thread(target=report, daemon=True).start()
    return child


def _read(child: _Child, stream: IO[str], live: bool) -> None:
    with stream:
        for line in stream:
            if live:
                click.echo(line, nl=False, color=True)
            elif line.startswith(_NEWS):
                click.echo(f"{child.name}  {line}", err=True, nl=False)
            else:
                child.said.append(line)


def _finish(child: _Child) -> None:
    child.process.wait()
    for reader in child.readers:
        reader.join()
