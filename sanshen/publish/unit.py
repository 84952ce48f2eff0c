"""输出单元 (unit): one file of a site's output, declared with all of its inputs.

A unit's key is the digest of its inputs; the time of the build is none of them, so a page
whose key is unchanged is the same byte for byte.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from sanshen.model.canonical import sha256_bytes
from sanshen.model.findings import Finding, finding
from sanshen.units.inputs import digest

Context = Mapping[str, Any]
Source = tuple[str, str]


class UnitKind(StrEnum):
    """What makes the bytes: a template, the feed writer, our own text, or a copied file."""

    PAGE = "page"
    FEED = "feed"
    TEXT = "text"
    FILE = "file"


class Level(StrEnum):
    """Which official page tags a page carries (standards §2.2)."""

    SITE = "site"
    COLUMN = "column"
    ARTICLE = "article"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class Unit:
    """One output file: ``path`` without leading slash, the digests of all its ``inputs``,
    and ``context``, which builds what its template is given. ``sources`` are the content
    paths it shows as (path, blob)."""

    path: str
    kind: UnitKind
    level: Level
    template: str
    lang: str
    inputs: tuple[tuple[str, str], ...]
    sources: tuple[tuple[str, str], ...]
    context: Callable[[], Context]

    @property
    def key(self) -> str:
        """The digest of all declared inputs."""
        return digest((self.path, self.kind, self.template, self.inputs))


def text_unit(path: str, text: str) -> Unit:
    """A file of our own words, ``robots.txt``."""
    inputs = (("text", digest(text)),)
    return Unit(path, UnitKind.TEXT, Level.NONE, "", "", inputs, (), lambda: {"text": text})


def file_unit(path: str, source: Source) -> Unit:
    """A copied attachment: its source is (path, blob)."""
    inputs = (("blob", source[1]),)
    return Unit(path, UnitKind.FILE, Level.NONE, "", "", inputs, (source,), dict)


def theme_unit(path: str, name: str, data: bytes) -> Unit:
    """A static file of the theme, at a place that carries a digest of its bytes."""
    inputs = (("sha256", sha256_bytes(data)),)
    return Unit(path, UnitKind.FILE, Level.NONE, "", "", inputs, (), lambda: {"static": name})


def check_units(units: Iterable[Unit]) -> tuple[Finding, ...]:
    """Two units may not have one path, whatever the case of its letters."""
    seen: dict[str, Unit] = {}
    found = []
    for unit in units:
        other = seen.setdefault(unit.path.casefold(), unit)
        if other is not unit:
            where = unit.sources[0][0] if unit.sources else unit.path
            found.append(finding("B105", where, address=unit.path, other=other.path))
    return tuple(found)
