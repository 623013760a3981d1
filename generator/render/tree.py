"""The tree of a built repo, and how a folder differs from it. Nothing here writes.

The ledger `.cookgen.json` alone decides whose a file is. A path that we want and that is not in it
is foreign unless it has the very bytes already: nobody loses anything, and a lost ledger heals.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import Enum
from pathlib import Path

from generator.errors import UnreadableInput
from generator.render import disk, ledger
from generator.render.disk import Written


class Kind(Enum):
    """How a path of a folder differs from the tree."""

    MISSING = "missing"  # in the tree, not in the folder
    CHANGED = "changed"  # as some build left it; this one makes it otherwise
    EDITED = "edited"  # made by cookgen, then changed by somebody; a build overwrites it
    ORPHANED = "orphaned"  # as some build left it, no longer in the tree; a build removes it
    ABANDONED = "abandoned"  # orphaned and edited; a build leaves it alone and forgets it
    FOREIGN = "foreign"  # in the way of a build and not made by cookgen


@dataclass(frozen=True)
class Change:
    """One path that differs. `old`: what the folder has (None: nothing, or no plain file)."""

    path: str
    kind: Kind
    old: bytes | None
    new: bytes | None


@dataclass(frozen=True)
class Drift:
    """All that differs, sorted by path; empty where the folder is exactly what is built."""

    changes: tuple[Change, ...]

    def __bool__(self) -> bool:
        return bool(self.changes)

    def of(self, *kinds: Kind) -> tuple[Change, ...]:
        """Return the changes of some kinds."""
        return tuple(change for change in self.changes if change.kind in kinds)


class Tree(Mapping[str, bytes]):
    """Relative posix path -> content of every file of a built repo, its ledger included."""

    def __init__(self, files: Mapping[str, bytes]) -> None:
        self._hashes = {path: ledger.sha256(content) for path, content in files.items()}
        self._files = {**files, ledger.NAME: ledger.dump(self._hashes)}

    def __getitem__(self, path: str) -> bytes:
        return self._files[path]

    def __iter__(self) -> Iterator[str]:
        return iter(sorted(self._files))

    def __len__(self) -> int:
        return len(self._files)

    def diff(self, folder: Path, force: bool = False) -> Drift:
        """Compare with a folder, which need not exist.

        `force`: nothing is foreign, and a ledger that cannot be read counts as none.
        Raises UnreadableInput for a ledger that cannot be read and for a folder that is a file.
        """
        return self._compare(folder, _known(folder, force), force)

    def write(self, folder: Path, force: bool = False) -> Written:
        """Make a folder what this tree is, and say what was done.

        Raises RefusedOutput before anything is written where something foreign is in the way.
        A run killed half-way leaves whole files only, and the next one finishes its work.
        """
        known = _known(folder, force)
        drift = self._compare(folder, known, force)
        foreign = [change.path for change in drift.of(Kind.FOREIGN)]
        disk.refuse_obstacles(folder, [*self], foreign)
        if not drift:
            return Written(unchanged=len(self))
        changed = drift.of(Kind.CHANGED, Kind.EDITED)
        new = [path for path in (c.path for c in drift.of(Kind.MISSING)) if path != ledger.NAME]
        # Claimed before it is made: what a killed run leaves behind is ours to the next one.
        claim = {**known, **{path: self._hashes[path] for path in new}} if new else None
        disk.replace(
            folder,
            claim=ledger.dump(claim) if claim else None,
            contents={c.path: self[c.path] for c in drift.of(*_WRITTEN)},
            orphans=[change.path for change in drift.of(Kind.ORPHANED)],
        )
        return Written(
            created=_paths(drift.of(Kind.MISSING)),
            updated=_paths(c for c in changed if c.kind is Kind.CHANGED),
            overwritten=_paths(c for c in changed if c.kind is Kind.EDITED),
            removed=_paths(drift.of(Kind.ORPHANED)),
            kept=_paths(drift.of(Kind.ABANDONED)),
            unchanged=len(self) - len(drift.of(*_WRITTEN)),
        )

    def _compare(self, folder: Path, known: Mapping[str, str], force: bool) -> Drift:
        changes = []
        for path in self:
            old = disk.read(folder, path)
            if old == self[path]:
                continue
            kind = self._kind(folder, path, old, known.get(path), force)
            changes.append(Change(path, kind, old, self[path]))
        for path in known:
            if path not in self and disk.exists(folder, path):
                old = disk.read(folder, path)
                same = old is not None and ledger.sha256(old) == known[path]
                changes.append(Change(path, Kind.ORPHANED if same else Kind.ABANDONED, old, None))
        return Drift(tuple(sorted(changes, key=lambda change: change.path)))

    def _kind(
        self, folder: Path, path: str, old: bytes | None, known: str | None, force: bool
    ) -> Kind:
        if not disk.exists(folder, path):
            return Kind.MISSING
        if path == ledger.NAME:
            return Kind.CHANGED
        if known is None:
            return Kind.EDITED if force else Kind.FOREIGN
        same = old is not None and ledger.sha256(old) == known
        return Kind.CHANGED if same else Kind.EDITED


_WRITTEN = (Kind.MISSING, Kind.CHANGED, Kind.EDITED)


def _known(folder: Path, force: bool) -> dict[str, str]:
    """Return path -> sha256 of what earlier builds made in a folder."""
    if folder.exists() and not folder.is_dir():
        raise UnreadableInput(f"{folder} is not a folder")
    content = disk.read(folder, ledger.NAME)
    if content is None and not disk.exists(folder, ledger.NAME):
        return {}
    try:
        return ledger.load(content or b"", str(folder / ledger.NAME))
    except UnreadableInput:
        if force:
            return {}
        raise


def _paths(changes: Iterator[Change] | tuple[Change, ...]) -> tuple[str, ...]:
    return tuple(change.path for change in changes)
