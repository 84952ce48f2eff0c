"""内容树 (content tree): everything read from ``content/``, with the relations between items."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from sanshen.content.body import Heading, ParsedBody
from sanshen.content.item import Attachment, Item
from sanshen.content.redirects import Redirect
from sanshen.content.source import Blob
from sanshen.model.findings import Finding
from sanshen.model.sites import Column, Site


@dataclass(frozen=True, slots=True)
class Reference:
    """稿头引用: a file or item named in a header (``interprets``, ``attachments``, ``picture``).

    ``target`` is written as a link of the body would be.
    """

    field: str
    target: str
    line: int
    column: int


@dataclass(frozen=True, slots=True)
class ContentTree:
    """All sites, columns, items and attachments of one state of the content, as read.

    ``sites`` by code, ``columns`` by (site, column path), ``items``, ``bodies``,
    ``references`` and ``attachments`` by repository path, ``addresses`` by (site, address)
    to the path of an item, ``column.yml``, ``site.yml`` or attachment. ``blobs`` are all
    files below ``content/``. ``translations`` and ``interpretations`` map the path of an
    original to paths. ``redirects`` are those that lead to a page, by (site, old address).
    ``findings`` are those of reading; ``examined`` counts the files read;
    ``notes`` say what a reader should know about the reading itself.
    """

    sites: Mapping[str, Site]
    columns: Mapping[tuple[str, str], Column]
    items: Mapping[str, Item]
    attachments: Mapping[str, Attachment]
    blobs: Mapping[str, Blob]
    bodies: Mapping[str, ParsedBody]
    references: Mapping[str, tuple[Reference, ...]]
    addresses: Mapping[tuple[str, str], str]
    translations: Mapping[str, tuple[str, ...]]
    interpretations: Mapping[str, tuple[str, ...]]
    findings: tuple[Finding, ...]
    examined: int
    notes: tuple[str, ...] = field(default=())
    redirects: Mapping[tuple[str, str], Redirect] = field(default_factory=dict)

    def place(self, path: str) -> tuple[str, str] | None:
        """(site, address) of an item, None where there is no readable item."""
        item = self.items.get(path)
        return None if item is None else (item.site, item.address)

    def headings(self, path: str) -> tuple[Heading, ...]:
        """The headings of an item's text; KeyError where there is no readable item."""
        return self.bodies[path].headings

    def known(self, path: str) -> bool:
        """Whether there is a file at ``path``, readable or not."""
        return path in self.blobs

    def file_address(self, path: str) -> str | None:
        """The address of an attachment, None where there is no such file."""
        file = self.attachments.get(path)
        return None if file is None else file.address

    def path_at(self, site: str, address: str) -> str | None:
        """What is at an address of a site."""
        return self.addresses.get((site, address))

    def redirected(self, site: str, address: str) -> str | None:
        """The path of what a former address of a site leads to."""
        redirect = self.redirects.get((site, address))
        return None if redirect is None else redirect.target_path

    def translations_of(self, path: str) -> tuple[Item, ...]:
        """译文: the translations of an item; given a translation, those of its original."""
        item = self.items.get(path)
        original = item.original if item is not None and item.original else path
        return tuple(self.items[other] for other in self.translations.get(original, ()))

    def versions_of(self, path: str) -> tuple[Item, ...]:
        """各语种版本: the original first, then its translations."""
        item = self.items.get(path)
        original = item.original if item is not None and item.original else path
        first = (self.items[original],) if original in self.items else ()
        return first + self.translations_of(path)

    def interpretations_of(self, path: str) -> tuple[Item, ...]:
        """解读: the interpretations of a policy document (originals, not their translations)."""
        return tuple(self.items[other] for other in self.interpretations.get(path, ()))

    def items_in(self, site: str, column: str, lang: str) -> Iterator[Item]:
        """The items of one column in one language, in the order of their paths."""
        for path in sorted(self.items):
            item = self.items[path]
            if (item.site, item.column, item.lang) == (site, column, lang):
                yield item

    def column_of(self, item: Item) -> Column:
        """The column an item is in."""
        return self.columns[item.site, item.column]
