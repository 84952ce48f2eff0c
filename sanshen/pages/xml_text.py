"""XML 文本 (XML text): elements and attributes written so that any text survives."""

from __future__ import annotations

import re

DECLARATION = '<?xml version="1.0" encoding="utf-8"?>\n'
# What XML 1.0 cannot hold, however it is written.
_IMPOSSIBLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
# Written here, because xml.sax.saxutils costs 25 ms to import (urllib, http, email with it).
_TEXT = str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;", "\r": "&#13;"})
_VALUE = str.maketrans(
    {"&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;",
     "\n": "&#10;", "\r": "&#13;", "\t": "&#9;"}
)  # fmt: skip


def element(name: str, text: str = "", **attributes: str) -> str:
    """``<name attribute="…">text</name>``; an attribute ``xml_lang`` is written ``xml:lang``.

    Raises ValueError for characters that XML cannot hold.
    """
    given = "".join(
        f' {key.replace("_", ":")}="{_possible(value).translate(_VALUE)}"'
        for key, value in attributes.items()
    )
    return f"<{name}{given}>{xml_text(text)}</{name}>" if text else f"<{name}{given}/>"


def xml_text(text: str) -> str:
    """Text as element content."""
    return _possible(text).translate(_TEXT)


def _possible(text: str) -> str:
    found = _IMPOSSIBLE.search(text)
    if found:
        raise ValueError(f"XML cannot hold {found[0]!a}")
    return text
