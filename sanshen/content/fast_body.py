"""快速解析 (fast body): the same as ``markdown.parse_body`` for texts that hold nothing odd.

Most bodies are paragraphs, headings, lists, tables, links and pictures. For those the parser's
html needs a few replacements, no walk, no sanitiser and no places. On the least doubt the
answer is None and the slow parser, which is the definition of what is right, reads the body.

That the sanitiser would change nothing here is a law with a test of its own: no raw html was
left out, every address is one of our slots, every attribute one we know the spelling of.
"""

from __future__ import annotations

import re

import comrak

from sanshen.content.body import BREAK_IN_HAN, HEADING_PREFIX, Heading, Link, ParsedBody
from sanshen.content.plain_text import TAG, unescaped

_ANCHOR = re.compile(
    r'<a href="#[^"]*" aria-label="[^"]*" data-heading-content="([^"]*)" class="anchor"></a>'
)
_HEADING = re.compile(rf'<h([1-6]) id="({HEADING_PREFIX}[^"\s&]*)">')
# numbers of anything but the usual signs: among them are control characters
_ODD_ENTITY = re.compile(
    "&(?:#(?!(?:3[3-9]|[4-9][0-9]|1[6-9][0-9]|[2-9][0-9]{2}|82[0-9]{2});)|NewLine)"
)
_ODD_TAG = re.compile(r"<[^>&\n]*[&\n]")
_PRE = re.compile(r"(<pre>.*?</pre>)", re.S)
_CODE = re.compile(r'<code class="[^"]*">')
_HEAD = re.compile(r"<thead>(.*?)</thead>", re.S)
_SLOT = re.compile(r'<(a href|img src)="@\d+"')
_ALIGNED_CELLS = tuple(
    (f'<{cell} align="{side}">', f'<{cell}{scope} class="align-{side}">')
    for cell, scope in (("td", ""), ("th", ' scope="col"'))
    for side in ("left", "center", "right")
)
_TITLED_IMAGE = re.compile(r'(<img src="@\d+")( alt="[^"]*")( title="[^"]*")')


def parse_fast(body: str) -> ParsedBody | None:
    """The parsed body without places, None where only the slow parser can tell."""
    targets: list[str] = []
    if "[^" in body or "\r" in body or ("&" in body and _ODD_ENTITY.search(body)):
        return None
    html = _rendered(body, targets)
    # an empty value: an address the parser refused, the box of a task, no alternative text
    if '=""' in html or ("<" in body and "<!--" in html):
        return None
    headings, html = _headings(html)
    if headings is None:
        return None
    if ("&" in html or ' title="' in html) and _ODD_TAG.search(html):
        return None
    html = _in_our_form(html)
    if _has_blank_head(html):
        return None
    if "&quot;" in html:
        html = html.replace("&quot;", '"')
    if "\u00a0" in html:
        html = html.replace("\u00a0", "&nbsp;")
    pieces = _SLOT.split(html)
    links = _links(pieces, targets)
    if links is None:
        return None
    slots = tuple(range(len(links)))
    return ParsedBody(tuple(pieces[0::2]), slots, None, headings, links, (), ())


def _rendered(body: str, targets: list[str]) -> str:
    def number(target: str) -> str:
        targets.append(target)
        return f"@{len(targets) - 1}"

    extensions = comrak.ExtensionOptions()
    extensions.table = extensions.tasklist = extensions.strikethrough = True
    extensions.cjk_friendly_emphasis = True
    # a sixth of the parser's time; footnotes, which are on elsewhere, do not come this far
    extensions.autolink = ":" in body or "@" in body or "www." in body
    extensions.header_id_prefix = HEADING_PREFIX
    extensions.link_url_rewriter = extensions.image_url_rewriter = number
    html: str = comrak.render_markdown(
        body, extensions, comrak.ParseOptions(), comrak.RenderOptions()
    )
    return html


def _headings(html: str) -> tuple[tuple[Heading, ...] | None, str]:
    """The headings, and ``html`` without the empty link the parser adds to each.

    None where one has an id with characters that need looking at.
    """
    pieces = _ANCHOR.split(html)
    if len(pieces) == 1:
        return (None if "data-heading-content" in html else ()), html
    html = "".join(pieces[0::2])
    opened = _HEADING.findall(html)
    if len(opened) != len(pieces) // 2 or "data-heading-content" in html:
        return None, html
    headings = zip(opened, pieces[1::2], strict=True)
    return tuple(Heading(int(on), name, unescaped(text)) for (on, name), text in headings), html


def _in_our_form(html: str) -> str:
    """Tags as the sanitiser writes them, and Chinese lines joined where they were broken."""
    if "<pre" in html:
        pieces = _PRE.split(_CODE.sub("<code>", html))
        pieces[0::2] = (BREAK_IN_HAN.sub("", piece) for piece in pieces[0::2])
        html = "".join(pieces)
    else:
        html = BREAK_IN_HAN.sub("", html)
    html = html.replace(" />", ">")
    if "<img" in html:
        html = _TITLED_IMAGE.sub(r"\1\3\2", html)
    if "<table" in html:
        html = html.replace("<th>", '<th scope="col">')
        if ' align="' in html:
            for found, wanted in _ALIGNED_CELLS:
                html = html.replace(found, wanted)
    return html


def _has_blank_head(html: str) -> bool:
    """Whether a table has a head without a word, which is a finding with a place."""
    return "<thead" in html and not all(TAG.sub("", head).strip() for head in _HEAD.findall(html))


def _links(pieces: list[str], targets: list[str]) -> tuple[Link, ...] | None:
    """The links, whose kinds and following html alternate with the first of ``pieces``.

    None where a link holds another, be it a picture: their texts are not told apart here.
    """
    links = []
    if len(pieces) != 2 * len(targets) + 1:
        return None
    for number, target in enumerate(targets):
        kind, rest = pieces[2 * number + 1], pieces[2 * number + 2]
        opening, _, inner = rest.partition(">")
        if kind == "img src":
            alternative = opening.partition(' alt="')[2].partition('"')[0]
            links.append(Link(target, unescaped(alternative), image=True))
            continue
        inner, closed, _ = inner.partition("</a>")
        if not closed:
            return None
        links.append(Link(target, _flat(inner).strip()))
    return tuple(links)


def _flat(inner: str) -> str:
    if "<" in inner:
        inner = TAG.sub("", inner)
    return unescaped(inner)
