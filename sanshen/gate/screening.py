"""入库前筛查 (screening): what must not even stay in the repository, looked for in quarantine."""

from __future__ import annotations

from collections.abc import Iterator

from sanshen.content.attachments import check_attachment
from sanshen.gitio.repository import ZERO_ID, Repository
from sanshen.model.changes import ChangeClass, class_of
from sanshen.model.findings import Finding, finding

SIZE_LIMIT = 20 * 1024 * 1024


def new_files(repository: Repository, commit: str) -> Iterator[tuple[str, str, int]]:
    """(path, blob id, size in bytes) of every file a push brings that the repository lacks."""
    # The second --not turns the first one round again: what commit has and no reference has.
    listing = repository.text("rev-list", "--objects", "--not", "--all", "--not", commit)
    rows = [line.partition(" ") for line in listing.split("\n")]
    named = [(object_id, path) for object_id, _, path in rows if path]
    ids = "".join(f"{object_id}\n" for object_id, _ in named)
    sizes = repository.text("cat-file", "--batch-check", stdin=ids.encode())
    for (object_id, path), line in zip(named, sizes.splitlines(), strict=True):
        _, kind, size = line.split(" ")
        if kind == "blob":
            yield path, object_id, int(size)


def screen(repository: Repository, commit: str) -> tuple[Finding, ...]:
    """Findings that turn a push away in ``pre-receive``: size and forbidden types."""
    if commit == ZERO_ID:
        return ()
    found: list[Finding] = []
    for path, blob, size in new_files(repository, commit):
        if size > SIZE_LIMIT:
            found.append(finding("V118", path, file=path, size=size, limit=SIZE_LIMIT))
        elif class_of(path) is ChangeClass.CONTENT and not path.endswith(".md"):
            found.extend(check_attachment(path, repository.read_blob(blob)))
    return tuple(found)
