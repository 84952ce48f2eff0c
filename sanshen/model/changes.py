"""变更 (change): which files go from what to what, and the digest that approvals cover."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple

from sanshen.model.canonical import canonical_json, sha256_text

BASELINE_CHANGE = 0
POLICY_PATH = "review_policy.yml"


class ChangeClass(StrEnum):
    """变更类别 (design, law 4): content 内容, guard 制度与技术, baseline 存量."""

    CONTENT = "content"
    GUARD = "guard"
    BASELINE = "baseline"


@dataclass(frozen=True, slots=True, order=True)
class FileChange:
    """One path of a change: ``old`` and ``new`` are ``<mode>:<blob id>``, or None for absent.

    The old blob is part of what is approved: else a change laid over another's edit of the
    same file would keep its digest and silently undo that edit.
    """

    path: str
    old: str | None
    new: str | None

    def row(self) -> list[str | None]:
        """The change as a row of canonical JSON."""
        return [self.path, self.old, self.new]


class Move(NamedTuple):
    """移动: the item at ``old`` goes, and the item at ``new`` names its address as 原网址."""

    old: str
    new: str


def move_rows(rows: Iterable[Iterable[str]]) -> tuple[Move, ...]:
    """Moves from the rows of an entry; ValueError when a row is not a pair of paths."""
    moves = []
    for row in rows:
        old, new = row
        if not isinstance(old, str) or not isinstance(new, str):
            raise ValueError("a move needs two paths")
        moves.append(Move(old, new))
    return tuple(moves)


def file_changes(rows: Iterable[Iterable[str | None]]) -> tuple[FileChange, ...]:
    """File changes from the rows of an entry; ValueError when a row is not of that shape."""
    changes = []
    for row in rows:
        path, old, new = row
        if not isinstance(path, str):
            raise ValueError("a file change needs a path")
        changes.append(FileChange(path, old, new))
    return tuple(sorted(changes, key=lambda c: c.path))


def content_digest(
    files: Iterable[FileChange],
    legacy: Mapping[str, str | None] | None = None,
    moves: Iterable[Move] = (),
) -> str:
    """内容摘要: SHA-256 over the sorted file changes, for a baseline with its old times.

    Moves are part of it where there are any: they carry a time of publication over.
    """
    body: dict[str, object] = {"files": [c.row() for c in sorted(files, key=lambda c: c.path)]}
    if legacy is not None:
        body["legacy"] = dict(legacy)
    if rows := [list(move) for move in moves]:
        body["moves"] = rows
    return sha256_text(canonical_json(body))


def state_digest(files: Mapping[str, str]) -> str:
    """主干状态摘要: SHA-256 over path and ``<mode>:<blob id>`` of every file, sorted by path."""
    lines = (f"{files[path]}\t{path}\n" for path in sorted(files))
    return sha256_text("".join(lines))


def class_of(path: str) -> ChangeClass:
    """The class of one path: content is everything below ``content/`` except settings."""
    if path.startswith("content/") and not path.endswith((".yml", ".yaml")):
        return ChangeClass.CONTENT
    return ChangeClass.GUARD
