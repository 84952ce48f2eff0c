"""classic 方言, the reader: Python-Markdown up to its tree, with nothing passed through unread.

The extensions are those most Pelican sites switch on (docs/adr/0009). Html is not made here:
``read_tree`` stops at the element tree, where code and raw html can still be told apart.
"""

from __future__ import annotations

import html
import re
from dataclasses import dataclass
from typing import Self
from xml.etree.ElementTree import Element, SubElement

from markdown import Markdown
from markdown.blockparser import BlockParser
from markdown.extensions.abbr import AbbrExtension
from markdown.extensions.attr_list import (
    AttrListExtension,
    AttrListTreeprocessor,
    get_attrs_and_remainder,
    isheader,
)
from markdown.extensions.def_list import DefListExtension
from markdown.extensions.fenced_code import FencedCodeExtension
from markdown.extensions.sane_lists import SaneListExtension
from markdown.extensions.tables import TableExtension
from markdown.treeprocessors import Treeprocessor
from markdown.util import AtomicString

from sanshen.content.classic_footnotes import Footnotes
from sanshen.content.classic_inline import replace_processors

NESTING = 60
"""Blocks within blocks are followed to this depth; below it their marks stay as text."""

_STASHED = re.compile(r"\x02wzxhzdk:([0-9]+)\x03")
_CODE = re.compile(r"<code[^>]*>(.*)</code></pre>", re.S)
_TREE_STEPS = ("footnote", "inline", "unstash", "attr_list", "abbr", "unescape")


@dataclass(frozen=True, slots=True)
class Reading:
    """What was read: the tree, the raw html left out, headings as written, labels of links."""

    root: Element
    raw_html: tuple[str, ...]
    headings: dict[Element, str]
    labels: dict[Element, str]


def read_tree(body: str) -> Reading:
    """Read a body; RecursionError for marks nested deeper than Python's stack."""
    md = _Classic(
        extensions=[
            TableExtension(use_align_attribute=True),
            Footnotes(),
            _FewAttributes(),
            DefListExtension(),
            FencedCodeExtension(),
            AbbrExtension(),
            SaneListExtension(),
        ]
    )
    md.ESCAPED_CHARS.append("<")  # the way out that the finding of raw html names
    notes = replace_processors(md)
    unstash = _Unstash(md)
    md.treeprocessors.register(unstash, "unstash", 15)
    lines = md.preprocessors["normalize_whitespace"].run(body.split("\n"))
    lines = md.preprocessors["fenced_code_block"].run(lines)
    unstash.code = len(md.htmlStash.rawHtmlBlocks)
    lines = md.preprocessors["html_block"].run(lines)
    root = Element("div")
    md.parser.parseChunk(root, "\n".join(lines))
    headings = {one: one.text or "" for one in root.iter() if isheader(one)}
    for step in _TREE_STEPS:
        md.treeprocessors[step].run(root)
    raw = map(str, md.htmlStash.rawHtmlBlocks[unstash.code :])
    return Reading(root, (*raw, *notes.raw), headings, notes.labels)


class _Classic(Markdown):
    def build_parser(self) -> Self:
        """The stock parser with a bound on nesting."""
        super().build_parser()
        bounded = _BoundedParser(self)
        bounded.blockprocessors = self.parser.blockprocessors
        for processor in bounded.blockprocessors:
            processor.parser = bounded
        self.parser = bounded
        return self


class _BoundedParser(BlockParser):
    depth = 0

    def parseBlocks(self, parent: Element, blocks: list[str]) -> None:  # noqa: N802
        """Parse ``blocks``; those nested too deep become paragraphs."""
        if self.depth < NESTING:
            self.depth += 1
            super().parseBlocks(parent, blocks)
            self.depth -= 1
            return
        while blocks:
            SubElement(parent, "p").text = blocks.pop(0).strip()


class _FewAttributes(AttrListExtension):
    def extendMarkdown(self, md: Markdown) -> None:  # noqa: N802
        """``{#name}`` and ``{title="…"}``; other attributes are read and left out."""
        md.treeprocessors.register(_FewAttributesProcessor(md), "attr_list", 8)
        md.registerExtension(self)


class _FewAttributesProcessor(AttrListTreeprocessor):
    def assign_attrs(self, elem: Element, attrs_string: str, *, strict: bool = False) -> str:
        """Headings may be given an id, links and images a title; nothing else is set."""
        attributes, remainder = get_attrs_and_remainder(attrs_string)
        if strict and remainder:
            return remainder
        for name, value in attributes:
            allowed = (name == "id" and isheader(elem)) or (
                name == "title" and elem.tag in ("a", "img")
            )
            if allowed and value:
                elem.set(name, value)
        return remainder


class _Unstash(Treeprocessor):
    """Puts the code kept aside into the tree, and takes the place of raw html out of it."""

    code = 0

    def run(self, root: Element) -> None:
        """Change every text that holds the mark of something kept aside."""
        for element in list(root.iter()):
            if element.text and "\x02wzxhzdk:" in element.text:
                self._put_back(element)
            if element.tail and "\x02wzxhzdk:" in element.tail:
                element.tail = _STASHED.sub(lambda m: self._kept(int(m[1])), element.tail)

    def _put_back(self, element: Element) -> None:
        text = element.text or ""
        whole = _STASHED.fullmatch(text.strip())
        if whole and element.tag == "p" and not len(element) and int(whole[1]) < self.code:
            element.tag, element.text = "pre", None
            element.set("fenced", "yes")
            SubElement(element, "code").text = AtomicString(self._code(int(whole[1])))
            return
        plain = _STASHED.sub(lambda m: self._kept(int(m[1])), text)
        element.text = AtomicString(plain) if isinstance(text, AtomicString) else plain

    def _kept(self, number: int) -> str:
        return html.unescape(self._code(number)) if number < self.code else ""

    def _code(self, number: int) -> str:
        """The code kept aside, still with entities, as the parser has all code in the tree."""
        found = _CODE.search(str(self.md.htmlStash.rawHtmlBlocks[number]))
        return found[1] if found else ""
