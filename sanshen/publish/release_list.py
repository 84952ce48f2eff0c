"""放行清单 (release list): exactly which files may be on the public site, derived from the ledger."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path

FORMAT = "sanshen/release-list/1"


class ReleaseListError(Exception):
    """The release list is missing, unreadable, or not what the ledger says."""


@dataclass(frozen=True, slots=True)
class ReleasedFile:
    """One released file: its blob, the change that released it last, and its times.

    ``published`` is the first RELEASED time (or the old time of 存量), ``updated`` the last
    one: ISO 8601 instants with offset, or a bare date where a baseline has only that.
    """

    path: str
    blob: str
    change: int
    published: str
    updated: str
    baseline: bool


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
