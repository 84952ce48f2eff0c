"""Markdown 渲染: CommonMark/GFM by comrak with emphasis that knows Chinese, sanitised by nh3.

``parse_body`` depends on the body alone and is kept by blob id; ``render_parsed`` puts in the
addresses of links, which depend on the content tree.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable
from importlib.metadata import version
from pathlib import Path

import comrak

from sanshen import catalogue
from sanshen.content import body as body_module
from sanshen.content import fast_body, html_walk, raw_html, sanitising
from sanshen.content.addresses import ORIGINAL_LANGUAGE
from sanshen.content.body import (
    HEADING_PREFIX,
    Link,
    ParsedBody,
    Rendered,
    Resolution,
    Resolve,
    fill_links,
    find_anchor,
)
from sanshen.content.html_walk import Walk
from sanshen.content.raw_html import SourceCursor
from sanshen.model.findings import Finding, finding

_SLOT = re.compile(r'(?:<a href|<img src)="@(\d+)"')
_LABELS = {"back": "markdown.back", "section": "markdown.footnotes",
           "done": "markdown.task_done", "open": "markdown.task_open"}  # fmt: skip


def parse_body(body: str, body_line: int, lang: str = ORIGINAL_LANGUAGE) -> ParsedBody:
    """Parse and sanitise a Markdown body; never raises, whatever the text.

    ``body_line`` is the line of the file on which ``body`` begins, so that every place in
    the result counts in the file; ``lang`` chooses the words of footnote and task labels.
    """
    targets: list[str] = []
    walk = Walk(SourceCursor(body, body_line), targets, _labels(lang))
    walk.run(_parsed_html(body, targets))
    pieces = _SLOT.split(sanitising.sanitise("".join(walk.out)))
    parsed = ParsedBody(
        parts=tuple(pieces[0::2]),
        slots=tuple(map(int, pieces[1::2])),
        own_text=None,
        headings=tuple(walk.headings),
        links=tuple(walk.links),
        raw_html=tuple(walk.raw_html),
        blank_table_heads=tuple(walk.blank_table_heads),
    )
    return parsed.saying(_tidy("".join(walk.text)))


def render_body(item_path: str, body: str, body_line: int, resolve: Resolve) -> Rendered:
    """Render a body of the item at ``item_path``; every link is put before ``resolve``."""
    lang = item_path.rpartition("/")[2].split(".")[1]
    return render_parsed(
        item_path, parse_body(body, body_line, ORIGINAL_LANGUAGE if lang == "md" else lang), resolve
    )


def render_parsed(
    item_path: str,
    body: ParsedBody,
    resolve: Resolve,
    locate: Callable[[], ParsedBody] | None = None,
) -> Rendered:
    """The html of a parsed body with resolved links; findings for raw html and dead links.

    ``locate`` gives the same body with the places of its links; asked only for a dead link.
    """
    links = resolve_links(body, resolve)
    if locate is not None and any(result.code for _, result in links):
        links = resolve_links(locate(), resolve)
    findings = check_raw_html(item_path, body) + tuple(
        found for link, result in links if (found := link_finding(item_path, link, result))
    )
    html = fill_links(body, (result.address for _, result in links))
    return Rendered(html, body.text, body.headings, links, findings)


def resolve_links(body: ParsedBody, resolve: Resolve) -> tuple[tuple[Link, Resolution], ...]:
    """Every link of ``body`` with where it leads; anchors in the page are looked up here."""
    return tuple((link, _resolve_link(body, link, resolve)) for link in body.links)


def link_finding(item_path: str, link: Link, result: Resolution) -> Finding | None:
    """The finding of a link that leads nowhere, None for a good one."""
    if result.code is None:
        return None
    return finding(result.code, item_path, link.line, link.column, **dict(result.args))


def check_raw_html(item_path: str, body: ParsedBody) -> tuple[Finding, ...]:
    """One finding for each piece of raw html; the renderer has left it out."""
    return tuple(
        finding("R101", item_path, spot.line, spot.column, html=spot.text) for spot in body.raw_html
    )


def renderer_version() -> str:
    """渲染器版本: of the parser, the sanitiser and our own code; part of every record's key."""
    modules = (body_module, fast_body, html_walk, raw_html, sanitising)
    digest = hashlib.sha256(f"comrak {version('comrak')} nh3 {version('nh3')}".encode())
    for file in (__file__, *(module.__file__ for module in modules)):
        digest.update(Path(str(file)).read_bytes())
    digest.update((catalogue.FOLDER / "messages" / "markdown.yml").read_bytes())
    return digest.hexdigest()[:20]


def _resolve_link(body: ParsedBody, link: Link, resolve: Resolve) -> Resolution:
    if link.dangerous:
        return Resolution(None, code="L104", args=(("target", link.target),))
    if link.target.startswith("#") and not link.image:
        anchor = find_anchor(body.headings, link.target[1:])
        if anchor is None:
            return Resolution(None, code="L102", args=(("target", link.target),))
        return Resolution(f"#{anchor}")
    return resolve(link)


def _labels(lang: str) -> dict[str, str]:
    spoken = "zh" if lang.startswith("zh") else "en"
    return {name: catalogue.messages()[key][spoken] for name, key in _LABELS.items()}


def _parsed_html(body: str, targets: list[str]) -> str:
    extensions = comrak.ExtensionOptions()
    extensions.table = extensions.footnotes = extensions.tasklist = True
    extensions.strikethrough = extensions.autolink = True
    extensions.cjk_friendly_emphasis = True
    extensions.header_id_prefix = HEADING_PREFIX
    extensions.link_url_rewriter = extensions.image_url_rewriter = _numbering(targets)
    parsing = comrak.ParseOptions()
    parsing.sourcepos_chars = True
    rendering = comrak.RenderOptions()
    rendering.sourcepos = True
    html: str = comrak.render_markdown(body, extensions, parsing, rendering)
    return html


def _numbering(targets: list[str]) -> object:
    def number(target: str) -> str:
        targets.append(target)
        return f"@{len(targets) - 1}"

    return number


def _tidy(text: str) -> str:
    lines = (line.strip() for line in text.split("\n"))
    return "\n".join(line for line in lines if line)
