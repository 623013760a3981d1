"""`.cookgen.json`: which files of a folder cookgen made, and what it wrote into them.

A sorted list of `{"path": ..., "sha256": ...}`, one entry per line so that its diffs are small.
Only what stands in it is ever overwritten or removed.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from pathlib import PurePosixPath

from generator.errors import UnreadableInput

NAME = ".cookgen.json"


def sha256(content: bytes) -> str:
    """Return the hash under which a content stands in the ledger."""
    return hashlib.sha256(content).hexdigest()


def dump(hashes: Mapping[str, str]) -> bytes:
    """Return the text of a ledger. `hashes`: path -> sha256."""
    lines = [json.dumps({"path": path, "sha256": hashes[path]}) for path in sorted(hashes)]
    return ("[\n" + ",\n".join(f"  {line}" for line in lines) + "\n]\n").encode("utf-8")


def load(content: bytes, name: str) -> dict[str, str]:
    """Return path -> sha256 of a ledger's text. `name` stands in the message of UnreadableInput."""
    try:
        hashes = {entry["path"]: entry["sha256"] for entry in json.loads(content)}
    except (ValueError, TypeError, KeyError) as error:
        raise _unreadable(name, "it is not what cookgen wrote") from error
    for path, digest in hashes.items():
        if not isinstance(path, str) or not isinstance(digest, str) or not is_inside(path):
            raise _unreadable(name, f"{path!r} is no path inside the folder")
    return hashes


def is_inside(path: str) -> bool:
    """Say whether a path is relative, in its plainest spelling, and leads nowhere else."""
    pure = PurePosixPath(path)
    plain = pure.as_posix() == path and path not in ("", ".")
    return plain and not pure.is_absolute() and ".." not in pure.parts and "\0" not in path


def _unreadable(name: str, why: str) -> UnreadableInput:
    return UnreadableInput(
        f"{name} cannot be used: {why}",
        "restore it from version control, or build with --force to take the folder over",
    )
