"""写入输出树: new inodes, exact accounts, nothing half-written, old pages out of the way."""

from __future__ import annotations

import errno
import os
import stat
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path

import pytest

from sanshen.output.manifest import Manifest
from sanshen.output.spreading import make_tree, spread_folders
from sanshen.output.tree_writer import TreeWriter
from tests.output.releasing import contents


def digest(data: bytes) -> str:
    """The SHA-256 of bytes."""
    return sha256(data).hexdigest()


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    """An empty tree."""
    make_tree(tmp_path / "tree")
    return tmp_path / "tree"


@pytest.fixture
def writer(tree: Path) -> Iterator[TreeWriter]:
    """A writer into it."""
    with TreeWriter(tree) as opened:
        yield opened


def held(tree: Path) -> Manifest:
    """The manifest of the files that are there."""
    return Manifest.of((path, digest(text.encode())) for path, text in contents(tree).items())


def test_the_tally_is_what_has_happened_to_the_tree(tree: Path, writer: TreeWriter) -> None:
    assert writer.put("a/b/1.html", b"one") == digest(b"one")
    writer.put("2.html", b"two", None)
    assert held(tree) == writer.take_tally()
    before = held(tree)
    writer.put("2.html", b"TWO", digest(b"two"))
    writer.put("a/b/1.html", b"one", digest(b"one"))
    writer.put("3.html", b"three", "")
    writer.remove("a/b/1.html", digest(b"one"))
    assert before.plus(writer.take_tally()) == held(tree)
    assert contents(tree) == {"2.html": "TWO", "3.html": "three"}
    assert writer.take_tally() == Manifest()


def test_a_changed_file_is_a_new_inode_and_an_equal_one_is_not_touched(
    tree: Path, writer: TreeWriter
) -> None:
    writer.put("a.html", b"1")
    first = (tree / "a.html").stat().st_ino
    keeper = (tree / "a.html").open("rb")
    writer.put("a.html", b"1", digest(b"1"))
    writer.put("a.html", b"1", None)
    assert (tree / "a.html").stat().st_ino == first
    writer.put("a.html", b"2", digest(b"1"))
    assert (keeper.read(), (tree / "a.html").read_bytes()) == (b"1", b"2")
    keeper.close()
    inode = (tree / "a.html").stat().st_ino
    writer.put("a.html", b"3", None)
    assert (tree / "a.html").stat().st_ino != inode


def test_a_file_the_manifest_does_not_know_is_replaced_all_the_same(
    tree: Path, writer: TreeWriter
) -> None:
    (tree / "a.html").write_bytes(b"left over")
    writer.put("a.html", b"1", "")
    assert contents(tree) == {"a.html": "1"}


@pytest.mark.parametrize("before", ["", None])
def test_old_pages_in_the_way_go(tree: Path, writer: TreeWriter, before: str | None) -> None:
    writer.put("a", b"page", before)
    writer.put("a/b/c.html", b"below", before)
    assert contents(tree) == {"a/b/c.html": "below"}
    writer.put("a/b", b"page", before)
    assert contents(tree) == {"a/b": "page"}
    writer.put("a/b/c/d/e", b"deep", before)
    assert contents(tree) == {"a/b/c/d/e": "deep"}


def test_removing_takes_empty_folders_along_and_nothing_else(
    tree: Path, writer: TreeWriter
) -> None:
    for path in ("a/b/c/1", "a/b/2", "d/3"):
        writer.put(path, b"x")
    writer.remove("a/b/c/1", digest(b"x"))
    assert sorted(contents(tree)) == ["a/b/2", "d/3"]
    writer.remove("a/b/2", digest(b"x"))
    assert [place.name for place in tree.iterdir()] == ["d"]
    writer.remove("gone/long/ago", digest(b"x"))
    writer.remove("d/3/4", digest(b"x"))
    assert sorted(contents(tree)) == ["d/3"]


