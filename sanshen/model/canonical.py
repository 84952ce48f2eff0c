"""规范化编码 (canonical form): the one way to write a value so that it can be hashed and signed."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from typing import Any

_PLAIN = frozenset({str, int, bool, type(None)})


def canonical_json(value: Any) -> str:
    """One line of JSON: sorted keys, no blanks, no escapes beyond JSON's own (RFC 8785 in spirit).

    Floats are refused: their spelling differs between programs. Raises TypeError, ValueError.
    """
    _refuse_floats(value)
    return json.dumps(
        value, ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False
    )


def _refuse_floats(value: Any) -> None:
    if isinstance(value, float):
        raise TypeError("a float has no canonical form")
    inner: Iterable[Any] = ()
    if isinstance(value, dict):
        if not all(isinstance(key, str) for key in value):
            raise TypeError("keys of canonical JSON are text")
        inner = value.values()
    elif isinstance(value, list | tuple):
        inner = value
    # Most of what is written are rows of texts: one look at their types is all they need.
    if not _PLAIN.issuperset(map(type, inner)):
        for one in inner:
            if type(one) not in _PLAIN:
                _refuse_floats(one)


def sha256_text(text: str) -> str:
    """The SHA-256 of a text in UTF-8, as 64 hexadecimal digits."""
    return hashlib.sha256(text.encode("utf-8", "surrogateescape")).hexdigest()


def sha256_bytes(data: bytes) -> str:
    """The SHA-256 of bytes, as 64 hexadecimal digits."""
    return hashlib.sha256(data).hexdigest()
