"""无障碍 (GB/T 37668): headings, text alternatives, link texts and tables of the text.

What a page can be checked for without a browser; contrast and keyboard belong to the theme.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from sanshen.content.body import Heading, Link, ParsedBody
from sanshen.content.item import Item
from sanshen.content.links import locate_body
from sanshen.model.findings import CheckResult, Finding, finding
from sanshen.rules.context import Context, result

EMPTY_PHRASES = frozenset(
    {
        "点击", "点此", "点这里", "点击这里", "点击此处", "请点击", "请点击这里", "请点击此处",
        "此处", "这里", "更多", "详情", "查看", "查看详情", "点击查看", "点击下载", "下载", "链接",
        "here", "click here", "click", "more", "read more", "link", "this", "this link", "download",
    }
)  # fmt: skip

_ENDS = re.compile(r"^[\s“”\"'（(【\[<《>]+|[\s“”\"'）)】\]>》。.…！!>]+$")
_LINE_END = re.compile(r"\r\n?|\n")
_HAN = re.compile(r"[\u3000-\u303f\u4e00-\u9fff\uff00-\uffef“”‘’]")


def check_accessibility(context: Context) -> CheckResult:
    """R102–R111 of the bodies of the items concerned."""
    examined = 0
    findings: list[Finding] = []
    for item in context.concerned_items():
        examined += 1
        body = context.tree.bodies[item.path]
        if _has_han_target(body) or any(True for _ in check_body(item, body)):
            findings += check_body(item, locate_body(context.tree, item.path))
    return result("accessibility", examined, findings)


def check_body(item: Item, body: ParsedBody) -> Iterator[Finding]:
    """The findings of the parsed body of ``item``, whatever its links lead to.

    Places are needed for the sentences, and to decide R111 where a target holds Chinese.
    """
    path, lines = item.path, _LINE_END.split(item.body)
    yield from _check_headings(path, body.headings)
    for link in body.links:
        if link.image:
            yield from _check_image(path, link)
            continue
        yield from _check_link(path, link)
        if _HAN.search(link.target) and _is_bare(link, lines, item.body_line):
            yield finding("R111", path, link.line, link.column, target=link.target)
    for spot in body.blank_table_heads:
        yield finding("R109", path, spot.line, spot.column)
    yield from _check_text(item, body)


def _has_han_target(body: ParsedBody) -> bool:
    return any(_HAN.search(link.target) for link in body.links if not link.image)


def _check_headings(path: str, headings: tuple[Heading, ...]) -> Iterator[Finding]:
    before = 1
    for heading in headings:
        place = (path, heading.line, heading.column)
        if heading.level == 1:
            yield finding("R102", *place, text=heading.text)
        elif heading.level > before + 1:
            yield finding("R103", *place, text=heading.text, level=heading.level, before=before)
        if not heading.text.strip():
            yield finding("R110", *place)
        before = heading.level


def _check_image(path: str, image: Link) -> Iterator[Finding]:
    if not image.text.strip():
        yield finding("R104", path, image.line, image.column, target=image.target)


def _check_link(path: str, link: Link) -> Iterator[Finding]:
    place = (path, link.line, link.column)
    text = _ENDS.sub("", link.text).strip()
    if not text:
        yield finding("R106", *place, target=link.target)
    elif text.lower() in EMPTY_PHRASES:
        yield finding("R105", *place, text=link.text)


def _is_bare(link: Link, lines: list[str], body_line: int) -> bool:
    """Whether the address stands in the text without marks, so that the parser found its end."""
    line = lines[link.line - body_line]
    return line[link.column - 1 : link.column] not in ("<", "[")


def _check_text(item: Item, body: ParsedBody) -> Iterator[Finding]:
    # a blank body is the schema's affair: a service guide may do without
    pictures = "".join(link.text for link in body.links if link.image)
    words = "".join(body.text.split())
    if any(link.image for link in body.links):
        if len(words) <= len("".join(pictures.split())):
            yield finding("R108", item.path)
    elif not words and item.body.strip():
        yield finding("R107", item.path)
