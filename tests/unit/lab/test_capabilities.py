"""Which powers to ask for."""

from __future__ import annotations

from pathlib import Path

import pytest

from generator.lab import capabilities
from generator.lab.capabilities import ALL, LESS, NAMES, PRIVILEGED, Powers

EVERYTHING = (1 << len(NAMES)) - 1


def a_process(proc: Path, number: int, name: str, bound: int) -> None:
    """Put a process into a made-up /proc."""
    (proc / str(number)).mkdir()
    (proc / str(number) / "status").write_text(f"Name:\t{name}\nCapBnd:\t{bound:016x}\n")


def test_names_are_in_the_kernel_s_order() -> None:
    """A few whose numbers are well known."""
    assert {"CHOWN": 0, "SYS_ADMIN": 21, "SYS_RESOURCE": 24, "CHECKPOINT_RESTORE": 40} == {
        name: NAMES.index(name)
        for name in ("CHOWN", "SYS_ADMIN", "SYS_RESOURCE", "CHECKPOINT_RESTORE")
    }


def test_what_the_engine_lacks_is_not_asked_for(tmp_path: Path) -> None:
    """The bounding set of dockerd counts, that of other processes does not."""
    a_process(tmp_path, 1, "init", 0)
    a_process(tmp_path, 20, "dockerd", EVERYTHING & ~(1 << 24))

    assert Powers(add=("ALL",), drop=("SYS_RESOURCE",)) == capabilities.ask(tmp_path)


def test_an_engine_that_is_not_to_be_seen_is_asked_for_all(tmp_path: Path) -> None:
    """An engine on another machine has no process here."""
    assert ALL == capabilities.ask(tmp_path)


def test_each_other_way_is_tried_once() -> None:
    """What has been refused is not tried again."""
    assert [LESS, PRIVILEGED] == list(capabilities.others(ALL))
    assert [ALL, PRIVILEGED] == list(capabilities.others(LESS))


@pytest.mark.parametrize(
    "message, expected",
    [
        ("unable to apply caps: operation not permitted", True),
        ('invalid CapDrop: unknown capability: "CAP_BPF"', True),
        ("port is already allocated", False),
    ],
)
def test_a_refusal_is_known_from_other_errors(message: str, expected: bool) -> None:
    """Only a refusal of powers is a reason to try with others."""
    assert expected == capabilities.refused(message)
