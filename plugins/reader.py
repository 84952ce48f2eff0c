# SPDX-License-Identifier: AGPL-3.0-or-later
"""The strict reader: whoever reads Markdown through Pelican reads it through the one parser."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from pelican.readers import BaseReader, Readers
from sanshen_pelican.run import RefusedError, current_run

from sanshen.catalogue import chosen_language, message
from sanshen.publish.pages import Pages


class StrictReader(BaseReader):  # type: ignore[misc]
    """Pelican's reader for ``.md``; a file that cannot be read, or is not shown, raises."""

    file_extensions = ("md",)

    def read(self, source_path: str) -> tuple[str, dict[str, Any]]:
        """The html and metadata of an item of this run, under Pelican's names."""
        run = current_run(self.settings)
        path = Path(source_path).resolve().relative_to(run.root.resolve()).as_posix()
        plan = run.plan
        if path not in plan.selection.items:
            raise RefusedError(message("build.not_shown", chosen_language(), path=path))
        item = plan.selection.items[path]
        listing = Pages(plan.tree, plan.selection, plan.bodies).listing(item)
        column = plan.tree.column_of(item)
        metadata = {
            "title": listing.title,
            "slug": item.slug,
            "lang": item.lang,
            "url": listing.url,
            "save_as": listing.url,
            "summary": item.header.summary or "",
            "category": column.name,
            **({"date": listing.date} if listing.date else {}),
        }
        return plan.bodies(item).html, metadata


def use_strict_reader(readers: Readers) -> None:
    """Receiver of ``readers_init``: ``.md`` is ours, every other format of text is off."""
    for extension in list(readers.reader_classes):
        if extension != "static":
            readers.reader_classes[extension] = None
    readers.reader_classes["md"] = StrictReader
