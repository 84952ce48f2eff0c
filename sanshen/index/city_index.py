"""城市索引 (city index): the only way a build reads the content, one small query at a time."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from types import TracebackType
from typing import Self

from sanshen.content.body import Heading
from sanshen.content.item_record import ItemRecord
from sanshen.index.rows import (
    AttachmentRow,
    Changes,
    ItemRow,
    ListingRow,
    ListScope,
    UnitRow,
)
from sanshen.model.sites import Column, Site


class CityIndex:
    """The index in one file: every item of all sites as rows, links, releases, units.

    ``sites`` by code, ``columns`` by (site, column path), ``redirects`` by site:
    (former address, target address). ``publishing``: only released items are shown. Open it
    with ``open``; every method asks one small query. Not to be shared between processes: a
    worker opens the file anew, read only.
    """

    sites: Mapping[str, Site]
    columns: Mapping[tuple[str, str], Column]
    redirects: Mapping[str, tuple[tuple[str, str], ...]]
    publishing: bool

    @classmethod
    def open(cls, file: Path, records: Path | None = None, readonly: bool = True) -> Self:
        """Open the index in ``file``; ``records`` is the record store's file, for bodies.

        IndexError_ when the file is missing, damaged, or of another format or code version.
        """
        raise NotImplementedError

    def close(self) -> None:
        """Close the file."""
        raise NotImplementedError

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def meta(self, key: str) -> str:
        """A named value of the index (``commit``, ``tree``, ``ledger_seq``, …); "" for none."""
        raise NotImplementedError

    def item(self, path: str) -> ItemRow | None:
        """The row of an item, shown or not; None where there is no (readable) item."""
        raise NotImplementedError

    def record(self, path: str) -> ItemRecord:
        """The header and parsed body of an item; KeyError where there is none."""
        raise NotImplementedError

    def header(self, path: str) -> ItemRecord:
        """As ``record``, without the cost of the body where that can be spared."""
        raise NotImplementedError

    def count(self, scope: ListScope) -> int:
        """How many items a list holds."""
        raise NotImplementedError

    def slice(self, scope: ListScope, start: int, stop: int) -> tuple[ListingRow, ...]:
        """Rows ``start`` to ``stop`` of a list, oldest first."""
        raise NotImplementedError

    def newest(self, scope: ListScope, number: int) -> tuple[ListingRow, ...]:
        """The ``number`` newest rows of a list, newest first."""
        raise NotImplementedError

    def rank(self, scope: ListScope, order: str) -> int:
        """How many rows of a list come before ``order``."""
        raise NotImplementedError

    def versions(self, path: str) -> tuple[ItemRow, ...]:
        """各语种版本: the original first, then its translations by path, shown or not."""
        raise NotImplementedError

    def interpretations(self, path: str) -> tuple[ItemRow, ...]:
        """解读: the interpretations (originals) of a document, by path, shown or not."""
        raise NotImplementedError

    def documents(self, path: str) -> tuple[ItemRow, ...]:
        """解读对象: the documents an interpretation interprets, by path, shown or not."""
        raise NotImplementedError

    def referrers(self, path: str) -> tuple[str, ...]:
        """The items whose text or header links to a path of the content, settings included."""
        raise NotImplementedError

    def attachment(self, path: str) -> AttachmentRow | None:
        """The row of an attachment."""
        raise NotImplementedError

    def attachments(self, site: str) -> Iterator[AttachmentRow]:
        """The shown attachments of a site, in path order."""
        raise NotImplementedError

    def languages(self, site: str) -> tuple[str, ...]:
        """The site's languages that show an item, in its order; the original one always."""
        raise NotImplementedError

    def filled(self, site: str, lang: str) -> frozenset[str]:
        """The paths of columns that themselves show an item of that language."""
        raise NotImplementedError

    def tags(self, site: str, lang: str) -> tuple[tuple[str, int], ...]:
        """(tag, number of shown items), by tag."""
        raise NotImplementedError

    def years(self, site: str, column: str, lang: str) -> tuple[str, ...]:
        """The years of the shown items of exactly this column, ascending."""
        raise NotImplementedError

    def items(self, site: str, lang: str | None = None) -> Iterator[ItemRow]:
        """The shown items of a site, in path order."""
        raise NotImplementedError

    def site_code(self, domain: str) -> str | None:
        """The site at a domain."""
        raise NotImplementedError

    def place(self, path: str) -> tuple[str, str] | None:
        """(site, address) of an item, shown or not."""
        raise NotImplementedError

    def headings(self, path: str) -> tuple[Heading, ...]:
        """The headings of an item's text."""
        raise NotImplementedError

    def known(self, path: str) -> bool:
        """Whether a file is at that path of the content."""
        raise NotImplementedError

    def file_address(self, path: str) -> str | None:
        """The address of an attachment, shown or not; None where there is no such file."""
        raise NotImplementedError

    def path_at(self, site: str, address: str) -> str | None:
        """What is at an address: the path of an item, column.yml, site.yml or attachment."""
        raise NotImplementedError

    def files(self, folder: str) -> tuple[AttachmentRow, ...]:
        """The shown attachments in an item's folder, by path."""
        raise NotImplementedError

    def unit_of(self, site: str, type: str, args: tuple[str, ...]) -> UnitRow | None:
        """The file that was written for a unit's reference; None when there is none."""
        raise NotImplementedError

    def remember(self, key: str, value: str) -> None:
        """Set a named value of the index (``meta`` reads it)."""
        raise NotImplementedError

    def changes(self, site: str) -> Changes:
        """What changed since ``site`` was last marked built; everything where it never was."""
        raise NotImplementedError

    def mark_built(self, site: str) -> None:
        """What the index holds now is what ``site`` shows: later changes count from here."""
        raise NotImplementedError

    def units(self, site: str) -> Iterator[UnitRow]:
        """The files of a site's output, in path order."""
        raise NotImplementedError

    def unit(self, site: str, path: str) -> UnitRow | None:
        """One file of a site's output."""
        raise NotImplementedError

    def save_units(self, site: str, rows: Iterable[UnitRow]) -> None:
        """Keep ``rows``, in place of rows of the same path."""
        raise NotImplementedError

    def remove_units(self, site: str, paths: Iterable[str]) -> None:
        """Forget the files at ``paths``."""
        raise NotImplementedError
