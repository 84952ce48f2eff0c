"""拉平: a tree becomes what another one is, whatever it held, by links alone."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from sanshen.output import files
from sanshen.output.levelling import level_everywhere
from tests.output.releasing import contents

FILES = {"index.html": "home", "a/1.html": "one", "a/b/2.html": "two", "c/3.html": "three"}


def make(tree: Path, release: dict[str, str]) -> Path:
    for path, text in release.items():
        (tree / path).parent.mkdir(parents=True, exist_ok=True)
        (tree / path).write_text(text, encoding="utf-8")
    return tree


@pytest.mark.parametrize("before", [{}, FILES, {"a": "old", "index.html/x": "old", "z/1": "old"}])
def test_every_file_is_the_same_one_and_nothing_else_is_there(
    tmp_path: Path, before: dict[str, str]
) -> None:
    source, tree = make(tmp_path / "source", FILES), tmp_path / "tree"
    tree.mkdir()
    make(tree, before)
    assert level_everywhere(tree, source) == len(FILES)
    assert contents(tree) == FILES
    assert all((tree / path).samefile(source / path) for path in FILES)


def test_an_empty_tree_gets_no_empty_folders_and_symlinks_as_they_are(tmp_path: Path) -> None:
    source, tree = make(tmp_path / "source", FILES), tmp_path / "tree"
    (source / "d" / "e").mkdir(parents=True)
    (source / "c" / "to").symlink_to("3.html")
    tree.mkdir()
    assert level_everywhere(tree, source) == len(FILES) + 1
    assert not (tree / "d").exists()
    assert (tree / "c" / "to").readlink() == Path("3.html")


def test_folders_of_an_empty_tree_can_be_read_whatever_the_umask(tmp_path: Path) -> None:
    source, tree = make(tmp_path / "source", FILES), tmp_path / "tree"
    tree.mkdir()
    before = os.umask(0o077)
    try:
        level_everywhere(tree, source)
    finally:
        os.umask(before)
    assert {(tree / path).stat().st_mode & 0o777 for path in ("a", "a/b", "c")} == {0o755}


def test_where_there_are_no_links_files_are_copied(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_args: object, **_more: object) -> None:
        raise OSError(min(files.NO_LINKS), "no links here")

    source, tree = make(tmp_path / "source", FILES), tmp_path / "tree"
    tree.mkdir()
    monkeypatch.setattr(files.os, "link", refuse)
    assert level_everywhere(tree, source) == len(FILES)
    assert contents(tree) == FILES
