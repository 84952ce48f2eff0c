"""XML 文本 (XML text): elements and attributes written so that any text survives."""

from __future__ import annotations

import re
from xml.sax.saxutils import escape, quoteattr

DECLARATION = '<?xml version="1.0" encoding="utf-8"?>\n'
# What XML 1.0 cannot hold, however it is written.
_IMPOSSIBLE = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_LINE_ENDS = {"\r": "&#13;"}


def element(name: str, text: str = "", **attributes: str) -> str:
    """``<name attribute="…">text</name>``; an attribute ``xml_lang`` is written ``xml:lang``.

    Raises ValueError for characters that XML cannot hold.
    """
    given = "".join(
        f" {key.replace('_', ':')}={quoteattr(_possible(value))}"
        for key, value in attributes.items()
    )
    return f"<{name}{given}>{xml_text(text)}</{name}>" if text else f"<{name}{given}/>"


def xml_text(text: str) -> str:
    """Text as element content."""
    return escape(_possible(text), _LINE_ENDS)


def _possible(text: str) -> str:
    found = _IMPOSSIBLE.search(text)
    if found:
        raise ValueError(f"XML cannot hold {found[0]!a}")
    return text
