"""What a new project starts with: files of `templates/init/`, never over somebody's own."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from generator.errors import RefusedOutput
from generator.model.parts import slug
from generator.render import disk

ENDING = ".stack.json"
SCHEMAS = ("stack.schema.json", "cookgen.schema.json")
_NAME = "__project__"
_CACHE = "__pycache__"


@dataclass(frozen=True)
class Started:
    """What was done: relative paths, sorted. `kept` is what was there and stays as it is."""

    created: tuple[str, ...] = ()
    overwritten: tuple[str, ...] = ()
    kept: tuple[str, ...] = ()
    same: tuple[str, ...] = ()  # there already, byte for byte


def name_of(folder: Path) -> str:
    """Return the name of a project in this folder: its stack's, else one made of the folder's."""
    stacks = stacks_in(folder)
    if len(stacks) == 1:
        return stacks[0].removesuffix(ENDING)
    name = slug(folder.resolve().name).strip("_")
    return name if any(char.isalnum() for char in name) else "app"


def stacks_in(folder: Path) -> list[str]:
    """Return the names of the stacks that stand in a folder, sorted."""
    return sorted(path.name for path in folder.glob(f"*{ENDING}") if len(path.name) > len(ENDING))


def files(
    templates: Path, schemas: Path, name: str, example: bool, chosen: Iterable[str]
) -> dict[str, bytes]:
    """Return path -> content of a project; `chosen` are editors."""
    folders = [templates / "project", *(templates / "editors" / editor for editor in chosen)]
    if example:
        folders.append(templates / "example")
    contents = {path: text for folder in folders for path, text in _read(folder, name)}
    contents |= {schema: (schemas / schema).read_bytes() for schema in SCHEMAS}
    return dict(sorted(contents.items()))


def start(folder: Path, contents: Mapping[str, bytes], force: bool) -> Started:
    """Write what is not there yet, with `force` all of it; whole files, or none.

    Raises RefusedOutput where a file cannot be written.
    """
    there = {path for path in contents if disk.exists(folder, path)}
    same = {path for path in there if disk.read(folder, path) == contents[path]}
    kept = set() if force else there - same
    written = {path: contents[path] for path in contents if path not in same | kept}
    _refuse(folder, written)
    disk.replace(folder, None, written, ())
    return Started(
        created=tuple(path for path in written if path not in there),
        overwritten=tuple(path for path in written if path in there),
        kept=tuple(sorted(kept)),
        same=tuple(sorted(same)),
    )


def _read(folder: Path, name: str) -> Iterator[tuple[str, bytes]]:
    for path in sorted(folder.rglob("*")):
        if path.is_file() and _CACHE not in path.parts:
            place = path.relative_to(folder).as_posix().replace(_NAME, name)
            yield place, path.read_bytes().replace(_NAME.encode(), name.encode())


def _refuse(folder: Path, paths: Iterable[str]) -> None:
    """Raise where a folder has the name of a file, or a file that of a folder."""
    blocked = {
        place.as_posix()
        for path in paths
        for place in [PurePosixPath(path), *list(PurePosixPath(path).parents)[:-1]]
        if disk.exists(folder, place.as_posix())
        and (folder / place).is_dir() == (place.as_posix() == path)
    }
    if blocked:
        raise RefusedOutput(
            f"in the way in {folder}: {', '.join(sorted(blocked))}",
            "there is a folder where a file belongs, or a file where a folder does; move it away",
        )
