"""Commands and files in a host, without one."""

from __future__ import annotations

import io
import tarfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path

import pytest

from generator.errors import CommandError, HostError
from generator.lab.transport import Completed, File, Folder, Host, StatusOf, archive


class Told:
    """A container that answers what it has been told to."""

    def __init__(self, *answers: tuple[int, bytes, bytes]) -> None:
        self.answers = list(answers)
        self.commands: list[list[str]] = []
        self.written: list[bytes] = []
        self.packed = b""

    def execute(
        self, argv: Sequence[str], env: Mapping[str, str]
    ) -> tuple[Iterator[tuple[bytes | None, bytes | None]], StatusOf]:
        self.commands.append(list(argv))
        status, out, err = self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]
        return iter([(out, None), (None, err)]), lambda: status

    def write(self, archive: bytes) -> None:
        self.written.append(archive)

    def read(self, path: str) -> Iterable[bytes]:
        return [self.packed[:100], self.packed[100:]]


def members(packed: bytes) -> dict[str, tuple[int, bytes | None]]:
    """Return name -> (mode, content) of a tar archive."""
    with tarfile.open(fileobj=io.BytesIO(packed)) as tar:
        found = {}
        for entry in tar:
            content = tar.extractfile(entry)
            found[entry.name] = (entry.mode, content.read() if content else None)
        return found


def test_both_channels_come_back_and_go_to_the_log(tmp_path: Path) -> None:
    """A log has both channels as they came."""
    host = Host("h", Told((0, b"out\n", b"err\n")))
    with (tmp_path / "log").open("wb") as log:
        done = host.run(["x"], log=log)

    assert Completed(0, "out\n", "err\n") == done
    assert b"out\nerr\n" == (tmp_path / "log").read_bytes()


def test_a_command_has_an_end() -> None:
    """The host itself ends a command that takes too long."""
    told = Told((0, b"", b""))
    Host("h", told).run(["sleep", "9"], timeout=3)

    assert [["timeout", "-k", "5", "3", "sleep", "9"]] == told.commands


def test_a_status_that_is_not_zero_raises_with_the_end_of_the_output() -> None:
    """The message has argv, status and the last lines."""
    with pytest.raises(CommandError) as caught:
        Host("h", Told((3, b"", b"no such thing\n"))).run(["find", "x"])

    assert (3, ("find", "x")) == (caught.value.status, caught.value.argv)
    assert "no such thing" in caught.value.message


def test_time_over_is_called_by_its_name() -> None:
    """Status 124 gets a hint."""
    with pytest.raises(CommandError) as caught:
        Host("h", Told((124, b"", b""))).run(["x"], timeout=2)

    assert "no end after 2 s" == caught.value.hint


def test_standard_input_never_stands_on_the_command_line() -> None:
    """It goes through a file that only root can read and that is gone once it is open."""
    told = Told((0, b"", b""))
    Host("h", told).run(["cat"], stdin=b"secret")

    assert "secret" not in " ".join(told.commands[0])
    assert 'rm "$0"' in told.commands[0][2]
    (file,) = [entry for entry in members(told.written[0]).values() if entry[1] is not None]
    assert (0o600, b"secret") == file


def test_files_come_with_their_folders() -> None:
    """Folders on the way are made, with a mode of their own where one is asked for."""
    packed = archive(
        {"/etc/a/b.txt": b"1", "/srv/x/secret": File(b"2", 0o600), "/srv/x": Folder(0o700)}
    )

    assert {
        "etc/a": (0o755, None),
        "etc/a/b.txt": (0o644, b"1"),
        "srv": (0o755, None),
        "srv/x": (0o700, None),
        "srv/x/secret": (0o600, b"2"),
    } == members(packed)


def test_folders_of_the_system_are_left_as_they_are() -> None:
    """/etc, /var/lib and the like are not in the archive: unpacking would set their modes."""
    assert ["etc/motd", "root/x", "tmp/y"] == sorted(
        members(archive({"/etc/motd": b"", "/root/x": b"", "/tmp/y": b""}))
    )


def test_a_file_is_got_by_its_path() -> None:
    """Docker names the entry by the file's last part."""
    told = Told((0, b"", b""))
    told.packed = archive({"/b.txt": b"content"})

    assert b"content" == Host("h", told).get("/etc/a/b.txt")


def test_a_folder_is_no_file() -> None:
    """Getting a folder as a file says so."""
    told = Told((0, b"", b""))
    told.packed = archive({"/a/b.txt": b"content"})

    assert {"b.txt": b"content"} == Host("h", told).get_tree("/etc/a")
    with pytest.raises(HostError, match="not a plain file"):
        Host("h", told).get("/etc/a")


def test_waiting_ends_with_the_first_success() -> None:
    """A command is asked again until it succeeds."""
    told = Told((1, b"", b""), (1, b"", b""), (0, b"yes", b""))

    assert "yes" == Host("h", told).wait(["x"], deadline=5).out
    assert 3 == len(told.commands)


def test_waiting_in_vain_says_what_was_seen_last() -> None:
    """After the deadline the last output is told."""
    with pytest.raises(HostError, match="still booting"):
        Host("h", Told((1, b"still booting", b""))).wait(["x"], deadline=0)
