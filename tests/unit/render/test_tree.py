"""Trees against folders: what differs, what is written, and what is left alone."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from generator.errors import RefusedOutput, UnreadableInput
from generator.render import disk, ledger
from generator.render.disk import Written
from generator.render.tree import Tree

FILES = {"README.md": b"one\n", "docker/metadata.rb": b"name 'docker'\n", "docker/a/b.rb": b"b\n"}


def files_in(folder: Path) -> dict[str, bytes]:
    """Return path -> content of all there is below a folder, the ledger aside."""
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and path.name != ledger.NAME
    }


def kinds(tree: Tree, folder: Path) -> dict[str, str]:
    """Return path -> kind of all that differs, the ledger aside."""
    changes = tree.diff(folder).changes
    return {c.path: c.kind.value for c in changes if c.path != ledger.NAME}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Return a folder that FILES were built into."""
    Tree(FILES).write(tmp_path / "out")
    return tmp_path / "out"


def test_a_tree_lists_its_files_and_its_ledger() -> None:
    """The ledger is a file of the tree like all others; it lists those, not itself."""
    tree = Tree(FILES)

    assert sorted([".cookgen.json", *FILES]) == list(tree)
    assert sorted(FILES) == list(ledger.load(tree[".cookgen.json"], "x"))


def test_a_new_folder_gets_every_file(tmp_path: Path) -> None:
    """Folders are made as needed, files are readable by all and writable by the owner."""
    out = tmp_path / "a b" / "out"
    assert Written(created=tuple(sorted([".cookgen.json", *FILES]))) == Tree(FILES).write(out)
    assert FILES == files_in(out)
    assert {0o644} == {os.stat(out / path).st_mode & 0o777 for path in Tree(FILES)}


def test_a_second_write_touches_nothing(folder: Path) -> None:
    """What is right already is not written again."""
    before = {path: os.stat(folder / path) for path in Tree(FILES)}

    assert Written(unchanged=4) == Tree(FILES).write(folder)
    assert before == {path: os.stat(folder / path) for path in Tree(FILES)}
    assert not Tree(FILES).diff(folder)


def test_each_kind_of_drift_has_its_name(folder: Path) -> None:
    """Missing, changed, edited, orphaned, abandoned and foreign are told apart."""
    old = {**FILES, "gone": b"1", "edited gone": b"2", "edited": b"3", "deleted": b"4"}
    Tree(old).write(folder)
    (folder / "edited").write_bytes(b"mine")
    (folder / "edited gone").write_bytes(b"mine")
    (folder / "deleted").unlink()
    (folder / "theirs").write_bytes(b"mine")
    (folder / "same").write_bytes(b"5")
    (folder / "unrelated").write_bytes(b"mine")
    new = {**FILES, "README.md": b"two\n", "edited": b"3", "deleted": b"4", "theirs": b"5"}

    assert {
        "README.md": "changed",
        "deleted": "missing",
        "edited": "edited",
        "edited gone": "abandoned",
        "gone": "orphaned",
        "theirs": "foreign",
    } == kinds(Tree({**new, "same": b"5"}), folder)


def test_only_what_differs_is_written(folder: Path) -> None:
    """Changed files are replaced, hand-edited ones too; the others are not touched."""
    (folder / "docker/metadata.rb").write_bytes(b"edited")
    untouched = os.stat(folder / "docker/a/b.rb")

    written = Tree({**FILES, "README.md": b"two\n"}).write(folder)

    assert (
        Written(
            updated=(".cookgen.json", "README.md"), overwritten=("docker/metadata.rb",), unchanged=1
        )
        == written
    )
    assert {**FILES, "README.md": b"two\n"} == files_in(folder)
    assert untouched == os.stat(folder / "docker/a/b.rb")


def test_orphans_go_with_their_empty_folders(folder: Path) -> None:
    """What is no longer built is removed, and so are folders that nothing is left in."""
    written = Tree({"README.md": b"one\n", "docker/metadata.rb": b"x"}).write(folder)

    assert ("docker/a/b.rb",) == written.removed
    assert not (folder / "docker/a").exists()
    assert {"README.md": b"one\n", "docker/metadata.rb": b"x"} == files_in(folder)


def test_an_edited_orphan_stays_and_is_forgotten(folder: Path) -> None:
    """Somebody's work is not removed; from then on the file is theirs."""
    (folder / "docker/a/b.rb").write_bytes(b"mine")
    rest = Tree({"README.md": b"one\n"})

    assert ("docker/a/b.rb",) == rest.write(folder).kept
    assert {"README.md": b"one\n", "docker/a/b.rb": b"mine"} == files_in(folder)
    assert not rest.diff(folder)
    with pytest.raises(RefusedOutput):
        Tree(FILES).write(folder)


def test_foreign_files_in_the_way_stop_everything(tmp_path: Path) -> None:
    """Nothing is written when one path is somebody else's; all of them are named."""
    (tmp_path / "README.md").write_bytes(b"mine")
    (tmp_path / "docker/a").mkdir(parents=True)
    (tmp_path / "docker/a/b.rb").write_bytes(b"mine")

    with pytest.raises(RefusedOutput, match="README.md, docker/a/b.rb") as caught:
        Tree(FILES).write(tmp_path)

    assert "--force" in (caught.value.hint or "")
    assert {"README.md": b"mine", "docker/a/b.rb": b"mine"} == files_in(tmp_path)


def test_force_takes_foreign_files_over(tmp_path: Path) -> None:
    """With force the build wins, and keeps away from what it does not make."""
    (tmp_path / "README.md").write_bytes(b"mine")
    (tmp_path / "notes").write_bytes(b"mine")

    assert ("README.md",) == Tree(FILES).write(tmp_path, force=True).overwritten
    assert {**FILES, "notes": b"mine"} == files_in(tmp_path)