def test_a_symlink_in_the_tree_is_replaced_and_not_followed(
    tree: Path, writer: TreeWriter, tmp_path: Path
) -> None:
    (tmp_path / "outside").write_bytes(b"mine")
    for number, before in enumerate(("", None, digest(b"other"))):
        (tree / f"{number}.html").symlink_to(tmp_path / "outside")
        writer.put(f"{number}.html", b"mine", before)
        assert not (tree / f"{number}.html").is_symlink()
    assert (tmp_path / "outside").read_bytes() == b"mine"


def test_what_is_written_can_be_read_by_a_web_server_whatever_the_umask(
    tree: Path, tmp_path: Path
) -> None:
    mask = os.umask(0o077)
    try:
        with TreeWriter(tree) as writer:
            writer.put("a/b/1.html", b"x")
            writer.put("a/b/1.html", b"y", digest(b"x"))
            writer.put("a/2.html", b"x", None)
    finally:
        os.umask(mask)
    for place in tree.rglob("*"):
        wanted = 0o755 if place.is_dir() else 0o644
        assert stat.S_IMODE(place.stat().st_mode) == wanted, place


def test_a_write_that_fails_leaves_what_was_there_and_no_litter(
    tree: Path, writer: TreeWriter, monkeypatch: pytest.MonkeyPatch
) -> None:
    writer.put("a.html", b"1")

    def full(*_: object) -> int:
        raise OSError(errno.ENOSPC, "no space")

    monkeypatch.setattr(os, "write", full)
    for path, before in (("a.html", digest(b"1")), ("new/b.html", ""), ("c.html", None)):
        with pytest.raises(OSError, match="no space"):
            writer.put(path, b"2", before)
    monkeypatch.undo()
    files = {str(p.relative_to(tree)): p.read_bytes() for p in tree.rglob("*") if p.is_file()}
    assert files == {"a.html": b"1"}


def test_a_file_larger_than_one_write_arrives_whole(
    tree: Path, writer: TreeWriter, monkeypatch: pytest.MonkeyPatch
) -> None:
    write = os.write
    monkeypatch.setattr(os, "write", lambda fd, data: write(fd, bytes(data[:7])))
    data = bytes(range(256))
    writer.put("big", data)
    assert (tree / "big").read_bytes() == data


def test_a_link_is_the_same_file_and_replaces_what_is_there(
    tree: Path, writer: TreeWriter, tmp_path: Path
) -> None:
    other = tmp_path / "other"
    other.mkdir()
    with TreeWriter(other) as source:
        source.put("a/1.html", b"one")
    for _ in range(2):
        writer.link("a/1.html", other, digest(b"one"))
        assert (tree / "a/1.html").samefile(other / "a/1.html")
        assert sorted(contents(tree)) == ["a/1.html"]
        writer.put("a/1.html", b"own", digest(b"one"))
        assert (other / "a/1.html").read_bytes() == b"one"
    assert writer.take_tally().files == 2


def test_where_links_are_unknown_the_file_is_copied(
    tree: Path, writer: TreeWriter, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = tmp_path / "other"
    other.mkdir()
    (other / "1.html").write_bytes(b"one")

    def unknown(*_: object, **__: object) -> None:
        raise OSError(errno.EPERM, "not permitted")

    monkeypatch.setattr(os, "link", unknown)
    writer.link("1.html", other, digest(b"one"))
    assert (tree / "1.html").read_bytes() == b"one"
    assert not (tree / "1.html").samefile(other / "1.html")


def test_a_file_system_without_the_attribute_is_no_error(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def unknown(*_: object) -> bytes:
        raise OSError(errno.ENOTTY, "no such request")

    monkeypatch.setattr("fcntl.ioctl", unknown)
    assert not spread_folders(tmp_path)
    make_tree(tmp_path / "new" / "tree")
    assert (tmp_path / "new" / "tree").is_dir()
