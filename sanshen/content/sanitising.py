"""净化 (sanitising): the second lock on html, after a parser that already drops raw html.

An own allow-list: nh3's defaults drop the ids of headings and footnotes and the boxes of
task lists, and allow more elements than Markdown can make.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

import nh3

_HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")
_BLOCKS = ("p", "br", "hr", "pre", "blockquote", "ul", "ol", "li", "section", "input")
_INLINES = ("strong", "em", "del", "code", "sup", "a", "img")
_TABLE = ("table", "thead", "tbody", "tr", "th", "td")
TAGS = frozenset((*_HEADINGS, *_BLOCKS, *_INLINES, *_TABLE))

_ACTIVE = ("script", "style", "iframe", "object", "embed", "noscript", "template")
_FOREIGN = ("svg", "math", "textarea", "select", "title")
DROPPED_WITH_CONTENT = frozenset((*_ACTIVE, *_FOREIGN))
SCHEMES = frozenset({"http", "https", "mailto", "tel"})
OWN_ID = re.compile(r"h-\S*|fn-\d+|fnref-\d+(?:-\d+)?")
ALIGNED = frozenset({"align-left", "align-center", "align-right"})


def _attributes() -> dict[str, set[str]]:
    allowed: dict[str, set[str]] = {tag: {"id"} for tag in (*_HEADINGS, "li")}
    allowed["a"] = {"href", "title", "id", "aria-label"}
    allowed["img"] = {"src", "alt", "title"}
    allowed["ol"] = {"start"}
    allowed["section"] = {"aria-label"}
    allowed["input"] = {"checked", "aria-label"}
    return allowed


def _only_own_ids(_tag: str, attribute: str, value: str) -> str | None:
    if attribute == "id" and not OWN_ID.fullmatch(value):
        return None
    return value


def cleaner(
    more_tags: Iterable[str] = (), more_attributes: Mapping[str, set[str]] | None = None
) -> nh3.Cleaner:
    """A sanitiser for what our Markdown can make, and the few ``more`` a dialect can."""
    return nh3.Cleaner(
        tags={*TAGS, *more_tags},
        clean_content_tags=set(DROPPED_WITH_CONTENT),
        attributes=_attributes() | dict(more_attributes or {}),
        attribute_filter=_only_own_ids,
        tag_attribute_values={"th": {"scope": {"col"}}, "section": {"role": {"doc-endnotes"}}},
        set_tag_attribute_values={"input": {"type": "checkbox", "disabled": ""}},
        allowed_classes={
            "td": set(ALIGNED),
            "th": set(ALIGNED),
            "sup": {"footnote-ref"},
            "section": {"footnotes"},
            "a": {"footnote-backref"},
        },
        url_schemes=set(SCHEMES),
        link_rel=None,
    )


_CLEANER = cleaner()


def sanitise(html: str) -> str:
    """``html`` with nothing left but what our Markdown can make.

    Scripts, handlers, styles, frames, foreign ids and addresses of other schemes than
    http, https, mailto and tel are dropped; never raises.
    """
    return _CLEANER.clean(html)
