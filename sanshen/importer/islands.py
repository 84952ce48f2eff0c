"""HTML改写 (islands): one piece of raw html after another turned into Markdown.

Only the pieces themselves change, the Markdown around them stays byte for byte. Elements
that only group (``div``) go and what they hold moves to their own margin; elements with a form
of their own (lists, tables, headings) are converted whole; marks within a sentence (``b``)
become Markdown's. What a reader would not see (``script``) goes. All of it is recorded.
"""

from __future__ import annotations

import html
import re
import textwrap
from collections.abc import Callable

from sanshen.content.body import ParsedBody, fill_links
from sanshen.importer.edits import Edit, EditKind, applied
from sanshen.importer.html_markdown import (
    destination,
    letters_of,
    to_markdown,
    visible_text,
)
from sanshen.importer.tags import (
    CONTAINERS,
    INLINE,
    KNOWN,
    LEAVES,
    UNSEEN,
    SourceTag,
    closing_tag,
    tag_at,
)

Parse = Callable[[str], ParsedBody]

MARKS = {
    "b": "**", "strong": "**", "i": "*", "em": "*", "del": "~~", "s": "~~", "strike": "~~",
}  # fmt: skip
CODE = frozenset({"code", "kbd", "samp", "tt"})
RAISED = frozenset({"sup", "sub"})

_BLANK_LINE = re.compile(r"\n[ \t]*\n")
_ONE_LINE = re.compile(r"[ \t]*(?:#|.*\|)")
_QUOTED = re.compile(r"[ \t]*>")


def html_edits(text: str, offset: int, parse: Parse) -> tuple[Edit, ...] | None:
    """The edits, all of one round, that make the html at ``offset`` Markdown.

    None where it is not html we know, and only can be shown as it stands.
    """
    tag = tag_at(text, offset)
    if tag is None or tag.name not in KNOWN:
        return None
    end = None if tag.closing or tag.empty else closing_tag(text, tag)
    if tag.name in UNSEEN or (tag.name in ("picture", "path", "use", "g") and end is None):
        return (_replaced(text, EditKind.ACTIVE_REMOVED, tag.start, (end or tag).end, ""),)
    if tag.name in ("br", "hr", "img", "embed"):
        return (_void(text, tag),)
    if end is None:
        return (_replaced(text, EditKind.HTML_REMOVED, tag.start, tag.end, ""),)
    if tag.name in INLINE or tag.name == "picture":
        return _inline(text, tag, end, parse)
    if tag.name in CONTAINERS or "markdown" in tag.attributes:
        return (_unwrapped(text, tag, end),)
    if tag.name in LEAVES:
        return _whole(text, tag, end, parse)
    return _tags_removed(text, tag, end)


def _replaced(text: str, kind: EditKind, start: int, end: int, after: str) -> Edit:
    return Edit(kind, start, text[start:end], after)


def _tags_removed(text: str, tag: SourceTag, end: SourceTag) -> tuple[Edit, ...]:
    return tuple(
        _replaced(text, EditKind.HTML_REMOVED, each.start, each.end, "") for each in (tag, end)
    )


def _void(text: str, tag: SourceTag) -> Edit:
    values = tag.attributes
    if tag.name == "br":
        return _break(text, tag)
    if tag.name == "hr":
        return _block(text, EditKind.HTML_CONVERTED, tag.start, tag.end, "---")
    made = to_markdown(text[tag.start : tag.end])
    if tag.name == "embed" and not values.get("src"):
        made = ""
    return _replaced(text, EditKind.HTML_CONVERTED, tag.start, tag.end, made)


def _break(text: str, tag: SourceTag) -> Edit:
    """A line break; a blank in a row, a heading, or where nothing comes before or after."""
    start = text.rfind("\n", 0, tag.start) + 1
    stop = text.find("\n", tag.end)
    before, after = text[start : tag.start], text[tag.end : stop if stop >= 0 else len(text)]
    if _ONE_LINE.match(before) or not before.strip(" \t>") or tag_at(before.strip(), 0):
        return _replaced(text, EditKind.HTML_CONVERTED, tag.start, tag.end, " ")
    if not after.strip():
        following = text[stop + 1 :].split("\n", 1)[0] if stop >= 0 else ""
        made = "\\" if following.strip(" \t>") else ""
        return Edit(EditKind.HTML_CONVERTED, tag.start, text[tag.start : tag.end] + after, made)
    margin = re.match(r"[ \t>]*(?:(?:[-+*]|[0-9]{1,9}[.)])[ \t]+)?", before)
    indent = re.sub(r"[^ \t>]", " ", margin[0]) if margin else ""
    spaces = len(after) - len(after.lstrip(" \t"))
    end = tag.end + spaces
    return _replaced(text, EditKind.HTML_CONVERTED, tag.start, end, f"\\\n{indent}")