def test_files_that_are_right_already_are_adopted(folder: Path) -> None:
    """A lost ledger comes back by itself where nothing was changed meanwhile."""
    (folder / ledger.NAME).unlink()

    assert Written(created=(ledger.NAME,), unchanged=3) == Tree(FILES).write(folder)
    assert not Tree(FILES).diff(folder)


@pytest.mark.parametrize(
    "text",
    [
        b"",
        b"{}x",
        b'{"version": 1}',
        b'[{"path": "a"}]',
        b'[{"path": 1, "sha256": "x"}]',
        b'[{"path": "../a", "sha256": "x"}]',
        b'[{"path": "/etc/passwd", "sha256": "x"}]',
        b'[{"path": "a/../../b", "sha256": "x"}]',
        b'[{"path": "", "sha256": "x"}]',
        b'[{"path": "a\\u0000", "sha256": "x"}]',
        b"\xff",
    ],
)
def test_a_ledger_that_is_none_stops_everything(folder: Path, text: bytes) -> None:
    """A broken ledger, or one that leads out of the folder, is never acted on."""
    (folder / ledger.NAME).write_bytes(text)
    tree = Tree({"README.md": b"two\n"})

    with pytest.raises(UnreadableInput, match=r"\.cookgen\.json"):
        tree.write(folder)

    assert FILES == files_in(folder)
    tree.write(folder, force=True)
    assert not tree.diff(folder)


def test_links_are_not_followed(folder: Path, tmp_path: Path) -> None:
    """A linked file is replaced by a file; what the link led to stays as it was."""
    outside = tmp_path / "outside"
    outside.write_bytes(b"name 'docker'\n")
    (folder / "docker/metadata.rb").unlink()
    (folder / "docker/metadata.rb").symlink_to(outside)

    assert {"docker/metadata.rb": "edited"} == kinds(Tree(FILES), folder)
    Tree({**FILES, "docker/metadata.rb": b"new"}).write(folder)

    assert not (folder / "docker/metadata.rb").is_symlink()
    assert b"name 'docker'\n" == outside.read_bytes()


@pytest.mark.parametrize("force", [False, True])
def test_a_linked_folder_is_refused(folder: Path, tmp_path: Path, force: bool) -> None:
    """Nothing is written or removed through a linked folder, not even by force."""
    (folder / "docker/a").rename(tmp_path / "outside")
    (folder / "docker/a").symlink_to(tmp_path / "outside")

    with pytest.raises(RefusedOutput, match="docker/a"):
        Tree({**FILES, "docker/a/b.rb": b"new"}).write(folder, force=force)
    assert ("docker/a/b.rb",) == Tree({"README.md": b"one\n"}).write(folder).kept

    assert b"b\n" == (tmp_path / "outside/b.rb").read_bytes()


def test_the_folder_itself_may_be_a_link(folder: Path, tmp_path: Path) -> None:
    """The user has named it."""
    (tmp_path / "link").symlink_to(folder)

    assert Written(unchanged=4) == Tree(FILES).write(tmp_path / "link")


@pytest.mark.parametrize("force", [False, True])
def test_folders_where_files_belong_are_refused(tmp_path: Path, force: bool) -> None:
    """And the other way round; nothing is written."""
    (tmp_path / "README.md").mkdir()
    with pytest.raises(RefusedOutput, match="README.md"):
        Tree(FILES).write(tmp_path, force=force)
    (tmp_path / "README.md").rmdir()
    (tmp_path / "docker").write_bytes(b"")
    with pytest.raises(RefusedOutput, match="docker"):
        Tree(FILES).write(tmp_path, force=force)

    assert {"docker": b""} == files_in(tmp_path)


def test_a_file_is_no_folder(tmp_path: Path) -> None:
    """A file cannot be built into."""
    (tmp_path / "file").write_bytes(b"")

    with pytest.raises(UnreadableInput, match="is not a folder"):
        Tree(FILES).diff(tmp_path / "file")


def calls_until_done() -> Iterator[int]:
    """Yield 0, 1, 2, ...: how many replacements a run makes before it dies."""
    yield from range(6)


@pytest.mark.parametrize("survived", calls_until_done())
def test_a_killed_build_is_finished_by_the_next(
    folder: Path, monkeypatch: pytest.MonkeyPatch, survived: int
) -> None:
    """Wherever a run dies, no file is half written and the next run ends where this one would."""
    new = {"README.md": b"two\n", "docker/metadata.rb": b"name 'docker'\n", "fresh": b"new\n"}
    replace, left = os.replace, [survived]

    def dying(source: Path, target: Path) -> None:
        if not left[0]:
            raise KeyboardInterrupt
        left[0] -= 1
        replace(source, target)

    monkeypatch.setattr(disk.os, "replace", dying)
    try:
        Tree(new).write(folder)
    except KeyboardInterrupt:
        pass
    monkeypatch.undo()
    # As if somebody had changed the stack in between: nothing of ours has become foreign.
    latest = {**new, "fresh": b"newer\n"}

    assert set(files_in(folder).values()) <= {*FILES.values(), *new.values()}
    Tree(latest).write(folder)
    assert latest == files_in(folder)
    assert not Tree(latest).diff(folder)


def test_a_folder_that_cannot_be_written_is_said(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A full disk leaves the old files and no temporary ones."""

    def full(handle: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(disk.os, "fsync", full)

    with pytest.raises(RefusedOutput, match="No space left"):
        Tree({**FILES, "README.md": b"two\n"}).write(folder)

    assert FILES == files_in(folder)
