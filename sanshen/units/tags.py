"""标签 (tags): where the pages of tags and topics are, and how others link to them."""

from __future__ import annotations

import hashlib

from sanshen.content.addresses import language_prefix
from sanshen.model.sites import Extra, Site
from sanshen.pages.views import TagView

HASH_LENGTH = 10


def has_tags(site: Site) -> bool:
    """Whether the site publishes tag pages."""
    return Extra.TAGS not in site.omit


def tag_folder(site: Site, tag: str, lang: str) -> str:
    """Where a tag's pages are, without leading slash: a topic by its name, others by a digest.

    Chinese words in an address would be percent-encoded in some places and not in others; a
    digest is the same everywhere, and a tag that deserves a name is made a topic (专题).
    """
    prefix = language_prefix(lang)[1:]
    named = next((name for name, own in sorted(site.topics.items()) if own == tag), "")
    digest = hashlib.sha256(tag.encode()).hexdigest()[:HASH_LENGTH]
    folder = f"topics/{named}" if named else f"tags/{digest}"
    return f"{prefix}/{folder}" if prefix else folder


def tag_index(lang: str) -> str:
    """The page that lists all tags of a language."""
    return f"{language_prefix(lang)}/tags/index.html"[1:]


def tag_view(site: Site, tag: str, lang: str, size: int = 0) -> TagView:
    """A link to a tag's newest page."""
    url = f"{tag_folder(site, tag, lang)}/index.html"
    return TagView(tag, url, size, topic=tag in site.topics.values())
