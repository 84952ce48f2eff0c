"""classic 方言, inline marks: links within reach, entities, and raw html found, not passed.

The stock processors look for the end of a link as far as the text goes, from every bracket anew;
a link text or address longer than ``REACH`` is no link here.
"""

from __future__ import annotations

import html
import re
from xml.etree.ElementTree import Element

from markdown import inlinepatterns as stock
from markdown.core import Markdown
from markdown.util import AtomicString

REACH = 2_000
NESTED = 10

_BRACKET = re.compile(r"[\[\]]")
_ENTITY = re.compile(stock.ENTITY_RE)


class Notes:
    """What the inline processors tell: raw html left out, and how each link was written."""

    def __init__(self) -> None:
        self.raw: list[str] = []
        self.labels: dict[Element, str] = {}


class _BoundedLinks(stock.LinkInlineProcessor):
    """Finds the brackets of a link within ``REACH`` characters and ``NESTED`` inner brackets."""

    notes: Notes

    def getText(self, data: str, index: int) -> tuple[str, int, bool]:  # noqa: N802
        """The text up to the bracket that closes; the third value says whether there is one."""
        depth = 1
        for found in _BRACKET.finditer(data, index, index + REACH):
            depth += 1 if found[0] == "[" else -1
            if depth == 0:
                return data[index : found.start()], found.end(), True
            if depth > NESTED:
                break
        return "", index, False

    def getLink(self, data: str, index: int) -> tuple[str, str | None, int, bool]:  # noqa: N802
        """The address and title in parentheses from ``index``."""
        if data[index : index + 1] != "(":
            return "", None, index, False
        return super().getLink(data[: index + REACH], index)


class _BoundedReferences(_BoundedLinks, stock.ReferenceInlineProcessor):
    label = ""

    def evalId(self, data: str, index: int, text: str) -> tuple[str | None, int, bool]:  # noqa: N802
        """The label of a reference, ``[text][label]``."""
        found = self.RE_LINK.match(data, index, index + REACH)
        if found is None:
            return None, index, False
        label = found[1] or text
        self.label = f"][{label}]"
        return label.lower(), found.end(), True

    def makeTag(self, href: str, title: str, text: str) -> Element:  # noqa: N802
        """The element; what label it had is noted, for its place in the source."""
        element = super().makeTag(href, title, text)
        self.notes.labels[element] = self.label
        return element


class _Short(_BoundedReferences):
    def evalId(  # noqa: N802
        self,
        data: str,  # noqa: ARG002
        index: int,
        text: str,
    ) -> tuple[str | None, int, bool]:
        """The label of a short reference is its text, ``[text]``."""
        self.label = f"[{text}]"
        return text.lower(), index, True


class _Link(_BoundedLinks, stock.LinkInlineProcessor):
    pass


class _Image(_BoundedLinks, stock.ImageInlineProcessor):
    pass


class _Reference(_BoundedReferences, stock.ReferenceInlineProcessor):
    pass


class _ImageReference(_BoundedReferences, stock.ImageReferenceInlineProcessor):
    pass


class _ShortImage(_Short, stock.ImageReferenceInlineProcessor):
    pass


class _Mail(stock.InlineProcessor):
    """``<name@host.example>``: a link, without the disguise that nothing reads rightly."""

    def handleMatch(  # type: ignore[override]  # noqa: N802
        self,
        m: re.Match[str],
        data: str,  # noqa: ARG002
    ) -> tuple[Element, int, int]:
        element = Element("a")
        address = self.unescape(m[1]).removeprefix("mailto:")
        element.set("href", f"mailto:{address}")
        element.text = AtomicString(address)
        return element, m.start(), m.end()


class _Entity(stock.InlineProcessor):
    """``&copy;``: the character itself."""

    def handleMatch(  # type: ignore[override]  # noqa: N802
        self,
        m: re.Match[str],
        data: str,  # noqa: ARG002
    ) -> tuple[str, int, int]:
        return html.unescape(m[1]), m.start(), m.end()


class _RawHtml(stock.HtmlInlineProcessor):
    """A tag or comment within a text: left out and noted."""

    notes: Notes

    def handleMatch(  # type: ignore[override]  # noqa: N802
        self,
        m: re.Match[str],
        data: str,  # noqa: ARG002
    ) -> tuple[str, int, int]:
        self.notes.raw.append(self.backslash_unescape(self.unescape(m[1])))
        return "", m.start(), m.end()


def replace_processors(md: Markdown) -> Notes:
    """Put our processors in the places of the stock ones; what they will tell is returned."""
    notes = Notes()
    linked: tuple[tuple[str, type[_BoundedLinks], str, int], ...] = (
        ("reference", _Reference, stock.REFERENCE_RE, 170),
        ("link", _Link, stock.LINK_RE, 160),
        ("image_link", _Image, stock.IMAGE_LINK_RE, 150),
        ("image_reference", _ImageReference, stock.IMAGE_REFERENCE_RE, 140),
        ("short_reference", _Short, stock.REFERENCE_RE, 130),
        ("short_image_ref", _ShortImage, stock.IMAGE_REFERENCE_RE, 125),
    )
    for name, kind, pattern, priority in linked:
        processor = kind(pattern, md)
        processor.notes = notes
        md.inlinePatterns.register(processor, name, priority)
    raw = _RawHtml(stock.HTML_RE, md)
    raw.notes = notes
    md.inlinePatterns.register(_Mail(stock.AUTOMAIL_RE, md), "automail", 110)
    md.inlinePatterns.register(raw, "html", 90)
    md.inlinePatterns.register(_Entity(stock.ENTITY_RE, md), "entity", 80)
    return notes


def unescape_entities(text: str) -> str:
    """Written entities as characters, those with a semicolon only (``&copy=1`` is an address)."""
    return _ENTITY.sub(lambda m: html.unescape(m[1]), text) if "&" in text else text