def _inline(text: str, tag: SourceTag, end: SourceTag, parse: Parse) -> tuple[Edit, ...]:
    inner = text[tag.end : end.start]
    plain = _tags_removed(text, tag, end)
    if _BLANK_LINE.search(inner) or not inner.strip():
        return plain
    made: tuple[Edit, ...] | None = None
    if tag.name in RAISED:
        after = to_markdown(text[tag.start : end.end])
        made = (_replaced(text, EditKind.HTML_CONVERTED, tag.start, end.end, after),)
        return made if "<" not in inner else plain
    if tag.name in CODE and "<" not in inner and "`" not in inner:
        code = f"`{html.unescape(inner)}`"
        made = (_replaced(text, EditKind.HTML_CONVERTED, tag.start, end.end, code),)
    elif tag.name in MARKS:
        made = _around(text, tag, end, MARKS[tag.name], MARKS[tag.name])
    elif tag.name == "a" and tag.attributes.get("href", "").strip() and "[" not in inner[:1]:
        values = tag.attributes
        target = html.unescape(values["href"]).strip()
        closing = f"]({destination(target, html.unescape(values.get('title', '')))})"
        made = _around(text, tag, end, "[", closing)
    if made is None or _read_otherwise(text, made, plain, parse):
        return plain
    return made


def _around(
    text: str, tag: SourceTag, end: SourceTag, opening: str, closing: str
) -> tuple[Edit, ...]:
    """Two marks instead of two tags, moved over the blanks at the inner ends."""
    inner = text[tag.end : end.start]
    lead = inner[: len(inner) - len(inner.lstrip())]
    tail = inner[len(inner.rstrip()) :]
    return (
        Edit(EditKind.HTML_CONVERTED, tag.start, text[tag.start : tag.end] + lead, lead + opening),
        Edit(
            EditKind.HTML_CONVERTED,
            end.start - len(tail),
            tail + text[end.start : end.end],
            closing + tail,
        ),
    )


def _read_otherwise(
    text: str, made: tuple[Edit, ...], plain: tuple[Edit, ...], parse: Parse
) -> bool:
    """Whether the marks would be read as text: they stand where Markdown takes them for none."""
    return _squeezed(parse(applied(text, made)).text) != _squeezed(parse(applied(text, plain)).text)


def _squeezed(text: str) -> str:
    return "".join(text.split())


def _unwrapped(text: str, tag: SourceTag, end: SourceTag) -> Edit:
    """What the element holds, at the element's own margin and apart from its neighbours."""
    inner = text[tag.end : end.start]
    margin = _margin(text, tag.start)
    if margin is None:
        before, after = text[tag.start - 1 : tag.start], text[end.end : end.end + 1]
        lead = "" if before.isspace() or inner[:1].isspace() else " "
        tail = "" if not after or after.isspace() or inner[-1:].isspace() else " "
        return _replaced(text, EditKind.HTML_REMOVED, tag.start, end.end, lead + inner + tail)
    lines = inner.split("\n")
    first, rest = lines[0].strip(), textwrap.dedent("\n".join(lines[1:]))
    body = "\n".join(part for part in (first, rest.rstrip().strip("\n")) if part.strip())
    return _block(text, EditKind.HTML_REMOVED, tag.start, end.end, body)


def _whole(text: str, tag: SourceTag, end: SourceTag, parse: Parse) -> tuple[Edit, ...]:
    source = text[tag.start : end.end]
    if _margin(text, tag.start) is None and "\n" in source and _QUOTED.match(_line(text, tag)):
        return _tags_removed(text, tag, end)
    made = to_markdown(source)
    if letters_of(visible_text(source)) != page_letters(parse(made)):
        return _tags_removed(text, tag, end)
    return (_block(text, EditKind.HTML_CONVERTED, tag.start, end.end, made),)


def page_letters(parsed: ParsedBody) -> str:
    """The letters a reader sees of a parsed body, texts of pictures among them."""
    return letters_of(visible_text(fill_links(parsed, (None for _ in parsed.links))))


def _block(text: str, kind: EditKind, start: int, end: int, made: str) -> Edit:
    """``made`` instead of a stretch of text, as a block of its own at the margin it has."""
    margin = _margin(text, start)
    if margin is None:
        return _replaced(text, kind, start, end, f"\n\n{made}\n\n" if made else " ")
    begin = start - len(margin)
    above = text[:begin].rstrip(" \t")
    below = text[end:].lstrip(" \t")
    apart = not below or _BLANK_LINE.match(below) or below == "\n"
    lines = (f"{margin}{line}" if line.strip() else "" for line in made.split("\n"))
    before = "" if not above or above.endswith("\n\n") else "\n"
    after = "" if apart else "\n" if below[0] == "\n" else "\n\n"
    return _replaced(text, kind, begin, end, f"{before}{chr(10).join(lines)}{after}")


def _margin(text: str, offset: int) -> str | None:
    """The blanks before ``offset`` where nothing else stands before it on its line."""
    start = text.rfind("\n", 0, offset) + 1
    before = text[start:offset]
    return before if not before.strip() else None


def _line(text: str, tag: SourceTag) -> str:
    return text[text.rfind("\n", 0, tag.start) + 1 : tag.start]
