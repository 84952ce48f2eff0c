"""跟上主干 (following main): a clone whose commits are all released goes on from main."""

from __future__ import annotations

from sanshen.gate.submission import changed_files
from sanshen.gitio.repository import GitError, Repository
from sanshen.office.clone import MAIN


def follow_main(repository: Repository) -> bool:
    """Move the branch to main as fetched when main holds all it has; whether it was moved.

    The gate writes its own commit, so the drafts of a released change stay behind on the
    author's branch and would be taken for a part of the next change. Edits not yet committed
    are kept; where git cannot keep them nothing is done.
    """
    main, head = repository.resolve(MAIN), repository.resolve("HEAD")
    try:
        base = repository.text("merge-base", main, head)
    except GitError:
        return False
    if base in (main, head) or not _holds_all(repository, base, head, main):
        return False
    try:
        repository.run("reset", "--quiet", "--keep", main)
    except GitError:
        return False
    return True


def _holds_all(repository: Repository, base: str, head: str, main: str) -> bool:
    """Whether every file that ``head`` changes since ``base`` is on ``main`` as it is there."""
    held = {path: f"{mode}:{blob}" for path, mode, blob in repository.list_tree(main)}
    return all(held.get(file.path) == file.new for file in changed_files(repository, base, head))
