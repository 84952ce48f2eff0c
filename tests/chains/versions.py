"""Other versions of our code and of a library, as far as builds in this process can tell.

``other_code`` renders pages otherwise and has another digest; ``other_library`` reads texts
otherwise under another version of the Markdown parser. Both must be noticed by their version.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest

from sanshen.content import item_record, reading
from sanshen.index import schema
from sanshen.theming.templating import PageRenderer
from sanshen.units import book, inputs

SMALL = {
    "sanshen.units.pagers.PAGE_SIZE": 3, "sanshen.units.column_pages.PAGE_SIZE": 3,
    "sanshen.units.tag_pages.PAGE_SIZE": 3, "sanshen.units.year_pages.PAGE_SIZE": 3,
    "sanshen.units.column_pages.SECTION_SIZE": 2, "sanshen.units.feed_files.FEED_SIZE": 4,
    "sanshen.units.sitemap_files.PART_SIZE": 4, "sanshen.units.catalogue_files.PART_SIZE": 4,
    "sanshen.units.home_pages.LEAD_SIZE": 3, "sanshen.publish.site_build.BATCH": 5,
}  # fmt: skip
"""Sizes at which a town of twenty items has archive pages and parts of lists."""


@contextmanager
def small_sizes() -> Iterator[None]:
    """Lists are cut into pages of three, in this process and those forked from it."""
    with pytest.MonkeyPatch.context() as patch:
        for name, size in SMALL.items():
            patch.setattr(name, size)
        yield


@contextmanager
def versions(code: int, library: int) -> Iterator[None]:
    """Our code in its version ``code``, the Markdown parser in its version ``library``."""
    with pytest.MonkeyPatch.context() as patch:
        if code:
            _other_code(patch, code)
        if library:
            _other_library(patch, library)
        _forget()
        try:
            yield
        finally:
            patch.undo()
            _forget()


def _other_code(patch: pytest.MonkeyPatch, number: int) -> None:
    right, render = book.code_digest, PageRenderer.render

    def other_render(self: PageRenderer, *given: Any) -> bytes:
        return render(self, *given) + f"<!-- {number} -->\n".encode()

    patch.setattr(book, "code_digest", lambda: f"{right()}+{number}")
    patch.setattr(PageRenderer, "render", other_render)


def _other_library(patch: pytest.MonkeyPatch, number: int) -> None:
    version = reading.version

    def other_version(name: str) -> str:
        return f"{version(name)}+{number}" if name == "comrak" else version(name)

    patch.setattr(reading, "version", other_version)
    for name in ("parse_unplaced", "parse_dialect"):
        patch.setattr(item_record, name, _with_words(getattr(item_record, name), number))


def _with_words(parse: Callable[..., Any], number: int) -> Callable[..., Any]:
    def other(*given: Any) -> Any:
        body = parse(*given)
        return body._replace(parts=(*body.parts[:-1], f"{body.parts[-1]}<p>读法{number}</p>"))

    return other


def _forget() -> None:
    """Versions are computed once a process."""
    for known in (
        inputs.code_digest, reading.code_version, schema.content_version, schema.index_version
    ):  # fmt: skip
        clear = getattr(known, "cache_clear", None)
        if clear is not None:
            clear()
