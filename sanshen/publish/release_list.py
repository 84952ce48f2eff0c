"""放行清单 (release list): which files may be on the public site, derived from the ledger."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path

from sanshen.content.source import Source
from sanshen.gitio.repository import GitError, Repository
from sanshen.ledger.book import LedgerError
from sanshen.ledger.reading import read_state
from sanshen.model.releases import ReleasedFile
from sanshen.model.stops import Stop
from sanshen.policy.load import PolicyError
from sanshen.review.places import is_known_place
from sanshen.review.state import ReviewState

FORMAT = "sanshen/release-list/1"


class ReleaseListError(Stop):
    """The release list is missing, unreadable, or not what the ledger says."""


@dataclass(frozen=True, slots=True)
class ReleaseList:
    """What the ledger up to ``ledger_seq`` releases; ``state`` digests the whole of main."""

    repository: str
    ledger_seq: int
    ledger_hash: str
    state: str
    files: Mapping[str, ReleasedFile]


def render_release_list(release_list: ReleaseList) -> str:
    """The release list as JSON text."""
    body = {
        "format": FORMAT,
        "repository": release_list.repository,
        "ledger": {"seq": release_list.ledger_seq, "hash": release_list.ledger_hash},
        "state": release_list.state,
        "files": [asdict(release_list.files[path]) for path in sorted(release_list.files)],
    }
    return json.dumps(body, ensure_ascii=False, indent=1, sort_keys=True) + "\n"


def load_release_list(file: Path) -> ReleaseList:
    """Read a release list; ReleaseListError when it is missing or not in the format."""
    try:
        body = json.loads(file.read_text(encoding="utf-8"))
        if body["format"] != FORMAT:
            raise ReleaseListError(f"{file}: not a {FORMAT}")
        files = {row["path"]: ReleasedFile(**row) for row in body["files"]}
        ledger = body["ledger"]
        return ReleaseList(body["repository"], ledger["seq"], ledger["hash"], body["state"], files)
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise ReleaseListError(f"{file}: {error}") from error


def release_list_of(state: ReviewState) -> ReleaseList:
    """The release list of a ledger folded to its head."""
    return ReleaseList(
        state.repository, state.seq, state.head, state.states[-1], dict(state.released)
    )


def check_release_list(root: Path, release_list: ReleaseList) -> None:
    """ReleaseListError unless the list is exactly what the ledger of ``root`` says now."""
    expected = release_list_of(_state_of(root))
    if release_list != expected:
        place = f"{release_list.ledger_seq}/{expected.ledger_seq}"
        raise ReleaseListError(f"{root}: not the list of this ledger (entry {place})")


def check_source(root: Path, source: Source) -> None:
    """ReleaseListError when ``source``, which the site is built from, is not main as released.

    Settings and theme are no released items, yet every page is made with them.
    """
    files = _state_of(root).files
    held = {path: f"{blob.mode}:{blob.id}" for path, blob in source.blobs().items()}
    for path in sorted(held.keys() | files.keys()):
        if held.get(path) != files.get(path) and is_known_place(path):
            raise ReleaseListError(f"{path}: not as main has it")


def _state_of(root: Path) -> ReviewState:
    try:
        return read_state(Repository(root))
    except (GitError, LedgerError, PolicyError, OSError) as error:
        raise ReleaseListError(f"{root}: {error}") from error


__all__ = [
    "FORMAT",
    "ReleaseList",
    "ReleaseListError",
    "ReleasedFile",
    "check_release_list",
    "check_source",
    "load_release_list",
    "release_list_of",
    "render_release_list",
]
