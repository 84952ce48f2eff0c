"""写盘: new inodes, nothing half-written, nothing of others removed."""

from __future__ import annotations

from pathlib import Path

import pytest

from sanshen.output.writing import (
    ForeignFolderError,
    check_ours,
    claim_folder,
    folder_manifest,
    manifest_file,
    remove_undeclared,
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


def test_a_folder_with_files_of_others_is_refused_and_stays(tmp_path: Path) -> None:
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "letter.txt").write_text("x", encoding="utf-8")
    with pytest.raises(ForeignFolderError):
        claim_folder(tmp_path / "out")
    assert (tmp_path / "out" / "letter.txt").is_file()
    assert not manifest_file(tmp_path / "out").exists()


def test_a_claimed_folder_is_ours_next_time_too(tmp_path: Path) -> None:
    out = tmp_path / "out"
    claim_folder(out)
    write_file(out / "index.html", b"1")
    check_ours(out)
    claim_folder(out)
    assert list(folder_manifest(out)) == ["index.html"]


def test_what_is_not_declared_goes_with_its_empty_folder(tmp_path: Path) -> None:
    for name in ("a/old.html", "a/b/older.html", "keep.html"):
        write_file(tmp_path / name, b"x")
    (tmp_path / "link").symlink_to("keep.html")
    removed = remove_undeclared(tmp_path, frozenset({"keep.html"}))
    assert set(removed) == {"a/old.html", "a/b/older.html", "link"}
    assert [p.name for p in tmp_path.iterdir()] == ["keep.html"]
