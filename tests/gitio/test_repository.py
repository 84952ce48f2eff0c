"""Reading git: trees, working trees, references and blobs as they are, or a reason why not."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

import pytest

from sanshen.gitio.repository import GitError, Repository
from sanshen.model.stops import Stop

STRANGE = ("审核 一稿.md", 'a "quoted" name', "tab\there", "-n", "back\\slash", "ünï/中/x")


@pytest.fixture
def work(tmp_path: Path) -> Repository:
    """An empty repository with a working tree."""
    subprocess.run(["git", "init", "-q", "-b", "main", tmp_path], check=True)
    repository = Repository(tmp_path)
    for name, value in (("user.name", "t"), ("user.email", "t@t"), ("commit.gpgSign", "false")):
        repository.run("config", name, value)
    return repository


def write(work: Repository, *paths: str) -> None:
    """Files that hold their own names."""
    for path in paths:
        (work.path / path).parent.mkdir(parents=True, exist_ok=True)
        (work.path / path).write_text(path, encoding="utf-8")


def commit(work: Repository) -> str:
    """Commit everything."""
    work.run("add", "-A")
    work.run("commit", "-q", "-m", "x")
    return work.resolve("HEAD")


def blob_of(work: Repository, data: bytes) -> str:
    """The id git gives these bytes."""
    return work.text("hash-object", "--stdin", stdin=data)


def test_a_tree_lists_every_name_as_it_is(work: Repository) -> None:
    write(work, *STRANGE)
    rows = list(work.list_tree(commit(work)))
    assert {path for path, _, _ in rows} == set(STRANGE)
    assert {(p, m, b) for p, m, b in rows} == {
        (p, "100644", blob_of(work, p.encode())) for p in STRANGE
    }


def test_names_that_are_not_utf_8_come_back_as_the_same_bytes(work: Repository) -> None:
    raw = "审核.md".encode("gbk")
    (work.path / os.fsdecode(raw)).write_bytes(b"x")
    (path, _, _), *_ = work.list_tree(commit(work))
    assert path.encode("utf-8", "surrogateescape") == raw


def test_a_tree_shows_links_and_run_bits_by_their_modes(work: Repository) -> None:
    write(work, "plain", "tool")
    (work.path / "tool").chmod(0o755)
    (work.path / "link").symlink_to("plain")
    modes = {path: mode for path, mode, _ in work.list_tree(commit(work))}
    assert modes == {"plain": "100644", "tool": "100755", "link": "120000"}


def test_the_working_tree_gives_what_committing_it_would(work: Repository) -> None:
    write(work, *STRANGE, "ignored/x", "gone", "changed")
    (work.path / ".gitignore").write_text("ignored/\n")
    commit(work)
    (work.path / "gone").unlink()
    (work.path / "changed").write_text("anders")
    write(work, "new")
    (work.path / "link").symlink_to("审核 一稿.md")
    (work.path / "new").chmod(0o755)
    seen = set(work.list_working_tree())
    assert seen == set(work.list_tree(commit(work)))
    assert {"new", "link"} <= {path for path, _, _ in seen}
    assert not {"gone", "ignored/x"} & {path for path, _, _ in seen}


def test_an_empty_working_tree_lists_nothing(work: Repository) -> None:
    assert list(work.list_working_tree()) == []


def test_a_working_file_is_read_and_a_link_gives_its_target(work: Repository) -> None:
    write(work, "a")
    (work.path / "link").symlink_to("../../elsewhere")
    assert work.read_working_file("a") == b"a"
    assert work.read_working_file("link") == b"../../elsewhere"


def test_blobs_come_in_the_order_asked_for_and_as_often(work: Repository) -> None:
    texts = [b"", b"\n", b"a\nb", bytes(range(256)), b"missing\n"]
    ids = [work.text("hash-object", "-w", "--stdin", stdin=t) for t in texts]
    wanted = [*ids, *reversed(ids), ids[0]]
    assert list(work.read_blobs(wanted)) == [*texts, *reversed(texts), texts[0]]
    assert list(work.read_blobs([])) == []
    assert work.read_blob(ids[3]) == texts[3]


def test_a_blob_that_lacks_is_an_error_and_never_left_out(work: Repository) -> None:
    there = work.text("hash-object", "-w", "--stdin", stdin=b"x")
    with pytest.raises(GitError, match="1" * 40):
        list(work.read_blobs([there, "1" * 40, there]))


def test_a_revision_is_resolved_or_an_error(work: Repository) -> None:
    write(work, "a")
    made = commit(work)
    assert work.resolve("main") == work.resolve("HEAD") == made
    for wrong in ("nothing", "", "--all", "main^{tree}x"):
        with pytest.raises(GitError):
            work.resolve(wrong)


def test_a_reference_is_known_by_its_whole_name_alone(work: Repository) -> None:
    write(work, "a")
    made = commit(work)
    work.run("update-ref", "refs/changes/1/1", made)
    assert work.reference("refs/heads/main") == made
    assert work.reference("refs/changes/1/1") == made
    for wrong in ("main", "refs/heads", "refs/changes/1", "refs/heads/mai", "refs/*/main"):
        assert work.reference(wrong) is None


def test_an_error_of_git_is_a_stop_that_says_what_git_said(work: Repository) -> None:
    with pytest.raises(GitError) as caught:
        work.run("cat-file", "blob", "nothing")
    assert isinstance(caught.value, Stop)
    assert caught.value.code == 128
    assert "nothing" in caught.value.stderr
    assert str(caught.value).startswith("git cat-file (128): ")


def test_text_keeps_bytes_that_are_not_utf_8(work: Repository) -> None:
    made = work.text("hash-object", "-w", "--stdin", stdin=b"\xb9\xab\n\n")
    text = work.text("cat-file", "blob", made)
    assert text.encode("utf-8", "surrogateescape") == b"\xb9\xab"


def test_git_gets_the_environment_it_is_given(work: Repository) -> None:
    closed = Repository(work.path, {"PATH": os.environ["PATH"], "GIT_DIR": "nowhere"})
    with pytest.raises(GitError, match="nowhere"):
        closed.run("rev-parse", "--git-dir")
    other = {"GIT_DIR": ".git"}
    assert closed.run("rev-parse", "--git-dir", environment=other).strip() == b".git"
