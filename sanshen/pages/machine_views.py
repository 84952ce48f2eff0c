"""机读数据 (machine views): what lists for programs are made of: feeds, sitemaps, redirects,
the public catalogue. Plain values; ``url`` has no leading slash, as in ``views``."""

from __future__ import annotations

from typing import NamedTuple

from sanshen.pages.views import FeedEntry, Translation


class FeedView(NamedTuple):
    """订阅源: one feed; ``origin`` is ``https://<domain>``, ``home`` the page it belongs to,
    ``atom`` and ``json`` are its own places in both formats. Entries come newest first."""

    title: str
    subtitle: str
    lang: str
    origin: str
    home: str
    atom: str
    json: str
    author: str
    entries: tuple[FeedEntry, ...]


class SitemapEntry(NamedTuple):
    """网址: a page for search engines; ``changed`` is a W3C date or time, empty for none.

    ``alternates`` are all languages of the page, itself included; empty for a single one.
    """

    url: str
    changed: str
    alternates: tuple[Translation, ...] = ()


class RedirectView(NamedTuple):
    """转向页: the page ``url`` leads to ``target``, inside the site without leading slash, or
    absolute; ``title`` names what is there, ``lang`` is the inner code of the page's words."""

    url: str
    target: str
    title: str
    lang: str


class CatalogueEntry(NamedTuple):
    """公开目录条目: one released item; what its kind does not have is empty.

    ``language`` is BCP 47, ``blob`` the id git and the ledger have for the file released.
    """

    index_number: str
    title: str
    doc_number: str
    issuers: tuple[str, ...]
    written_on: str
    released_on: str
    validity: str
    subject: str
    open_categories: tuple[str, ...]
    column: str
    url: str
    language: str
    blob: str
