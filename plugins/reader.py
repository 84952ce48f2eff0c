# SPDX-License-Identifier: AGPL-3.0-or-later
"""The strict reader: whoever reads Markdown through Pelican reads it through the one parser."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from pelican.readers import BaseReader, Readers
from sanshen_pelican.run import RefusedError, current_run

from sanshen.catalogue import chosen_language, message
from sanshen.content.records import RecordStore
from sanshen.index.city_index import CityIndex
from sanshen.units.book import UnitBook


class StrictReader(BaseReader):  # type: ignore[misc]
    """Pelican's reader for ``.md``; a file that cannot be read, or is not shown, raises."""

    file_extensions = ("md",)

    def read(self, source_path: str) -> tuple[str, dict[str, Any]]:
        """The html and metadata of an item of this run, under Pelican's names."""
        run = current_run(self.settings)
        path = Path(source_path).resolve().relative_to(run.root.resolve()).as_posix()
        plan = run.plan
        with (
            RecordStore(plan.records) as records,
            CityIndex.open(plan.index, records, run.root) as index,
        ):
            row = index.item(path)
            if row is None or not row.shown or row.site != plan.site:
                raise RefusedError(message("build.not_shown", chosen_language(), path=path))
            book = UnitBook(index, plan.site, run.theme)
            view = book.articles.view(book.articles.article(row), book.columns[row.lang])
        metadata = {
            "title": view.title,
            "slug": view.slug,
            "lang": row.lang,
            "url": view.url,
            "save_as": view.url,
            "summary": view.summary,
            "category": view.category.name,
            **({"date": view.date} if view.date else {}),
        }
        return view.content, metadata


def use_strict_reader(readers: Readers) -> None:
    """Receiver of ``readers_init``: ``.md`` is ours, every other format of text is off."""
    for extension in list(readers.reader_classes):
        if extension != "static":
            readers.reader_classes[extension] = None
    readers.reader_classes["md"] = StrictReader
