"""Several commands at once: their lines, their exit codes, their end."""

from __future__ import annotations

import os
import signal
import sys
import threading
from pathlib import Path

import pytest

from generator.cli import _parallel
from generator.cli._lab import terminable


def python(code: str) -> list[str]:
    """Return argv of a program."""
    return [sys.executable, "-c", f"import os, signal, sys, time\n{code}"]


def test_lines_come_whole_and_failures_last(capfd: pytest.CaptureFixture[str]) -> None:
    """Two that write in pieces at the same time; what they say on stderr stands together."""
    write = (
        "for n in range(50):\n"
        "    sys.stdout.write('%(name)s'); sys.stdout.flush(); sys.stdout.write(' says\\n')\n"
        "    print('%(name)s', n, file=sys.stderr)\n"
    )
    code = _parallel.run({n: python(write % {"name": n}) for n in ("one", "two")}, 2)
    out, err = capfd.readouterr()

    assert 0 == code
    assert {"one says": 50, "two says": 50} == {
        line: out.splitlines().count(line) for line in out.splitlines()
    }
    assert [f"{name} {n}" for name in ("one", "two") for n in range(50)] == err.splitlines()


def test_what_takes_time_is_told_at_once(capfd: pytest.CaptureFixture[str]) -> None:
    """With the name of who it is."""
    _parallel.run({"one": python("print('building x', file=sys.stderr)")}, 2)

    assert "one  building x\n" == capfd.readouterr().err


def test_the_worst_exit_code_counts() -> None:
    """All run, whatever one of them says."""
    commands = {str(code): python(f"sys.exit({code})") for code in (1, 3, 0)}

    assert 3 == _parallel.run(commands, 2)


def test_no_more_at_once_than_asked_for(tmp_path: Path) -> None:
    """Each looks for another one that runs."""
    code = (
        f"path = '{tmp_path}/running'\n"
        "os.close(os.open(path, os.O_CREAT | os.O_EXCL)); time.sleep(0.05); os.remove(path)\n"
    )

    assert 0 == _parallel.run({str(n): python(code) for n in range(3)}, 1)


def test_interrupted_it_waits_until_all_have_tidied_up(tmp_path: Path) -> None:
    """Each gets a SIGTERM of its own; those that have not begun never do."""
    code = (
        "def end(*_): open('{path}/{name}-tidy', 'w').close(); sys.exit(0)\n"
        "signal.signal(signal.SIGTERM, end)\n"
        "open('{path}/{name}-begun', 'w').close()\n"
        "while True: time.sleep(1)\n"
    )
    commands = {n: python(code.format(path=tmp_path, name=n)) for n in ("a", "b", "c")}

    def interrupt() -> None:
        while len(list(tmp_path.glob("*-begun"))) < 2:
            threading.Event().wait(0.01)
        os.kill(os.getpid(), signal.SIGTERM)

    threading.Thread(target=interrupt, daemon=True).start()
    with pytest.raises(KeyboardInterrupt), terminable():
        _parallel.run(commands, 2)

    assert {"a-begun", "a-tidy", "b-begun", "b-tidy"} == {p.name for p in tmp_path.iterdir()}
