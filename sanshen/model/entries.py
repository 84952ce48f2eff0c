"""台账记录 (ledger entry) of the 信息发布登记台账: chained by hash, signed by the gate."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from functools import cached_property
from typing import Any

from sanshen.model.canonical import canonical_json, sha256_text

FORMAT = "sanshen/entry/1"
NAMESPACE = "sanshen.ledger"
FIRST_PREVIOUS = "0" * 64


class EntryError(Exception):
    """The text is not an entry in canonical form."""


class EntryKind(StrEnum):
    """记录种类: 立账, 提交, 意见, 放行开始, 放行, 上网."""

    FOUNDED = "FOUNDED"
    SUBMITTED = "SUBMITTED"
    STATED = "STATED"
    RELEASING = "RELEASING"
    RELEASED = "RELEASED"
    PUBLISHED = "PUBLISHED"


@dataclass(frozen=True)
class Entry:
    """One entry: ``previous`` is the hash of the entry before, ``at`` the gate's time (UTC).

    Text and hash are made once: a baseline's entry names every file there is.
    """

    seq: int
    previous: str
    at: datetime
    kind: EntryKind
    body: Mapping[str, Any]

    @cached_property
    def text(self) -> str:
        """The canonical text that is hashed and signed."""
        return canonical_json(
            {
                "format": FORMAT,
                "seq": self.seq,
                "previous": self.previous,
                "at": self.at.isoformat(),
                "kind": self.kind.value,
                "body": dict(self.body),
            }
        )

    @cached_property
    def hash(self) -> str:
        """记录哈希: SHA-256 of the canonical text; the next entry names it."""
        return sha256_text(self.text)

    @property
    def change(self) -> int | None:
        """The change this entry is about, None for FOUNDED and PUBLISHED."""
        number = self.body.get("change")
        return number if isinstance(number, int) else None


def parse_entry(text: str) -> Entry:
    """Read an entry; EntryError unless the text is exactly its canonical form."""
    try:
        row = json.loads(text)
        if row["format"] != FORMAT or type(row["seq"]) is not int:
            raise EntryError(f"not a {FORMAT}")
        at = datetime.fromisoformat(row["at"])
        entry = Entry(row["seq"], row["previous"], at, EntryKind(row["kind"]), row["body"])
        if at.tzinfo is None or not isinstance(entry.body, dict):
            raise EntryError("an entry needs an instant and a body")
        same = entry.text == text
    except (ValueError, KeyError, TypeError, RecursionError) as error:
        raise EntryError(str(error)) from error
    if not same:
        raise EntryError("the text is not in canonical form")
    return entry
