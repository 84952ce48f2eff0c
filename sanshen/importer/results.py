"""导入结果 (results): what one document becomes, or why it is refused."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from sanshen.importer.edits import EditedBody
from sanshen.importer.headers import Note
from sanshen.model.findings import Finding


@dataclass(frozen=True, slots=True)
class PlannedItem:
    """一条待导入信息: where it is from, where it goes, its bytes, and everything changed.

    ``published`` is its old publication time as the register has it, or ``unknown``: then it
    waits for an editor, unpublished. ``new`` is False where the same bytes are there already.
    ``lang`` is the language of its text, whatever its path says.
    """

    source: str
    path: str
    data: bytes
    published: str
    body: EditedBody
    notes: tuple[Note, ...]
    new: bool
    lang: str = "zh-cn"

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
class OldAddress:
    """原网址: ``address`` now leads to ``target`` (a link to a source path, or an address).

    ``sure``: a page says so itself. Else it is a guess, which an editor has to confirm.
    """

    address: str
    target: str
    sure: bool


@dataclass(frozen=True, slots=True)
class ImportPlan:
    """导入方案: ``register`` is the new text of the site's 存量登记, None when it stays.

    ``settings`` and ``files`` are further files to write, by repository path. ``addresses``
    are the old addresses that lead on, ``lost`` those that can't with the reason, and
    ``redirecting`` the sources that are nothing but a redirect. ``refused_files``
    are files of the source folder that our rules refuse, with the code, ``taken`` those that
    some item took along.
    """

    items: tuple[PlannedItem, ...]
    refused: tuple[Refusal, ...]
    register_path: str
    register: bytes | None
    settings: Mapping[str, bytes] = field(default_factory=dict)
    files: Mapping[str, bytes] = field(default_factory=dict)
    redirects_path: str = ""
    redirects: bytes | None = None
    addresses: tuple[OldAddress, ...] = ()
    lost: tuple[tuple[str, str], ...] = ()
    redirecting: tuple[str, ...] = ()
    refused_files: tuple[tuple[str, str], ...] = ()
    taken: tuple[str, ...] = ()
