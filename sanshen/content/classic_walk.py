"""classic 方言, the walk: Python-Markdown's tree becomes our html, links, headings and text."""

from __future__ import annotations

import html
import re
from collections import defaultdict
from collections.abc import Callable, Mapping
from xml.etree.ElementTree import Element

from sanshen.content.body import HEADING_PREFIX, Heading, Link, Spot
from sanshen.content.classic_footnotes import BACK, REFERENCE, SECTION
from sanshen.content.classic_inline import unescape_entities
from sanshen.content.classic_places import Places
from sanshen.content.classic_toc import contents_list, is_mark, slug

_HAN = "\u3000-\u303f\u3400-\u9fff\uf900-\ufaff\uff00-\uffef“”‘’—…"
_BREAK_IN_HAN = re.compile(rf"(?<=[{_HAN}])\n(?=[{_HAN}])")
_CODE_HEAD = re.compile(r"(?:::+|#!)(?P<path>(?:/\w+)*[/ ])?[\w#.+-]*\s*")
_CONTROLS = str.maketrans("", "", "\x02\x03")
_HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})
_BLOCKS = frozenset({"p", *_HEADINGS, "li", "tr", "pre", "blockquote", "dt", "dd", SECTION})
_LINES = _BLOCKS | {"ul", "ol", "dl", "table", "thead", "tbody", "hr", "br"}
_PLAIN = _LINES | {"strong", "em", "code"}
_EMPTY = frozenset({"hr", "br"})
_ALIGNED = frozenset({"left", "center", "right"})


