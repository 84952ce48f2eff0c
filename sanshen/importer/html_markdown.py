"""HTML转Markdown: one piece of html as the Markdown our renderer takes, and its visible text.

markdownify does the walk over the elements; what it loses or leaves live is mended here:
``|`` in cells, cells over several columns, targets with blanks, superscripts, definition
lists, embedded media. Whoever converts compares ``letters_of`` before and after.
"""

from __future__ import annotations

import re
import unicodedata
from typing import Any

from bs4 import BeautifulSoup, CData, Comment, Declaration, Doctype, ProcessingInstruction
from bs4.element import NavigableString, PageElement, Tag
from markdownify import MarkdownConverter

from sanshen.importer.tags import names

UNSEEN = frozenset({"script", "style", "template", "head", "link", "meta", "base", "title"})
"""Elements of which a reader sees nothing."""

MEDIA = frozenset({"iframe", "embed", "object", "video", "audio", "source"})
BLOCKS = names(
    "address article aside blockquote body br button center caption dd details dialog div dl dt "
    "fieldset figcaption figure footer form h1 h2 h3 h4 h5 h6 header hr html iframe label legend "
    "li main nav noscript object ol option p pre section select summary table tbody td textarea "
    "tfoot th thead tr ul video"
)
"""Elements that stand apart from the words around them."""

