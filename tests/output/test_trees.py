"""两棵输出树: the live tree is never touched, the swap is one rename."""

from __future__ import annotations

from pathlib import Path

import pytest

from sanshen.output.trees import (
    TreeError,
    live_tree,
    served_link,
    standby_tree,
    swap_tree,
    trees_folder,
)


def build(root: Path, site: str, text: str) -> Path:
    """Put one page into the standby tree."""
    tree = standby_tree(root, site)
    tree.mkdir(parents=True, exist_ok=True)
    (tree / "index.html").write_text(text, encoding="utf-8")
    return tree


def served(root: Path, site: str) -> str:
    """What a web server would send."""
    return (served_link(root, site) / "index.html").read_text(encoding="utf-8")


def test_releases_alternate_between_the_two_trees(tmp_path: Path) -> None:
    assert live_tree(tmp_path, "portal") is None
    names = []
    for number in range(4):
        tree = build(tmp_path, "portal", str(number))
        assert tree != live_tree(tmp_path, "portal")
        swap_tree(tmp_path, "portal", tree)
        assert served(tmp_path, "portal") == str(number)
        assert live_tree(tmp_path, "portal") == tree
        names.append(tree.name)
    assert names == ["a", "b", "a", "b"]


def test_the_previous_release_is_one_swap_away(tmp_path: Path) -> None:
    first = build(tmp_path, "portal", "1")
    swap_tree(tmp_path, "portal", first)
    swap_tree(tmp_path, "portal", build(tmp_path, "portal", "2"))
    swap_tree(tmp_path, "portal", first)
    assert served(tmp_path, "portal") == "1"


def test_the_link_is_relative_so_that_the_folder_can_move(tmp_path: Path) -> None:
    root = tmp_path / "here"
    swap_tree(root, "portal", build(root, "portal", "1"))
    root.rename(tmp_path / "there")
    assert served(tmp_path / "there", "portal") == "1"


def test_a_tree_that_is_not_there_or_not_ours_is_not_served(tmp_path: Path) -> None:
    with pytest.raises(TreeError):
        swap_tree(tmp_path, "portal", trees_folder(tmp_path, "portal") / "a")
    foreign = tmp_path / "elsewhere"
    foreign.mkdir()
    with pytest.raises(TreeError):
        swap_tree(tmp_path, "portal", foreign)
    assert live_tree(tmp_path, "portal") is None


def test_a_served_folder_that_is_no_link_of_ours_is_left_alone(tmp_path: Path) -> None:
    link = served_link(tmp_path, "portal")
    link.mkdir(parents=True)
    with pytest.raises(TreeError, match="not a symbolic link"):
        standby_tree(tmp_path, "portal")
    link.rmdir()
    link.symlink_to(tmp_path)
    with pytest.raises(TreeError, match="points outside"):
        swap_tree(tmp_path, "portal", build_at(tmp_path, "portal"))


def build_at(root: Path, site: str) -> Path:
    """A built tree, made without asking what is live."""
    tree = trees_folder(root, site) / "a"
    tree.mkdir(parents=True)
    return tree