class ClassicWalk:
    """The walk and what it has gathered; used once, by ``parse_classic``."""

    def __init__(self, places: Places, labels: Mapping[str, str]) -> None:
        self.places = places
        self.labels = labels
        self.out: list[str] = []
        self.text: list[str] = []
        self.headings: list[Heading] = []
        self.links: list[Link] = []
        self.blank_table_heads: list[Spot] = []
        self._ids: set[str] = set()
        self._repeated: dict[str, int] = defaultdict(int)
        self._uses: dict[int, int] = defaultdict(int)
        self._backs: list[tuple[int, int]] = []
        self._contents: list[int] = []

    def run(self, root: Element) -> None:
        """Walk over the children of ``root``; the results are in the attributes afterwards."""
        self._inside(root)
        for place in self._contents:
            self.out[place] = contents_list(self.headings)
        for place, note in self._backs:
            self.out[place] = self._back_references(note)

    def _inside(self, element: Element) -> None:
        self._characters(element.text)
        for child in element:
            write = _WRITERS.get(child.tag)
            if write is not None:
                write(self, child)
            elif child.tag in _EMPTY:
                self.out.append(f"<{child.tag}>\n")
                self.text.append("\n")
            elif child.tag in _PLAIN:
                self._wrapped(child, f"<{child.tag}>", child.tag)
            else:
                self._inside(child)
            self._characters(child.tail)

    def _wrapped(self, element: Element, opening: str, tag: str) -> None:
        if tag in _LINES and self.text and not self.text[-1].endswith("\n"):
            self.text.append("\n")
        self.out.append(opening)
        self._inside(element)
        if tag in _BLOCKS:
            self.text.append("\n")
        self.out.append(f"</{tag}>\n" if tag in _LINES else f"</{tag}>")

    def _characters(self, text: str | None) -> None:
        if not text:
            return
        text = unescape_entities(text.translate(_CONTROLS))
        text = _BREAK_IN_HAN.sub("", text) if "\n" in text else text
        self.out.append(html.escape(text, quote=False))
        self.text.append(" " if text == "\n" else text)

    def _paragraph(self, element: Element) -> None:
        if is_mark(element):
            self._contents.append(len(self.out))
            self.out.append("")
        elif len(element) or (element.text or "").strip():
            self._wrapped(element, "<p>", "p")

    def _heading(self, element: Element) -> None:
        place, start, number = len(self.out), len(self.text), len(self.headings)
        line, column = self.places.heading(element)
        level, named = int(element.tag[1]), element.get("id", "")
        self.headings.append(Heading(level, "", "", line, column))
        self._wrapped(element, "", element.tag)
        text = " ".join("".join(self.text[start:]).split())
        name = self._own_id(HEADING_PREFIX + slug(named or text))
        self.headings[number] = Heading(level, name, text, line, column)
        self.out[place] = f'<{element.tag} id="{name}">'

    def _own_id(self, wanted: str) -> str:
        name = wanted
        while name in self._ids:
            self._repeated[wanted] += 1
            name = f"{wanted}-{self._repeated[wanted]}"
        self._ids.add(name)
        return name

    def _anchor(self, element: Element) -> None:
        number, start = self._link(element, "href"), len(self.text)
        self._wrapped(element, self._opening(element, "a", "href", number), "a")
        old = self.links[number]
        text = "".join(self.text[start:]).strip()
        self.links[number] = Link(old.target, text, old.line, old.column)

    def _image(self, element: Element) -> None:
        number, alternative = self._link(element, "src"), _value(element, "alt")
        opening = self._opening(element, "img", "src", number)
        self.out.append(f'{opening[:-1]} alt="{html.escape(alternative)}">')
        self.text.append(alternative)

    def _link(self, element: Element, key: str) -> int:
        target, image = _value(element, key), key == "src"
        line, column = self.places.link(element, target)
        text = _value(element, "alt") if image else ""
        self.links.append(Link(target, text, line, column, image))
        return len(self.links) - 1

    def _opening(self, element: Element, tag: str, key: str, number: int) -> str:
        title = _value(element, "title")
        shown = f' title="{html.escape(title)}"' if title else ""
        return f'<{tag} {key}="@{number}"{shown}>'

    def _code_block(self, element: Element) -> None:
        code = element.find("code")
        text = html.unescape((code.text if code is not None else element.text) or "")
        text = text.translate(_CONTROLS)
        if not element.get("fenced"):
            text = _without_head(text)
        self.out.append(f"<pre><code>{html.escape(text, quote=False)}</code></pre>\n")
        self.text += (text, "\n")

    def _code(self, element: Element) -> None:
        text = html.unescape((element.text or "").translate(_CONTROLS))
        self.out.append(f"<code>{html.escape(text, quote=False)}</code>")
        self.text.append(text)

    def _ordered(self, element: Element) -> None:
        start = element.get("start", "")
        self._wrapped(element, f'<ol start="{int(start)}">' if start else "<ol>", "ol")

    def _cell(self, element: Element) -> None:
        scope = ' scope="col"' if element.tag == "th" else ""
        align = element.get("align")
        shown = f' class="align-{align}"' if align in _ALIGNED else ""
        self._wrapped(element, f"<{element.tag}{scope}{shown}>", element.tag)
        self.text.append(" ")

    def _table_head(self, element: Element) -> None:
        start = len(self.text)
        self._wrapped(element, "<thead>", "thead")
        if not "".join(self.text[start:]).strip():
            self.blank_table_heads.append(Spot(*self.places.blank_table_head(), "|"))

    def _abbreviation(self, element: Element) -> None:
        title = html.escape(_value(element, "title"))
        self._wrapped(element, f'<abbr title="{title}">', "abbr")

    def _section(self, element: Element) -> None:
        label = html.escape(self.labels["section"])
        self._wrapped(
            element,
            f'<section class="footnotes" role="doc-endnotes" aria-label="{label}">',
            SECTION,
        )

    def _item(self, element: Element) -> None:
        note = element.get("note", "")
        self._wrapped(element, f'<li id="fn-{note}">' if note else "<li>", "li")

    def _reference(self, element: Element) -> None:
        note = int(element.get("note", "0"))
        self._uses[note] += 1
        mark = _mark(note, self._uses[note])
        self.out.append(
            f'<sup class="footnote-ref"><a href="#fn-{note}" id="fnref-{mark}">{note}</a></sup>'
        )

    def _back(self, element: Element) -> None:
        self._backs.append((len(self.out), int(element.get("note", "0"))))
        self.out.append("")

    def _back_references(self, note: int) -> str:
        """The ways back from a note: one for each use, none for a note nobody uses."""
        marks = [_mark(note, use + 1) for use in range(self._uses[note])]
        labels = [html.escape(self.labels["back"].format(mark=mark)) for mark in marks]
        return "".join(
            f' <a href="#fnref-{mark}" class="footnote-backref" aria-label="{label}">↩</a>'
            for mark, label in zip(marks, labels, strict=True)
        )


def _mark(note: int, use: int) -> str:
    return f"{note}" if use == 1 else f"{note}-{use}"


def _value(element: Element, name: str) -> str:
    return unescape_entities((element.get(name) or "").translate(_CONTROLS))


def _without_head(text: str) -> str:
    """Code without its first line where that only names a language (``:::python``)."""
    first, _, rest = text.strip("\n").partition("\n")
    head = _CODE_HEAD.match(first)
    kept = text.strip("\n") if head is None or head["path"] else rest.strip("\n")
    return f"{kept.rstrip()}\n"


_WRITERS: Mapping[str, Callable[[ClassicWalk, Element], None]] = {
    **dict.fromkeys(_HEADINGS, ClassicWalk._heading),
    "p": ClassicWalk._paragraph,
    "a": ClassicWalk._anchor,
    "img": ClassicWalk._image,
    "pre": ClassicWalk._code_block,
    "code": ClassicWalk._code,
    "ol": ClassicWalk._ordered,
    "td": ClassicWalk._cell,
    "th": ClassicWalk._cell,
    "thead": ClassicWalk._table_head,
    "abbr": ClassicWalk._abbreviation,
    SECTION: ClassicWalk._section,
    "li": ClassicWalk._item,
    REFERENCE: ClassicWalk._reference,
    BACK: ClassicWalk._back,
}
