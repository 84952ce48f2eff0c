"""快速读取 (simple YAML): headers written as nearly all are, read line by line.

``key: value``, lists in one or several lines, one level of nesting. What is accepted here the
strict reader reads to the same data without a finding; on the least doubt the answer is None
and the strict reader, which alone can explain, reads the text.
"""

from __future__ import annotations

import re
from typing import Any

from sanshen.strictyaml.characters import has_bad_characters
from sanshen.strictyaml.quotes import OPENING, is_wrapped

_KEY = r"[a-z][a-z0-9_]*"
# no comment, no key inside, none of YAML's signs at the beginning
_PLAIN = r"[^\s\-?:,\[\]{}#&*!|>'\"%@`][^#:\n]*+(?::(?! |\n)[^#:\n]*+)*+"
_QUOTED = r"\"[^\"\\\n]*\"|'[^'\n]*'"
_FLOW = r"\[[^\[\]{}#&*!|>'%@`?:\\\n\uff0c\u3001]*\]"
_VALUE = rf"(?:({_PLAIN})|({_QUOTED})|({_FLOW}))"
_ENTRY = re.compile(rf"({_KEY}):(?: {_VALUE})?\n")
_ITEM = re.compile(rf"( *)- (?:({_KEY}): )?{_VALUE}\n")
_INNER = re.compile(rf"( +)({_KEY}): {_VALUE}\n")
_FLOW_ITEM = re.compile(r" *(?:((?!-)[^\s,\"]+(?: +[^\s,\"]+)*)|(\"[^\"]*\")) *")


def parse_simple(text: str) -> dict[str, Any] | None:
    """The data of ``text``; None where only the strict reader can tell."""
    if "\t" in text or "\r" in text or " \n" in text or has_bad_characters(text):
        return None
    data: dict[str, Any] = {}
    position, end = 0, len(text)
    while position < end:
        entry = _ENTRY.match(text, position)
        if entry is None:
            return None
        key, plain, quoted, flow = entry.groups()
        position = entry.end()
        value: Any = _value(plain, quoted, flow)
        if value is None:
            value, position = _block(text, position)
        if value is None or key in data:
            return None
        data[key] = value
    return data or None


def _value(plain: str | None, quoted: str | None, flow: str | None) -> str | list[str] | None:
    if plain is not None:
        return None if plain[0] in OPENING and is_wrapped(plain) else plain
    if quoted is not None:
        return quoted[1:-1]
    return None if flow is None else _flow(flow[1:-1])


def _flow(inner: str) -> list[str] | None:
    """The items of ``[a, "b"]``; None for an empty one or what may not be plain."""
    items = []
    position = 0
    while True:
        item = _FLOW_ITEM.match(inner, position)
        if item is None:
            return None
        plain, quoted = item.groups()
        value = quoted[1:-1] if plain is None else plain
        if plain is not None and plain[0] in OPENING and is_wrapped(plain):
            return None
        items.append(value)
        position = item.end()
        if position == len(inner):
            return items
        if inner[position] != ",":
            return None
        position += 1


def _block(text: str, position: int) -> tuple[list[Any] | dict[str, str] | None, int]:
    """The list or mapping of the lines from ``position``, and where it ends."""
    item = _ITEM.match(text, position)
    if item is not None:
        return _block_list(text, item)
    inner = _INNER.match(text, position)
    if inner is None:
        return None, position
    return _block_mapping(text, inner, {}, inner[1])


def _block_list(text: str, item: re.Match[str] | None) -> tuple[list[Any] | None, int]:
    items: list[Any] = []
    indent: str | None = None
    position = 0
    while item is not None:
        own, key, *parts = item.groups()
        indent = own if indent is None else indent
        value: Any = _value(*parts)
        if own != indent or value is None:
            return None, position
        position = item.end()
        if key is not None:
            rest, deeper = _INNER.match(text, position), indent + "  "
            value = {key: value}
            if rest is not None and len(rest[1]) > len(indent):
                value, position = _block_mapping(text, rest, value, deeper)
                if value is None:
                    return None, position
        items.append(value)
        item = _ITEM.match(text, position)
    return items, position


def _block_mapping(
    text: str, inner: re.Match[str] | None, data: dict[str, str], indent: str
) -> tuple[dict[str, Any] | None, int]:
    position = 0
    while inner is not None and len(inner[1]) >= len(indent):
        own, key, *parts = inner.groups()
        value = _value(*parts)
        if own != indent or value is None or key in data:
            return None, position
        data[key] = value  # type: ignore[assignment]
        position = inner.end()
        inner = _INNER.match(text, position)
    return data, position
