"""classic 方言, contents: anchors of headings, and the list that stands for ``[TOC]``."""

from __future__ import annotations

import html
import unicodedata
from collections.abc import Iterable
from xml.etree.ElementTree import Element

from sanshen.content.body import Heading

MARK = "[TOC]"


def is_mark(paragraph: Element) -> bool:
    """Whether a paragraph is the mark that the list of contents replaces."""
    return not len(paragraph) and (paragraph.text or "").strip() == MARK


def slug(text: str) -> str:
    """The anchor of a heading, by the same rule as the ``commonmark`` dialect's."""
    kept = (
        one
        for one in text.lower()
        if one in " -" or unicodedata.category(one)[0] in "LMN" or unicodedata.category(one) == "Pc"
    )
    return "".join(kept).replace(" ", "-")


def contents_list(headings: Iterable[Heading]) -> str:
    """A nested list of links to the headings; a level that is left out makes no empty list."""
    out: list[str] = []
    levels: list[int] = []
    for heading in headings:
        while levels and heading.level < levels[-1]:
            levels.pop()
            out.append("</li>\n</ul>\n" if levels else "</li>\n")
        if levels and heading.level == levels[-1]:
            out.append("</li>\n")
        elif not levels and out:
            levels.append(heading.level)
        else:
            levels.append(heading.level)
            out.append("<ul>\n")
        out.append(f'<li><a href="#{heading.id}">{html.escape(heading.text, quote=False)}</a>')
    out.append("</li>\n</ul>\n" * len(levels))
    return "".join(out)
