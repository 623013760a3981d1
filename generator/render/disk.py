"""Files of a folder, read and replaced so that nobody ever sees half of one.

Symbolic links below the folder are never followed: what a link leads to is not ours.
"""

from __future__ import annotations

import os
import stat
import tempfile
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from generator.errors import RefusedOutput, UnreadableInput
from generator.render import ledger

MODE = 0o644


@dataclass(frozen=True)
class Written:
    """What a build did to a folder: relative paths, sorted."""

    created: tuple[str, ...] = ()
    updated: tuple[str, ...] = ()
    overwritten: tuple[str, ...] = ()  # somebody had edited them
    removed: tuple[str, ...] = ()
    kept: tuple[str, ...] = ()  # no longer built, but edited: theirs now
    unchanged: int = 0


def exists(folder: Path, path: str) -> bool:
    """Say whether anything has this name, be it a dangling link."""
    return os.path.lexists(folder / path)


def read(folder: Path, path: str) -> bytes | None:
    """Return the content of a plain file that no link leads to, None for everything else."""
    target = folder / path
    if _obstacle(folder, path) or not target.is_file() or target.is_symlink():
        return None
    try:
        return target.read_bytes()
    except OSError as error:
        raise UnreadableInput(f"cannot read {target}: {error.strerror}") from error


def refuse_obstacles(folder: Path, paths: Iterable[str], foreign: Iterable[str]) -> None:
    """Raise RefusedOutput where files cannot or must not be written, with all of them named."""
    blocked = sorted({found for path in paths for found in [_obstacle(folder, path)] if found})
    if blocked:
        raise RefusedOutput(
            f"in the way of the build in {folder}: {', '.join(blocked)}",
            "folders are needed there, not links or files; move them away or choose another -o",
        )
    folders = sorted(path for path in paths if _is_folder(folder / path))
    if folders:
        raise RefusedOutput(
            f"in the way of the build in {folder}: {', '.join(folders)}",
            "files are needed there, not folders; move them away or choose another -o",
        )
    theirs = sorted(foreign)
    if theirs:
        raise RefusedOutput(
            f"not made by cookgen and not overwritten in {folder}: {', '.join(theirs)}",
            "move them away, choose another -o, or give --force to overwrite them",
        )


def replace(
    folder: Path, claim: bytes | None, contents: Mapping[str, bytes], orphans: Iterable[str]
) -> None:
    """Write contents and remove orphans. `claim`: a ledger that stands while this is going on.

    All new files are complete on disk before the first takes its place; the ledger comes last.
    """
    staged: dict[str, Path] = {}
    try:
        folder.mkdir(parents=True, exist_ok=True)
        if claim is not None:
            staged[ledger.NAME] = _stage(folder / ledger.NAME, claim)
            _settle(staged, folder, ledger.NAME)
        for path, content in contents.items():
            staged[path] = _stage(folder / path, content)
        for path in sorted(contents, key=lambda path: (path == ledger.NAME, path)):
            if path == ledger.NAME:
                _remove(folder, orphans)
            _settle(staged, folder, path)
    except OSError as error:
        raise RefusedOutput(f"cannot write {error.filename or folder}: {error.strerror}") from error
    finally:
        for temporary in staged.values():
            temporary.unlink(missing_ok=True)


def _settle(staged: dict[str, Path], folder: Path, path: str) -> None:
    """Give a staged file its name."""
    os.replace(staged[path], folder / path)
    del staged[path]


def _stage(target: Path, content: bytes) -> Path:
    """Write a file of our own beside the target, down to the disk, and return its path."""
    target.parent.mkdir(parents=True, exist_ok=True)
    # The ending keeps Chef from loading what a killed run leaves behind.
    handle, name = tempfile.mkstemp(".cookgen-tmp", f".{target.name}.", target.parent)
    try:
        with open(handle, "wb") as file:
            file.write(content)
            file.flush()
            os.fchmod(file.fileno(), MODE)
            os.fsync(file.fileno())
    except BaseException:
        os.unlink(name)
        raise
    return Path(name)


def _remove(folder: Path, orphans: Iterable[str]) -> None:
    """Remove files, and the folders that are empty without them."""
    for path in orphans:
        (folder / path).unlink(missing_ok=True)
        for parent in list(PurePosixPath(path).parents)[:-1]:
            try:
                (folder / parent).rmdir()
            except OSError:
                break  # something of somebody's is left in it


def _obstacle(folder: Path, path: str) -> str | None:
    """Return the part of a path that is a link or a file where a folder is needed, or None."""
    for parent in reversed(list(PurePosixPath(path).parents)[:-1]):
        place = folder / parent
        if os.path.lexists(place) and not _is_folder(place):
            return parent.as_posix()
    return None


def _is_folder(place: Path) -> bool:
    try:
        return stat.S_ISDIR(os.lstat(place).st_mode)
    except OSError:
        return False