_NOT_TEXT = (Comment, Doctype, Declaration, ProcessingInstruction, CData)
_SUPER = str.maketrans("0123456789+-=()n", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁼⁽⁾ⁿ")
_SUB = str.maketrans("0123456789+-=()", "₀₁₂₃₄₅₆₇₈₉₊₋₌₍₎")
_DIGITS = re.compile(r"[0-9+\-=()]+")
_BLANKS = re.compile(r"\s+")
_ADDRESS = re.compile(r"(!?\[[^\[\]\n]*\]\([^\s()<>]*(?: \"[^\"\n]*\")?\)|https?://[^\s<>*]+)")
_LINE_START = re.compile(r"^(\s*)([-+#>]|~~~|=+$|-+$)", re.M)
_SIGNS = frozenset("\\`*_{}[]()<>#+-.!|~:=&\"'")


class _Converter(MarkdownConverter):
    """Our Markdown: ``#`` headings, backslash breaks, one table shape, nothing left live."""

    def escape(self, text: str, parent_tags: set[str]) -> str:
        """Text that stays text, also a ``<`` and a list sign at the start of a line."""
        # An address becomes a link by itself, and signs added to it would be part of it; what
        # is written as a link, as rules for shortcodes do, stays one.
        pieces = _ADDRESS.split(text)
        for number in range(0, len(pieces), 2):
            escaped: str = super().escape(pieces[number], parent_tags)  # type: ignore[misc]
            escaped = _LINE_START.sub(r"\1\\\2", escaped.replace("\\<", "&lt;"))
            pieces[number] = escaped.replace("\\\\#", "\\#")
        return "".join(pieces)

    def convert_a(self, el: Tag, text: str, parent_tags: set[str]) -> str:
        """A link; without an address, or without words, just what is in it."""
        href = str(el.get("href") or "").strip()
        if not href or not text.strip() or "_noformat" in parent_tags:
            return text
        lead, tail = text[: len(text) - len(text.lstrip())], text[len(text.rstrip()) :]
        title = str(el.get("title") or "").strip()
        return f"{_gap(lead)}[{_one_line(text)}]({destination(href, title)}){_gap(tail)}"

    def convert_img(self, el: Tag, _text: str, **_: Any) -> str:
        """A picture, also in a heading or cell."""
        source = str(el.get("src") or "").strip()
        alt = _one_line(str(el.get("alt") or ""))
        if not source:
            return _escaped(alt)
        return f"![{_escaped(alt)}]({destination(source, str(el.get('title') or '').strip())})"

    def convert_br(self, el: Tag, _text: str, parent_tags: set[str]) -> str:
        """A line break; a blank where there is only one line, or nothing to break."""
        if "_inline" in parent_tags:
            return " "
        following = next((each for each in el.next_siblings if str(each).strip()), None)
        return "\\\n" if following is not None and not _is_block(following) else "\n"

    def convert_td(self, el: Tag, text: str, **_: Any) -> str:
        """A cell; those it spans follow empty."""
        span = str(el.get("colspan") or "1")
        more = min(int(span), 50) if span.isdigit() else 1
        return f" {_in_cell(text)} |" + "  |" * (more - 1)

    convert_th = convert_td

    def convert_sup(self, _el: Tag, text: str, **_: Any) -> str:
        """Digits as the characters Unicode has for them, or 10² would become 102."""
        return text.translate(_SUPER) if _DIGITS.fullmatch(text) else text

    def convert_sub(self, _el: Tag, text: str, **_: Any) -> str:
        """As ``convert_sup``."""
        return text.translate(_SUB) if _DIGITS.fullmatch(text) else text

    def convert_dl(self, _el: Tag, text: str, **_: Any) -> str:
        """Definition lists: terms in bold, each explanation a paragraph."""
        return f"\n\n{text.strip()}\n\n"

    def convert_dt(self, _el: Tag, text: str, **_: Any) -> str:
        """A term."""
        return f"\n\n**{_one_line(text)}**\n\n" if text.strip() else ""

    def convert_dd(self, _el: Tag, text: str, **_: Any) -> str:
        """An explanation."""
        return f"\n\n{text.strip()}\n\n"

    def convert_iframe(self, el: Tag, text: str, **_: Any) -> str:
        """Embedded pages, films and sounds: a link to them, with their title."""
        source = media_source(el)
        label = media_label(el)
        inner = text.strip()
        link = f"[{_escaped(label)}]({destination(source, '')})" if source else _escaped(label)
        return f"\n\n{link}\n\n{inner}\n\n"

    convert_embed = convert_object = convert_video = convert_audio = convert_iframe

    def convert_source(self, _el: Tag, _text: str, **_: Any) -> str:
        """Part of a film or sound, which names it already."""
        return ""


def _of_block(name: str) -> Any:
    def convert(_self: Any, _el: Tag, text: str, parent_tags: set[str]) -> str:
        inner = text.strip()
        if "_inline" in parent_tags:
            return f" {inner} " if inner else ""
        return f"\n\n{inner}\n\n" if inner else ""

    convert.__doc__ = f"``{name}`` stands apart, without a form of its own."
    return convert


for _name in ("button", "figcaption", "figure", "center", "address", "details", "summary",
              "caption", "fieldset", "legend", "label", "option", "header", "footer", "aside",
              "nav", "main", "noscript", "form", "select", "textarea", "dialog"):  # fmt: skip
    setattr(_Converter, f"convert_{_name}", _of_block(_name))


def _nothing(_self: Any, _el: Tag, _text: str, **_: Any) -> str:
    return ""


for _name in UNSEEN:
    setattr(_Converter, f"convert_{_name}", _nothing)


def to_markdown(html: str) -> str:
    """``html`` as Markdown, without blank lines at its ends; "" where nothing is to be seen."""
    soup = _soup(html)
    converter = _Converter(
        heading_style="atx", bullets="-", escape_misc=True, newline_style="backslash",
        table_infer_header=True, autolinks=False,
    )  # fmt: skip
    made: str = converter.convert_soup(soup)
    lines = (line.rstrip(" \t") for line in made.split("\n"))
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip("\n")


def visible_text(html: str) -> str:
    """What a reader sees of ``html``: its words, the text of pictures, the titles of media."""
    return "".join(_visible(_soup(html)))


def letters_of(text: str) -> str:
    """``text`` without white space and Markdown's signs, compatible forms made one.

    The measure of "nothing lost": two texts with equal letters say the same.
    """
    plain = unicodedata.normalize("NFKC", text)
    return "".join(each for each in plain if not each.isspace() and each not in _SIGNS)


def media_source(el: Tag) -> str:
    """The address of an embedded page, film or sound; "" for none."""
    inner = el.find("source")
    own = el.get("src") or el.get("data")
    found = own or (inner.get("src") if isinstance(inner, Tag) else None)
    return str(found or "").strip()


def media_label(el: Tag) -> str:
    """The title of something embedded, else its address."""
    return _one_line(str(el.get("title") or el.get("aria-label") or "")) or media_source(el)


def destination(target: str, title: str) -> str:
    """``target`` as a link's destination, in ``<>`` where blanks or brackets ask for it."""
    plain = target.replace("\n", "").replace("<", "%3C").replace(">", "%3E")
    written = f"<{plain}>" if re.search(r"[\s()]", plain) or not plain else plain
    quoted = title.replace("\\", "\\\\").replace('"', '\\"')
    return f'{written} "{_one_line(quoted)}"' if title else written


def picture_label(alt: str, target: str) -> str:
    """What stands for a picture that can't be shown: its text, else its file's name."""
    return alt.strip() or target.split("?")[0].rstrip("/").rpartition("/")[2]


def _soup(html: str) -> BeautifulSoup:
    return BeautifulSoup(html, "html.parser")


def _visible(node: PageElement) -> list[str]:
    if isinstance(node, NavigableString):
        return [] if isinstance(node, _NOT_TEXT) else [str(node)]
    if not isinstance(node, Tag) or node.name in UNSEEN:
        return []
    if node.name == "img":
        return [str(node.get("alt") or "")]
    pieces = [media_label(node)] if node.name in MEDIA - {"source"} else []
    for child in node.children:
        pieces += _visible(child)
    return [" ", *pieces, " "] if node.name in BLOCKS else pieces


def _is_block(node: PageElement) -> bool:
    return isinstance(node, Tag) and node.name in BLOCKS


def _in_cell(text: str) -> str:
    return re.sub(r"(?<!\\)\|", r"\\|", _one_line(text.replace("\\\n", " ")))


def _one_line(text: str) -> str:
    return _BLANKS.sub(" ", text).strip()


def _gap(blank: str) -> str:
    return " " if blank else ""


def _escaped(text: str) -> str:
    return re.sub(r"([\\\[\]*_`])", r"\\\1", text).replace("<", "&lt;")
