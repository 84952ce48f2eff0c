"""classic 方言, footnotes: Python-Markdown's way of writing them, a section of our own form.

The stock extension changes the notes while it goes through them and fails where a note holds
another; here notes are read until no new one appears.
"""

from __future__ import annotations

import re
from xml.etree.ElementTree import Element, SubElement

from markdown.core import Markdown
from markdown.extensions.footnotes import (
    FootnoteBlockProcessor,
    FootnoteExtension,
    FootnoteInlineProcessor,
    FootnoteTreeprocessor,
)

SECTION = "section"
REFERENCE = "footnote"
BACK = "footnote-back"


class Footnotes(FootnoteExtension):
    """``[^name]`` and ``[^name]: text``; makes ``<section>`` with one ``li`` for each note.

    References are elements ``footnote``, places to go back to ``footnote-back``, both with the
    note's number; the walk over the tree gives them their form.
    """

    def extendMarkdown(self, md: Markdown) -> None:  # noqa: N802
        """Register the three processors needed."""
        md.registerExtension(self)
        self.parser = md.parser
        self.md = md
        md.parser.blockprocessors.register(FootnoteBlockProcessor(self), "footnote", 17)
        md.inlinePatterns.register(_Reference(r"\[\^([^\]]*)\]", self), "footnote", 175)
        md.treeprocessors.register(FootnoteTreeprocessor(self), "footnote", 50)

    def reset(self) -> None:
        """Forget all notes."""
        super().reset()
        self.numbers: dict[str, int] = {}

    def setFootnote(self, id: str, text: str) -> None:  # noqa: N802
        """Keep a note; notes are numbered as they are defined."""
        self.numbers.setdefault(id, len(self.numbers) + 1)
        super().setFootnote(id, text)

    def makeFootnotesDiv(  # noqa: N802
        self,
        root: Element,  # noqa: ARG002
    ) -> Element | None:
        """The section of all notes, None where there is none."""
        if not self.footnotes:
            return None
        section = Element(SECTION)
        listed = SubElement(section, "ol")
        done = 0
        while new := list(self.numbers)[done:]:
            done += len(new)
            for name in new:
                self._add_note(listed, self.footnotes[name], self.numbers[name])
        return section

    def _add_note(self, listed: Element, text: str, number: int) -> None:
        # parsed below a div: an ``li`` means something else to the parser
        note, item = Element("div"), SubElement(listed, "li")
        item.set("note", str(number))
        self.parser.parseChunk(note, text)
        item.extend(list(note))
        last = item[-1] if len(item) and item[-1].tag == "p" else SubElement(item, "p")
        SubElement(last, BACK).set("note", str(number))


class _Reference(FootnoteInlineProcessor):
    footnotes: Footnotes

    def handleMatch(  # type: ignore[override]  # noqa: N802
        self,
        m: re.Match[str],
        data: str,  # noqa: ARG002
    ) -> tuple[Element | None, int | None, int | None]:
        number = self.footnotes.numbers.get(m[1])
        if number is None:
            return None, None, None
        mark = Element(REFERENCE)
        mark.set("note", str(number))
        return mark, m.start(), m.end()
