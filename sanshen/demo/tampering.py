"""篡改演示 (tampering): change one byte of main and recompute every git id, as a thief would."""

from __future__ import annotations

from datetime import UTC, datetime

from sanshen.gitio.repository import Repository
from sanshen.gitio.writing import Identity, write_blob, write_commit, write_tree

MAIN = "refs/heads/main"


def tamper_with_main(repository: Repository, path: str) -> None:
    """Rewrite main's newest commit so that one digit or letter of ``path`` differs.

    Author, date and message stay; the object ids are those git computes.
    """
    head = repository.resolve(MAIN)
    data = bytearray(repository.run("cat-file", "blob", f"{head}:{path}"))
    at = len(data) - 2
    data[at] ^= 0x01
    blob = write_blob(repository, bytes(data))
    tree = write_tree(repository, head, {path: ("100644", blob)})
    name, email, stamp = repository.text("log", "-1", "--format=%an%n%ae%n%at", head).split("\n")
    by = Identity(name, email, datetime.fromtimestamp(int(stamp), UTC))
    message = repository.text("log", "-1", "--format=%B", head) + "\n"
    parents = tuple(repository.text("log", "-1", "--format=%P", head).split())
    commit = write_commit(repository, tree, parents, message, by)
    repository.run("update-ref", MAIN, commit)
