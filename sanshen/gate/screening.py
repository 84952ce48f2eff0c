"""入库前筛查 (screening): what must not even stay in the repository, looked for in quarantine."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from sanshen.content.attachments import check_attachment
from sanshen.content.layout import shown_path
from sanshen.gitio.repository import ZERO_ID, Repository
from sanshen.model.changes import ChangeClass, class_of
from sanshen.model.findings import Finding, finding
from sanshen.review.places import is_known_place
from sanshen.review.references import SIGNATURE_FILE, STATEMENT_FILE, STATEMENT_REF, SUBMIT_REF

SIZE_LIMIT = 20 * 1024 * 1024
COMMIT_LIMIT = 200


@dataclass(frozen=True, slots=True)
class NewObject:
    """An object a push brings that the repository lacks; ``path`` is empty for commits."""

    id: str
    kind: str
    size: int
    path: str


def new_objects(repository: Repository, commit: str) -> Iterator[NewObject]:
    """Every object a push brings that no reference leads to."""
    # The second --not turns the first one round again: what commit has and no reference has.
    listing = repository.text("rev-list", "--objects", "--not", "--all", "--not", commit)
    named = [line.partition(" ") for line in listing.split("\n") if line]
    ids = "".join(f"{object_id}\n" for object_id, _, _ in named)
    answer = repository.text("cat-file", "--batch-check", stdin=ids.encode())
    for (object_id, _, path), line in zip(named, answer.split("\n") if named else (), strict=True):
        _, kind, size = line.split(" ")
        yield NewObject(object_id, kind, int(size), path)


def screen(repository: Repository, commit: str, reference: str) -> tuple[Finding, ...]:
    """Findings that turn a push away in ``pre-receive``, so that nothing of it stays.

    V111 another reference, V129 no commit, V130 too many commits, V118 an object too large;
    for a change V126 files where none may lie, A1xx forbidden types; for a statement V201
    anything but the statement and its signature.
    """
    if commit == ZERO_ID or reference not in (SUBMIT_REF, STATEMENT_REF):
        return (finding("V111", reference, ref=reference),)
    kind = repository.text("cat-file", "-t", commit)
    if kind != "commit":
        return (finding("V129", reference, kind=kind),)
    brought = list(new_objects(repository, commit))
    commits = sum(one.kind == "commit" for one in brought)
    if commits > COMMIT_LIMIT:
        return (finding("V130", reference, count=commits, limit=COMMIT_LIMIT),)
    found: list[Finding] = []
    for one in brought:
        if one.size > SIZE_LIMIT:
            place = shown_path(one.path) or one.id
            found.append(finding("V118", place, file=place, size=one.size, limit=SIZE_LIMIT))
        elif one.kind == "blob" and reference == SUBMIT_REF:
            found += _screen_file(repository, one)
        elif one.kind == "blob" and one.path not in (STATEMENT_FILE, SIGNATURE_FILE):
            found.append(finding("V201", reference, reason="files"))
    return tuple(found)


def _screen_file(repository: Repository, one: NewObject) -> tuple[Finding, ...]:
    shown = shown_path(one.path)
    if not is_known_place(one.path):
        return (finding("V126", shown, file=shown),)
    if class_of(one.path) is ChangeClass.CONTENT and not one.path.endswith(".md"):
        return check_attachment(one.path, repository.read_blob(one.id))
    return ()
