"""导入结果 (results): what one document becomes, or why it is refused."""

from __future__ import annotations

from dataclasses import dataclass

from sanshen.importer.edits import EditedBody
from sanshen.importer.headers import Note
from sanshen.model.findings import Finding


@dataclass(frozen=True, slots=True)
class PlannedItem:
    """一条待导入信息: where it is from, where it goes, its bytes, and everything changed.

    ``published`` is its old publication time as the register has it, or ``unknown``: then it
    waits for an editor, unpublished. ``new`` is False where the same bytes are there already.
    """

    source: str
    path: str
    data: bytes
    published: str
    body: EditedBody
    notes: tuple[Note, ...]
    new: bool

    @property
    def changed(self) -> bool:
        """Whether anything but the header's form differs from the source."""
        return bool(self.body.edits or self.notes)


@dataclass(frozen=True, slots=True)
class Refusal:
    """一条不予导入的稿件, with its reasons; nothing of it is written."""

    source: str
    findings: tuple[Finding, ...]


@dataclass(frozen=True, slots=True)
class ImportPlan:
    """导入方案: ``register`` is the new text of the site's 存量登记, None when it stays."""

    items: tuple[PlannedItem, ...]
    refused: tuple[Refusal, ...]
    register_path: str
    register: bytes | None
