"""内容来源: working tree, commit and memory give the same files."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sanshen.content.source import MemorySource, blob_id, open_source
from sanshen.gitio.repository import GitError

FILES = {"content/甲/乙 丙.md": "正文\n".encode(), "a.bin": bytes(range(256)), "empty": b""}


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    for path, data in FILES.items():
        file = tmp_path / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(data)
    run(tmp_path, "init", "-q")
    run(tmp_path, "add", ".")
    run(tmp_path, "commit", "-q", "-m", "x")
    return tmp_path


def run(folder: Path, *command: str) -> None:
    identity = ["-c", "user.name=x", "-c", "user.email=x@shili.example"]
    subprocess.run(["git", *identity, "-C", str(folder), *command], check=True)


def test_all_three_sources_list_and_read_the_same(repository: Path) -> None:
    memory = MemorySource(FILES)
    for source in (open_source(repository), open_source(repository, "HEAD")):
        assert source.blobs() == memory.blobs()
        assert dict(source.read(FILES)) == FILES


def test_reading_keeps_the_order_asked_for(repository: Path) -> None:
    wanted = ["empty", "a.bin", "empty"]
    for source in (open_source(repository), open_source(repository, "HEAD"), MemorySource(FILES)):
        assert [path for path, _ in source.read(wanted)] == wanted


def test_a_working_tree_shows_new_and_deleted_files_but_not_ignored_ones(repository: Path) -> None:
    (repository / ".gitignore").write_text("build/\n")
    (repository / "build").mkdir()
    (repository / "build" / "x").write_text("x")
    (repository / "new.md").write_text("x")
    (repository / "empty").unlink()
    listed = set(open_source(repository).blobs())
    assert listed == set(FILES) - {"empty"} | {".gitignore", "new.md"}
    assert set(open_source(repository, "HEAD").blobs()) == set(FILES)


def test_modes_of_links_and_executables_are_told(repository: Path) -> None:
    (repository / "link").symlink_to("a.bin")
    (repository / "run.sh").write_text("x")
    (repository / "run.sh").chmod(0o755)
    working = open_source(repository)
    run(repository, "add", ".")
    run(repository, "commit", "-q", "-m", "y")
    committed = open_source(repository, "HEAD")
    assert working.blobs() == committed.blobs()
    assert working.blobs()["link"].mode == "120000"
    assert working.blobs()["run.sh"].mode == "100755"
    assert dict(working.read(["link"])) == dict(committed.read(["link"])) == {"link": b"a.bin"}


def test_an_unknown_path_and_an_unknown_commit_are_errors(repository: Path) -> None:
    for source in (open_source(repository), open_source(repository, "HEAD"), MemorySource(FILES)):
        with pytest.raises(KeyError):
            list(source.read(["nosuch"]))
    with pytest.raises(GitError):
        open_source(repository, "nosuch")
    with pytest.raises(GitError):
        open_source(repository, "--output=x")


def test_a_folder_that_is_no_repository_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(GitError):
        open_source(tmp_path).blobs()


@given(st.binary(max_size=200))
def test_a_blob_id_is_what_git_says(data: bytes) -> None:
    """Law: for any bytes (up to 200) our id is git's."""
    done = subprocess.run(
        ["git", "hash-object", "--stdin"], input=data, capture_output=True, check=True
    )
    assert blob_id(data) == done.stdout.decode().strip()
