"""纯文本 (plain text): the words that html of ours says, one line for each block."""

from __future__ import annotations

import re

TAG = re.compile(r"<[^>]*>")
_IMAGE = re.compile(r'<img [^>]*?alt="([^"]*)">')
_ENTITIES = (
    ("&quot;", '"'), ("&lt;", "<"), ("&gt;", ">"), ("&nbsp;", "\u00a0"), ("&amp;", "&"),
)  # fmt: skip


def plain_text(html: str) -> str:
    """The words of sanitised html; pictures say their alternative text."""
    if "<img" in html:
        html = _IMAGE.sub(r"\1", html)
    if "<table" in html:
        html = html.replace("</td>\n", " ").replace("</th>\n", " ")
    lines = [line.strip() for line in unescaped(TAG.sub("", html)).split("\n")]
    return "\n".join([line for line in lines if line])


def beginning(html: str, length: int) -> str:
    """The first characters of ``plain_text``, blanks and line ends as one blank each.

    Of a long text only so much is read as may be needed.
    """
    # a line says the same whatever follows it, unless a tag goes on in the next one
    head = html[: html.find("\n", 4 * length) + 1]
    if head and head.rfind(">") >= head.rfind("<"):
        found = " ".join(plain_text(head).split())[:length]
        if len(found) == length:
            return found
    return " ".join(plain_text(html).split())[:length]


def unescaped(text: str) -> str:
    """``text`` with the characters that the sanitiser writes as entities."""
    if "&" in text:
        for entity, character in _ENTITIES:
            text = text.replace(entity, character)
    return text
