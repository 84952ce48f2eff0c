"""订阅 (feeds): Atom 1.0 (RFC 4287) and JSON Feed 1.1, by column and language.

A feed's time is that of its newest entry, so output never depends on the time of the build.
An entry's id is its address, which is fixed at the first release.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import datetime
from typing import Any

from sanshen.content.addresses import language_prefix
from sanshen.pages.machine_views import FeedView
from sanshen.pages.moments import EPOCH
from sanshen.pages.views import FeedEntry, FeedLink
from sanshen.pages.xml_text import DECLARATION, element

ATOM_TYPE = "application/atom+xml"
JSON_TYPE = "application/feed+json"
JSON_VERSION = "https://jsonfeed.org/version/1.1"


def feed_paths(lang: str, column: str = "") -> tuple[str, str]:
    """(Atom, JSON Feed) of a column, or of all of them together, in a language."""
    folder = f"{language_prefix(lang)}/feeds/{column}".rstrip("/")[1:]
    return f"{folder}/all.atom.xml", f"{folder}/all.json"


def feed_links(title: str, lang: str, column: str = "") -> tuple[FeedLink, ...]:
    """What pages announce: both formats of a feed called ``title``."""
    atom, json_feed = feed_paths(lang, column)
    return FeedLink(title, atom, ATOM_TYPE), FeedLink(title, json_feed, JSON_TYPE)


def render_atom(feed: FeedView) -> bytes:
    """The feed as Atom; ValueError for text that XML cannot hold."""
    here = f"{feed.origin}/{feed.atom}"
    head = (
        element("title", feed.title),
        element("subtitle", feed.subtitle) if feed.subtitle else "",
        element("id", here),
        element("updated", _time(feed_time(feed))),
        _author(feed.author),
        element("link", rel="self", type=ATOM_TYPE, href=here),
        element("link", rel="alternate", type="text/html", href=f"{feed.origin}/{feed.home}"),
    )
    opening = f'<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="{feed.lang}">'
    entries = "\n".join(_atom_entry(feed, entry) for entry in feed.entries)
    parts = (opening, *filter(None, head), entries, "</feed>\n")
    return (DECLARATION + "\n".join(filter(None, parts))).encode()


def feed_time(feed: FeedView) -> datetime:
    """The newest update among the entries; the epoch for an empty feed."""
    return max((entry.modified for entry in feed.entries), default=EPOCH)


def render_json_feed(feed: FeedView) -> bytes:
    """The feed as JSON Feed; entries carry their summary as text."""
    document = {
        "version": JSON_VERSION,
        "title": feed.title,
        "home_page_url": f"{feed.origin}/{feed.home}",
        "feed_url": f"{feed.origin}/{feed.json}",
        "description": feed.subtitle,
        "language": feed.lang,
        "authors": [{"name": feed.author}],
        "items": [dict(_json_item(feed, entry)) for entry in feed.entries],
    }
    return (json.dumps(document, ensure_ascii=False, indent=1) + "\n").encode()


def _atom_entry(feed: FeedView, entry: FeedEntry) -> str:
    address = f"{feed.origin}/{entry.url}"
    categories = dict.fromkeys((entry.category, *entry.tags))
    parts = (
        element("title", entry.title),
        element("link", rel="alternate", type="text/html", href=address),
        element("id", address),
        element("published", _time(entry.date)),
        element("updated", _time(entry.modified)),
        _author(entry.author or feed.author),
        *(element("category", term=term) for term in categories if term),
        element("summary", entry.summary),
    )
    language = f' xml:lang="{entry.lang}"' if entry.lang else ""
    return f"<entry{language}>{''.join(parts)}</entry>"


def _author(name: str) -> str:
    return f"<author>{element('name', name)}</author>"


def _json_item(feed: FeedView, entry: FeedEntry) -> Iterator[tuple[str, Any]]:
    address = f"{feed.origin}/{entry.url}"
    yield "id", address
    yield "url", address
    yield "title", entry.title
    yield "content_text", entry.summary
    if entry.lang:
        yield "language", entry.lang
    yield "date_published", _time(entry.date)
    yield "date_modified", _time(entry.modified)
    yield "authors", [{"name": entry.author or feed.author}]
    yield "tags", [tag for tag in dict.fromkeys((entry.category, *entry.tags)) if tag]


def _time(moment: datetime) -> str:
    return moment.isoformat(timespec="seconds")
