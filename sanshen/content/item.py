"""信息 (item): one Markdown file with its header, as every other room sees it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from sanshen.model.sites import ItemKind

if TYPE_CHECKING:
    from sanshen.content.schemas import Header


class Item(NamedTuple):
    """稿件: ``content/<site>/<column…>/[<yyyy>/<mmdd>-]<slug>[.<lang>].md``.

    ``address`` is the path of its page on its site (``/zwgk/gfxwj/2026/0227-x.html``,
    ``/en/…`` for a translation) and is its identity; ``folder`` is where its attachments
    live. ``original`` is the path of the item this one translates, None for an original.
    ``body_line`` is the line of the file on which the body begins, from 1. ``body`` is empty
    where the item was loaded from the record store without its source.
    """

    path: str
    blob: str
    site: str
    column: str
    kind: ItemKind
    lang: str
    slug: str
    address: str
    folder: str
    original: str | None
    header: Header
    body: str
    body_line: int


@dataclass(frozen=True, slots=True)
class Attachment:
    """附件: a file in an item's folder; ``address`` carries a hash of its content."""

    path: str
    blob: str
    size: int
    media_type: str
    address: str
