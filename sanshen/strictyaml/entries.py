"""逐项读取: a text YAML refuses, read entry by entry, so that one error hides no other."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import yaml

from sanshen.model.findings import Finding, finding
from sanshen.strictyaml.building import LimitReachedError, TreeBuilder
from sanshen.strictyaml.parsed import KeyPath, ParsedYaml, Place
from sanshen.strictyaml.problems import name_problem

_ENTRY = re.compile(r"^(?=[^\s#\-\]}])", re.MULTILINE)
_KEY = re.compile(r"[^\s:：]+")


class EntryReader:
    """Joins the entries of one broken text; the key of an unreadable entry counts as unread."""

    def __init__(self, path: str, comments: bool) -> None:
        self.path = path
        self.comments = comments
        self.data: dict[str, Any] = {}
        self.marks: dict[KeyPath, Place] = {}
        self.values: dict[KeyPath, Place] = {}
        self.findings: list[Finding] = []
        self.empty: list[KeyPath] = []
        self.unread: set[KeyPath] = set()

    def read(self, text: str, first_line: int) -> ParsedYaml:
        """Everything that can be read of ``text``."""
        self.marks[()] = (first_line, 1)
        for line, entry in _entries(text, first_line):
            self._read_entry(entry, line)
        return ParsedYaml(
            self.data,
            self.marks,
            tuple(self.findings),
            self.values,
            tuple(self.empty),
            frozenset(self.unread),
        )

    def _read_entry(self, entry: str, line: int) -> None:
        try:
            part = TreeBuilder(entry, self.path, line, self.comments).build()
        except LimitReachedError as stop:
            self._refuse(entry, finding("Y146", self.path, *stop.place))
        except yaml.YAMLError as error:
            self._refuse(entry, name_problem(error, entry, self.path, line))
        else:
            if part.data is None or isinstance(part.data, dict):
                self._join(part)
            else:
                text = entry.strip().split("\n")[0][:40]
                self._refuse(entry, finding("Y134", self.path, line, 1, text=text))

    def _refuse(self, entry: str, found: Finding) -> None:
        self.findings.append(found)
        key = _KEY.match(entry)
        if key:
            self.unread.add((key.group(),))

    def _join(self, part: ParsedYaml) -> None:
        self.findings.extend(part.findings)
        for key, value in (part.data or {}).items():
            if key in self.data:
                place, first = part.marks[(key,)], self.marks[(key,)]
                self.findings.append(
                    finding("Y103", self.path, *place, key=key, first_line=first[0])
                )
            self.data.setdefault(key, value)
        for path, place in part.marks.items():
            self.marks.setdefault(path, place)
        for path, place in part.values.items():
            self.values.setdefault(path, place)
        self.empty.extend(path for path in part.empty if path)
        self.unread |= part.unread


def _entries(text: str, first_line: int) -> Iterator[tuple[int, str]]:
    """The top-level entries of ``text``, each with the line of the file it begins on."""
    starts = [match.start() for match in _ENTRY.finditer(text)]
    if not starts or starts[0] != 0:
        starts.insert(0, 0)
    line = first_line
    for start, end in zip(starts, [*starts[1:], len(text)], strict=True):
        yield line, text[start:end]
        line += text.count("\n", start, end)
