"""The text of a body as a stock renderer shows it: the measure of "no character lost".

Nothing of the importer is used here. A body is rendered with its html left in, by comrak or by
Python-Markdown as the dialect asks; of the page, what a reader sees is taken: its text, the
alternative of a picture (without one, its file's name), the title of something embedded. Tags
that the renderer showed as text go too (kramdown takes html in an indented line for html where
CommonMark takes it for code), and so do destinations of links within html. Then white space
and the ASCII signs go, of which Markdown is made, and compatible forms become one (``⁶`` is
``6``).
"""

from __future__ import annotations

import html
import re
import unicodedata
from urllib.parse import unquote

import comrak
import markdown
from bs4 import BeautifulSoup
from bs4.element import Comment, NavigableString, PreformattedString, Tag

from sanshen.importer.edits import EditedBody, EditKind, applied
from sanshen.model.sites import Dialect

BY_THE_MAPPING = frozenset(
    (EditKind.LINE_END, EditKind.SHORTCODE, EditKind.ATTRIBUTE_REMOVED, EditKind.HEADER_TEXT)
)
UNSEEN = ("script", "style", "template", "svg", "meta", "link")
EMBEDDED = ("iframe", "embed", "object", "video", "audio")
_TAG = re.compile(r"</?[A-Za-z][^<>]*>|<!--.*?-->", re.S)
_PICTURE = re.compile(r"!\[([^\[\]]*)\]\(([^\s()]*)(?:\s+\"[^\"]*\")?\)")
_DESTINATION = re.compile(r"(?<=\])\([^\s()]*(?:\s+\"[^\"]*\")?\)")
_ALTERNATIVE = re.compile(r"<img\b.*?\balt=(?:\"([^\"]*)\"|'([^']*)')", re.S)
_ASCII_SIGNS = frozenset("!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~")


def text_of(body: str, dialect: Dialect) -> str:
    """The text of a page, without white space and ASCII signs."""
    page = BeautifulSoup(_page(body, dialect), "html.parser")
    shown = html.unescape("".join(_seen(page)))
    shown = _PICTURE.sub(lambda found: found[1].strip() or _file_name(found[2]), shown)
    shown = _DESTINATION.sub("", shown)
    seen = _TAG.sub(_of_tag, shown)
    plain = unicodedata.normalize("NFKC", seen)
    return "".join(each for each in plain if not each.isspace() and each not in _ASCII_SIGNS)


def _of_tag(shown: re.Match[str]) -> str:
    """What a tag shown as text would show as a tag: a picture its alternative."""
    found = _ALTERNATIVE.match(shown[0])
    return (found[1] or found[2] or "") if found else ""


def rewritten_by_the_mapping(body: EditedBody) -> str:
    """The source after what its mapping says to rewrite: shortcodes, attributes, header texts."""
    text = body.original()
    for made in body.rounds:
        if any(edit.kind not in BY_THE_MAPPING for edit in made):
            break
        text = applied(text, made)
    return text


def _page(body: str, dialect: Dialect) -> str:
    if dialect is Dialect.CLASSIC:
        return markdown.markdown(body, extensions=["extra", "sane_lists", "toc"])
    extensions = comrak.ExtensionOptions()
    extensions.table = extensions.footnotes = extensions.tasklist = True
    extensions.strikethrough = extensions.autolink = True
    extensions.cjk_friendly_emphasis = True
    rendering = comrak.RenderOptions()
    rendering.unsafe_ = True
    page: str = comrak.render_markdown(body, extensions, comrak.ParseOptions(), rendering)
    return page


def _seen(node: Tag) -> list[str]:
    pieces: list[str] = []
    for child in node.children:
        if isinstance(child, Comment | PreformattedString):
            continue
        if isinstance(child, NavigableString):
            pieces.append(str(child))
        elif isinstance(child, Tag) and child.name not in UNSEEN:
            pieces += _element(child)
    return pieces


def _element(tag: Tag) -> list[str]:
    if tag.name == "img":
        return [str(tag.get("alt") or "").strip() or _file_name(str(tag.get("src") or ""))]
    label = str(tag.get("title") or tag.get("src") or "") if tag.name in EMBEDDED else ""
    return [label, *_seen(tag)]


def _file_name(source: str) -> str:
    return unquote(source).partition("?")[0].rstrip("/").rpartition("/")[2]
