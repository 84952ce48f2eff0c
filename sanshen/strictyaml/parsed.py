"""What reading a YAML text gives: its data, where each value stands, what was wrong."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from sanshen.model.findings import Finding

KeyPath = tuple[str | int, ...]
"""Where a value stands inside the data: ``("attachments", 0, "file")``."""

Place = tuple[int, int]
"""Line and column in the file, both counted from 1, columns in characters."""


@dataclass(frozen=True, slots=True)
class ParsedYaml:
    """解析结果: every scalar of ``data`` is text, an empty value is None.

    ``marks`` has the place of each key (of the item itself in a list), ``values`` the place
    where its value begins; ``()`` is the document. ``empty`` are the keys without a value,
    ``unread`` those whose value could not be read and about which a finding already speaks.
    """

    data: Any
    marks: Mapping[KeyPath, Place]
    findings: tuple[Finding, ...]
    values: Mapping[KeyPath, Place] = field(default_factory=dict)
    empty: tuple[KeyPath, ...] = ()
    unread: frozenset[KeyPath] = frozenset()

    def place_of_key(self, path: KeyPath) -> Place:
        """The place of the key at ``path``, or of the nearest thing around it that has one."""
        return _nearest(self.marks, path)

    def place_of_value(self, path: KeyPath) -> Place:
        """The place of the value at ``path``, or of the nearest thing around it."""
        return self.values[path] if path in self.values else self.place_of_key(path)

    def is_unread(self, path: KeyPath) -> bool:
        """Whether the value at ``path``, or something around it, could not be read."""
        return any(path[:length] in self.unread for length in range(len(path) + 1))


def _nearest(places: Mapping[KeyPath, Place], path: KeyPath) -> Place:
    for length in range(len(path), -1, -1):
        if path[:length] in places:
            return places[path[:length]]
    return (1, 1)
