"""写盘: new inodes, nothing half-written, nothing of others removed."""

from __future__ import annotations

from pathlib import Path

import pytest

from sanshen.model.canonical import sha256_bytes
from sanshen.output.walking import clear_undeclared
from sanshen.output.writing import (
    ForeignFolderError,
    check_ours,
    folder_manifest,
    manifest_file,
    write_file,
)


def test_a_changed_file_is_a_new_inode_and_an_equal_one_is_not_touched(tmp_path: Path) -> None:
    file = tmp_path / "a" / "b.html"
    assert write_file(file, b"1")
    first = file.stat().st_ino
    assert not write_file(file, b"1")
    assert file.stat().st_ino == first
    keeper = file.open("rb")
    assert write_file(file, b"2")
    assert (keeper.read(), file.read_bytes()) == (b"1", b"2")
    keeper.close()
    assert [p.name for p in file.parent.iterdir()] == ["b.html"]


def test_a_write_that_fails_leaves_the_old_file_and_no_litter(tmp_path: Path) -> None:
    file = tmp_path / "page.html"
    file.mkdir()
    (file / "inside").write_text("x", encoding="utf-8")
    with pytest.raises(OSError, match="irectory"):
        write_file(file, b"1")
    assert [p.name for p in tmp_path.iterdir()] == ["page.html"]


def test_a_link_in_the_output_is_replaced_not_followed(tmp_path: Path) -> None:
    outside = tmp_path / "outside"
    outside.write_bytes(b"mine")
    out = tmp_path / "out"
    out.mkdir()
    (out / "x").symlink_to(outside)
    assert write_file(out / "x", b"mine")
    assert not (out / "x").is_symlink()
    assert outside.read_bytes() == b"mine"


def test_a_folder_with_files_of_others_is_refused(tmp_path: Path) -> None:
    out = tmp_path / "out"
    check_ours(out)
    out.mkdir()
    check_ours(out)
    (out / "letter.txt").write_text("x", encoding="utf-8")
    with pytest.raises(ForeignFolderError):
        check_ours(out)
    manifest_file(out).write_text("{}", encoding="utf-8")
    check_ours(out)
    (tmp_path / "link").symlink_to(out)
    with pytest.raises(ForeignFolderError):
        check_ours(tmp_path / "link")


def test_the_manifest_of_a_folder_names_its_files_and_follows_no_links(tmp_path: Path) -> None:
    assert folder_manifest(tmp_path / "nothing") == {}
    write_file(tmp_path / "a" / "1.html", b"1")
    (tmp_path / "2.html").symlink_to(tmp_path / "a" / "1.html")
    (tmp_path / "folder").symlink_to(tmp_path / "a")
    assert folder_manifest(tmp_path) == {"a/1.html": sha256_bytes(b"1")}


def test_what_is_not_declared_goes_with_its_empty_folder(tmp_path: Path) -> None:
    for name in ("a/old.html", "a/b/older.html", "keep.html"):
        write_file(tmp_path / name, b"x")
    (tmp_path / "link").symlink_to("keep.html")
    (tmp_path / "empty" / "too").mkdir(parents=True)
    assert clear_undeclared(tmp_path, frozenset({"keep.html", "missing.html"})) == 1
    assert [p.name for p in tmp_path.iterdir()] == ["keep.html"]
