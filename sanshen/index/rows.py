"""索引行 (rows): what the index tells of items, attachments, changes; plain and picklable."""

from __future__ import annotations

from typing import NamedTuple


class ItemRow(NamedTuple):
    """稿件行: one item of any site, shown or not.

    ``text_lang`` is the language of title and text (正文语种) where that is not ``lang``, else
    empty; ``original`` the path of the original this translates, empty for an original; ``year``
    the year of its path, empty where it has none; ``former`` the addresses that redirect here
    (原网址). ``order`` sorts lists, oldest first, by plain comparison of text: the instant of
    publication in UTC (nothing in a preview), then the year and name of the address, then the
    column: no two items of one site and language share it. ``shown``: released, or in a preview
    always. ``published`` and ``updated`` are those of ``ReleasedFile``, empty in a preview and
    for what waits.
    """

    path: str
    blob: str
    site: str
    column: str
    kind: str
    lang: str
    text_lang: str
    original: str
    address: str
    title: str
    year: str
    tags: tuple[str, ...]
    former: tuple[str, ...]
    order: str
    shown: bool
    published: str
    updated: str
    change: int
    baseline: bool


class ListingRow(NamedTuple):
    """列表行: what one line of a list needs."""

    path: str
    title: str
    address: str
    lang: str
    text_lang: str
    kind: str
    published: str
    updated: str
    column: str


class AttachmentRow(NamedTuple):
    """附件行: a file in an item's folder; ``owner`` is the path of the original item."""

    path: str
    blob: str
    owner: str
    size: int
    media_type: str
    sha256: str
    address: str
    shown: bool


class ItemChange(NamedTuple):
    """One item before and after; ``body``: its blob changed, ``headings``: its anchors did.

    ``related`` are the paths its header named, before or after (``interprets``): their pages
    list it, or listed it until now.
    """

    old: ItemRow | None
    new: ItemRow | None
    body: bool
    headings: bool
    related: tuple[str, ...] = ()


class AttachmentChange(NamedTuple):
    """One attachment before and after."""

    old: AttachmentRow | None
    new: AttachmentRow | None


class Changes(NamedTuple):
    """What differs between two states of the index.

    ``full``: nothing is known about the state before, so everything is a candidate and the
    other fields say nothing, but ``settings`` why that is so. They are the paths of changed
    ``site.yml``, ``column.yml``, ``redirects.yml``; ``theme``: a file below ``theme/`` changed.
    """

    full: bool
    items: tuple[ItemChange, ...] = ()
    attachments: tuple[AttachmentChange, ...] = ()
    settings: frozenset[str] = frozenset()
    theme: bool = False

    @property
    def empty(self) -> bool:
        """Whether nothing changed at all."""
        return not (self.full or self.items or self.attachments or self.settings or self.theme)


class ListScope(NamedTuple):
    """列表范围: which shown items a list holds.

    ``column`` is exactly this column, ``under`` this column or any below it; empty fields
    choose nothing. ``dated`` leaves out what has no year.
    """

    site: str
    lang: str
    column: str = ""
    under: str = ""
    kinds: tuple[str, ...] = ()
    tag: str = ""
    year: str = ""
    dated: bool = False


class UnitRow(NamedTuple):
    """单元行: a file of one site's output: what it is, its key, what was written for it."""

    path: str
    type: str
    args: tuple[str, ...]
    key: str
    sha256: str
    size: int
