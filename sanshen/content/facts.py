"""稿件要点 (facts): what an index keeps of an item, so that nothing asks for its text again.

Links are taken apart as far as one file alone allows; whether there is something at their
other end, only the whole content knows.
"""

from __future__ import annotations

from typing import NamedTuple


class SourceLink(NamedTuple):
    """A link of text or header to a file of the content: its path and the anchor behind ``#``."""

    path: str
    fragment: str


class OutsideLink(NamedTuple):
    """A link to ``http(s)://host``; where the host is one of our sites, it must lead to a page.

    ``address`` as pages have it: a closing ``/`` has become ``/index.html``.
    """

    host: str
    address: str
    fragment: str


class ItemFacts(NamedTuple):
    """What an index keeps of one item file, readable or not.

    ``text_lang`` is the header's ``text_language``: the language of title and text where that
    is not ``lang``, else empty;
    ``original`` the path of the original this translates, empty for an original; ``year``
    that of the path, empty outside a year folder; ``former`` the header's
    ``former_addresses``. ``links`` and ``outside`` are those of the text and of the header,
    each once, in order; ``interprets`` the paths of interpreted documents; ``files`` the
    files of its own folder that header or text name; ``headings`` the ids of its headings.

    ``readable`` tells whether there is an item at all: otherwise only the fields up to
    ``column`` and ``lang``, ``original``, ``address``, ``year`` (from the path) are filled.
    ``blocking``: the file has a blocking finding; ``findings``: it has any; ``dead``: one of
    its links is wrong whatever else the content holds.
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
    year: str
    title: str
    tags: tuple[str, ...]
    former: tuple[str, ...]
    links: tuple[SourceLink, ...]
    outside: tuple[OutsideLink, ...]
    interprets: tuple[str, ...]
    files: tuple[str, ...]
    headings: tuple[str, ...]
    readable: bool
    blocking: bool
    findings: bool
    dead: bool
