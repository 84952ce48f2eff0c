"""Writing git: exactly the named paths change, the same arguments give the same ids."""

from __future__ import annotations

import subprocess
from datetime import UTC, datetime
from pathlib import Path

import pytest

from sanshen.gitio.repository import GitError, Repository
from sanshen.gitio.writing import (
    Identity,
    environment_without_git,
    move_reference,
    write_blob,
    write_commit,
    write_tree,
)

BY = Identity("gate", "gate@sanshen.invalid", datetime(2026, 3, 2, 1, tzinfo=UTC))


@pytest.fixture
def bare(tmp_path: Path) -> Repository:
    """An empty bare repository."""
    subprocess.run(["git", "init", "-q", "--bare", "-b", "main", tmp_path / "r.git"], check=True)
    return Repository(tmp_path / "r.git")


def files(bare: Repository, tree: str) -> dict[str, bytes]:
    """path → bytes of a tree."""
    return {path: bare.read_blob(blob) for path, _, blob in bare.list_tree(tree)}


def put(bare: Repository, data: bytes, mode: str = "100644") -> tuple[str, str]:
    """(mode, blob id) of stored bytes."""
    return mode, write_blob(bare, data)


@pytest.mark.parametrize("data", [b"", b"\r\n", b"\0\xff", "公文\n".encode()])
def test_bytes_are_stored_as_they_are(bare: Repository, data: bytes) -> None:
    assert bare.read_blob(write_blob(bare, data)) == data


def test_a_tree_is_the_base_with_exactly_the_named_paths_replaced(bare: Repository) -> None:
    base = write_tree(bare, None, {p: put(bare, p.encode()) for p in ("a", "d/b", "d/c", "e")})
    made = write_tree(bare, base, {"a": put(bare, b"A"), "d/b": None, "新/稿": put(bare, b"x")})
    kept = {"d/c": b"d/c", "e": b"e"}
    assert files(bare, made) == {"a": b"A", "新/稿": b"x", **kept}
    assert files(bare, base) == {**kept, "a": b"a", "d/b": b"d/b"}


def test_no_change_gives_the_base_and_nothing_over_nothing_the_empty_tree(bare: Repository) -> None:
    base = write_tree(bare, None, {"a": put(bare, b"a")})
    assert write_tree(bare, base, {}) == base
    assert files(bare, write_tree(bare, None, {})) == {}
    assert files(bare, write_tree(bare, base, {"a": None})) == {}


def test_removing_what_is_not_there_changes_nothing(bare: Repository) -> None:
    base = write_tree(bare, None, {"a": put(bare, b"a")})
    assert write_tree(bare, base, {"b": None}) == base


def test_modes_are_kept(bare: Repository) -> None:
    made = write_tree(bare, None, {"x": put(bare, b"x", "100755"), "l": put(bare, b"x", "120000")})
    assert {p: m for p, m, _ in bare.list_tree(made)} == {"x": "100755", "l": "120000"}


def test_writing_a_tree_leaves_no_index_behind(bare: Repository) -> None:
    write_tree(bare, None, {"a": put(bare, b"a")})
    assert not (bare.path / "index").exists()


def test_the_same_commit_has_the_same_id_and_any_other_another(bare: Repository) -> None:
    tree = write_tree(bare, None, {"a": put(bare, b"a")})
    first = write_commit(bare, tree, (), "开工\n", BY)
    assert write_commit(bare, tree, (), "开工\n", BY) == first
    later = Identity(BY.name, BY.email, datetime(2026, 3, 2, 2, tzinfo=UTC))
    others = {
        write_commit(bare, tree, (first,), "开工\n", BY),
        write_commit(bare, tree, (), "完工\n", BY),
        write_commit(bare, tree, (), "开工\n", later),
    }
    assert len(others | {first}) == 4


def test_a_commit_says_who_when_and_after_what(bare: Repository) -> None:
    tree = write_tree(bare, None, {})
    parents = tuple(write_commit(bare, tree, (), f"{n}\n", BY) for n in (1, 2))
    raw = bare.read_blob(write_commit(bare, tree, parents, "开工\n\n一\n", BY)).decode()
    who = "gate <gate@sanshen.invalid> 1772413200 +0000"
    assert raw == (
        f"tree {tree}\nparent {parents[0]}\nparent {parents[1]}\n"
        f"author {who}\ncommitter {who}\n\n开工\n\n一\n"
    )


def test_a_reference_moves_only_from_where_it_is_expected(bare: Repository) -> None:
    tree = write_tree(bare, None, {})
    one, two, three = (write_commit(bare, tree, (), f"{n}\n", BY) for n in (1, 2, 3))
    name = "refs/heads/main"
    move_reference(bare, name, one, None)
    for expected in (None, two):
        with pytest.raises(GitError):
            move_reference(bare, name, three, expected)
        assert bare.reference(name) == one
    move_reference(bare, name, two, one)
    assert bare.reference(name) == two


def test_a_reference_never_moves_to_what_is_not_there(bare: Repository) -> None:
    with pytest.raises(GitError):
        move_reference(bare, "refs/heads/main", "1" * 40, None)
    assert bare.reference("refs/heads/main") is None


def test_the_environment_without_git_has_all_the_rest(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GIT_DIR", "x")
    monkeypatch.setenv("GITHUB", "x")
    found = environment_without_git()
    assert "GIT_DIR" not in found
    assert found["GITHUB"] == "x"
    assert "PATH" in found
