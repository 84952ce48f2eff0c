"""One walk over the parser's html: collects headings, links and text, and puts it in our form.

The parser's html is known: text and attribute values never hold a bare ``<``, ``>`` or ``"``,
so a pattern for tags is exact. Footnotes get numbers as ids, headings lose the empty link
the parser adds, every link keeps only its number (``@3``) until addresses are filled in.
"""

from __future__ import annotations

import html
import re
from collections.abc import Callable, Mapping

from sanshen.content.body import BREAK_IN_HAN, Heading, Link, Spot
from sanshen.content.raw_html import MARKER, SourceCursor

_TAGS = re.compile(r"(<[^>]*>)")
_ATTRIBUTE = re.compile(r'([a-z-]+)="([^"]*)"')
_SOURCE_POSITION = re.compile(r' data-sourcepos="(\d+):(\d+)-(\d+):(\d+)"')
_HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")
_BLOCKS = frozenset({"p", *_HEADINGS, "li", "tr", "pre", "blockquote", "section"})

Labels = Mapping[str, str]


class Walk:
    """The walk and what it has gathered; used once, by ``parse_body``."""

    def __init__(self, cursor: SourceCursor, targets: list[str], labels: Labels) -> None:
        self.cursor = cursor
        self.targets = targets
        self.labels = labels
        self.out: list[str] = []
        self.text: list[str] = []
        self.headings: list[Heading] = []
        self.links: list[Link] = []
        self.raw_html: list[Spot] = []
        self.blank_table_heads: list[Spot] = []
        self._positioned = ""
        self._unread = False
        self._open_links: list[tuple[int, int]] = []
        self._silent = 0
        self._skip = ""
        self._pre = False
        self._in_row = False
        self._footnotes: dict[str, int] = {}
        self._footnote_uses: dict[int, int] = {}
        self._marks: set[str] = set()
        self._back_references: dict[int, str] = {}
        self._head_start: int | None = None
        self._head_spot = (1, 1)

    def run(self, parsed: str) -> None:
        """Walk over ``parsed``; the results are in the attributes afterwards."""
        pieces = iter(_TAGS.split(parsed))
        self._characters(next(pieces))
        for tag, characters in zip(pieces, pieces, strict=True):
            if tag[1] == "/":
                self._close(tag[2:-1], tag)
            elif tag == MARKER:
                self._omitted()
            else:
                self._open(tag)
            if characters:
                self._characters(characters)
        self._end_back_references()

    def _characters(self, piece: str) -> None:
        if self._skip:
            return
        if "\n" in piece and not self._pre:
            piece = BREAK_IN_HAN.sub("", piece)
        self.out.append(piece)
        if not self._silent:
            if piece == "\n" and self._in_row:
                piece = " "
            self.text.append(html.unescape(piece) if "&" in piece else piece)

    def _omitted(self) -> None:
        if self._unread:
            line, column, end_line, end_column = self._span()
            # raw html inside a code span is text: look for the next one behind it
            behind = self._positioned.startswith("<code")
            self.cursor.move(*((end_line, end_column + 1) if behind else (line, column)))
            self._unread = False
        block = self.out[-1] == "" or self.out[-1].endswith("\n")
        self.raw_html.append(self.cursor.take_raw_html(block))

    def _open(self, tag: str) -> None:
        if "data-sourcepos" in tag:
            self._positioned, self._unread = tag, True
        name = tag[1:-1].split(" ", 1)[0]
        opener = _OPENERS.get(name)
        self.out.append(opener(self, tag) if opener else f"<{name}>")

    def _close(self, name: str, tag: str) -> None:
        if name == self._skip:
            self._skip = ""
            return
        if name == "a" and self._open_links:
            self._end_link(*self._open_links.pop())
        elif name == "a" or name == "sup":
            self._silent = max(self._silent - 1, 0)
        elif name == "pre":
            self._pre = False
        elif name == "thead":
            self._end_head()
        if name in ("td", "th", "tr"):
            self._in_row = name != "tr"
        if name in _BLOCKS:
            self.text.append("\n")
        self.out.append(tag)

    def _span(self) -> tuple[int, int, int, int]:
        """Where in the body the last positioned element stands."""
        found = _SOURCE_POSITION.search(self._positioned)
        if found is None:
            return 1, 1, 1, 1
        line, column, end_line, end_column = map(int, found.groups())
        return line, column, end_line, end_column

    def _place(self) -> tuple[int, int]:
        line, column, _, _ = self._span()
        return line + self.cursor.first_line - 1, column

    def _heading(self, tag: str) -> str:
        values = _attributes(tag)
        line, column = self._place()
        self.headings.append(Heading(int(tag[2]), values.get("id", ""), "", line, column))
        return f'<h{tag[2]} id="{values.get("id", "")}">'

    def _a(self, tag: str) -> str:
        values = _attributes(tag)
        if "data-heading-content" in values:
            text = html.unescape(values["data-heading-content"])
            old = self.headings[-1]
            self.headings[-1] = Heading(old.level, old.id, text, old.line, old.column)
            self._skip = "a"
            return ""
        if "data-footnote-backref-idx" in values:
            return self._back_reference(values)
        if "data-footnote-ref" in tag:
            return self._footnote_reference(values)
        self._open_links.append((len(self.links), len(self.text)))
        return self._link("a", "href", values, image=False)

    def _img(self, tag: str) -> str:
        values = _attributes(tag)
        alternative = html.unescape(values.get("alt", ""))
        opened = self._link("img", "src", values, image=True, text=alternative)
        if not self._silent:
            self.text.append(alternative)
        return f'{opened[:-1]} alt="{values.get("alt", "")}">'

    def _link(
        self, tag: str, key: str, values: Mapping[str, str], *, image: bool, text: str = ""
    ) -> str:
        number = values.get(key, "")
        line, column = self._place()
        dangerous = not number.startswith("@")
        target = self.cursor.cut(*self._span()) if dangerous else self.targets[int(number[1:])]
        self.links.append(Link(target, text, line, column, image, dangerous))
        title = f' title="{values["title"]}"' if "title" in values else ""
        return f'<{tag} {key}="@{len(self.links) - 1}"{title}>'

    def _end_link(self, index: int, text_start: int) -> None:
        text = "".join(self.text[text_start:]).strip()
        old = self.links[index]
        self.links[index] = Link(old.target, text, old.line, old.column, False, old.dangerous)

    def _footnote_reference(self, values: Mapping[str, str]) -> str:
        name = values["href"].removeprefix("#fn-")
        number = self._footnotes.setdefault(name, len(self._footnotes) + 1)
        uses = self._footnote_uses[number] = self._footnote_uses.get(number, 0) + 1
        mark = f"fnref-{number}" if uses == 1 else f"fnref-{number}-{uses}"
        self._silent += 1
        self._marks.add(mark)
        return f'<a href="#fn-{number}" id="{mark}">'

    def _back_reference(self, values: Mapping[str, str]) -> str:
        shown = values["data-footnote-backref-idx"]
        _, dash, use = shown.partition("-")
        name = values["href"].removeprefix("#fnref-").removesuffix(dash + use)
        number = self._footnotes.setdefault(name, len(self._footnotes) + 1)
        self._back_references[len(self.out)] = f"fnref-{number}{dash}{use}"
        label = html.escape(self.labels["back"].format(mark=shown))
        self._silent += 1
        return f' class="footnote-backref" aria-label="{label}">'

    def _end_back_references(self) -> None:
        """A note may be used only in a note nobody uses: then there is nothing to go back to."""
        for index, mark in self._back_references.items():
            target = f' href="#{mark}"' if mark in self._marks else ""
            self.out[index] = f"<a{target}{self.out[index]}"

    def _sup(self, _tag: str) -> str:
        self._silent += 1
        return '<sup class="footnote-ref">'

    def _li(self, tag: str) -> str:
        name = _attributes(tag).get("id", "")
        if not name:
            return "<li>"
        number = self._footnotes.setdefault(name.removeprefix("fn-"), len(self._footnotes) + 1)
        return f'<li id="fn-{number}">'

    def _section(self, _tag: str) -> str:
        label = html.escape(self.labels["section"])
        return f'<section class="footnotes" role="doc-endnotes" aria-label="{label}">'

    def _input(self, tag: str) -> str:
        checked = " checked=" in tag
        label = html.escape(self.labels["done" if checked else "open"])
        return f'<input{" checked" if checked else ""} aria-label="{label}">'

    def _cell(self, tag: str) -> str:
        name = tag[1:3]
        scope = ' scope="col"' if name == "th" else ""
        align = _attributes(tag).get("align")
        return f'<{name}{scope} class="align-{align}">' if align else f"<{name}{scope}>"

    def _ol(self, tag: str) -> str:
        start = _attributes(tag).get("start")
        return f'<ol start="{start}">' if start else "<ol>"

    def _open_pre(self, _tag: str) -> str:
        self._pre = True
        return "<pre>"

    def _thead(self, _tag: str) -> str:
        self._head_start, self._head_spot = len(self.text), self._place()
        return "<thead>"

    def _end_head(self) -> None:
        if self._head_start is not None and not "".join(self.text[self._head_start :]).strip():
            self.blank_table_heads.append(Spot(*self._head_spot, "|"))
        self._head_start = None


def _attributes(tag: str) -> dict[str, str]:
    return dict(_ATTRIBUTE.findall(tag))


# outside the class: bound methods kept by an instance would be a cycle for each body
_OPENERS: Mapping[str, Callable[[Walk, str], str]] = {
    **dict.fromkeys(_HEADINGS, Walk._heading),
    "a": Walk._a,
    "img": Walk._img,
    "sup": Walk._sup,
    "li": Walk._li,
    "section": Walk._section,
    "input": Walk._input,
    "td": Walk._cell,
    "th": Walk._cell,
    "ol": Walk._ol,
    "pre": Walk._open_pre,
    "thead": Walk._thead,
}
