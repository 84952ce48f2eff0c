"""Other versions of our code and of a library, as far as builds in this process can tell.

``other_code`` renders pages otherwise and has another digest; ``other_library`` reads texts
otherwise under another version of the Markdown parser. That the versions follow code and
libraries themselves is shown in ``test_versions``.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest

from sanshen.content import item_record, reading
from sanshen.index import item_reading, record_reading, schema
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

READING = (
    (reading, "code_version"), (schema, "content_version"), (schema, "index_version"),
    (item_reading, "content_version"), (record_reading, "content_version"),
)  # fmt: skip
"""Where the version of what reads texts is asked for."""


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
            render = PageRenderer.render
            patch.setattr(PageRenderer, "render", _with_bytes(render, code))
        if library:
            for name in ("parse_unplaced", "parse_dialect"):
                patch.setattr(item_record, name, _with_words(getattr(item_record, name), library))
            for module, name in READING:
                patch.setattr(module, name, _other(getattr(module, name)(), library))
        if code or library:
            patch.setattr(book, "code_digest", _other(inputs.code_digest(), 10 * code + library))
        yield


def _other(right: str, number: int) -> Callable[[], str]:
    return lambda: f"{right}+{number}"


def _with_bytes(render: Callable[..., bytes], number: int) -> Callable[..., bytes]:
    return lambda *given: render(*given) + f"<!-- {number} -->\n".encode()


def _with_words(parse: Callable[..., Any], number: int) -> Callable[..., Any]:
    def other(*given: Any) -> Any:
        body = parse(*given)
        return body._replace(parts=(*body.parts[:-1], f"{body.parts[-1]}<p>读法{number}</p>"))

    return other
