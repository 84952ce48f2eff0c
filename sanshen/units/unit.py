"""输出单元 (unit): one file of a site's output, declared with all of its inputs.

A unit's key is the digest of its inputs; the time of the build is none of them, so a page
whose key is unchanged is the same byte for byte.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Mapping
from enum import StrEnum
from typing import TYPE_CHECKING, Any, NamedTuple, Protocol

import msgspec

if TYPE_CHECKING:
    from sanshen.index.rows import Changes
    from sanshen.units.book import UnitBook

Context = Mapping[str, Any]
KEY_BYTES = 16
# Every value with its type and length, so that no two lists of inputs are written alike.
_ENCODER = msgspec.msgpack.Encoder()


class UnitKind(StrEnum):
    """What makes the bytes: a template, our own text (feeds, lists for machines), or a file."""

    PAGE = "page"
    TEXT = "text"
    FILE = "file"


class Level(StrEnum):
    """Which official page tags a page carries (standards §2.2)."""

    SITE = "site"
    COLUMN = "column"
    ARTICLE = "article"
    NONE = "none"


class UnitRef(NamedTuple):
    """Which unit is meant: the name of its page type and that type's arguments. Picklable."""

    type: str
    args: tuple[str, ...]


class Unit(NamedTuple):
    """One output file: ``path`` without leading slash, ``shared`` the digest of what many share
    (code, wording, template, chrome), ``inputs`` everything else it depends on, by name.

    ``context`` builds what the template is given (PAGE), ``text`` the bytes (TEXT), ``blob``
    names the file copied (FILE, empty for a file of the theme). ``sources`` are the content
    paths it shows as (path, blob).
    """

    ref: UnitRef
    path: str
    kind: UnitKind
    level: Level
    lang: str
    shared: str
    inputs: tuple[tuple[str, object], ...]
    template: str = ""
    context: Callable[[], Context] = dict
    text: Callable[[], bytes] = bytes
    blob: str = ""
    sources: tuple[tuple[str, str], ...] = ()

    @property
    def key(self) -> str:
        """The digest of all declared inputs."""
        return key_of(self.ref, self.path, self.shared, self.inputs)


class PageType(Protocol):
    """网页类型: one kind of unit; knows its instances and what each depends on."""

    name: str

    def refs(self, book: UnitBook) -> Iterator[UnitRef]:
        """Every unit of this type that the site may have now."""

    def affected(self, book: UnitBook, changes: Changes) -> Iterator[UnitRef]:
        """At least every unit whose key differs after ``changes``, those that went included."""

    def declare(self, book: UnitBook, args: tuple[str, ...]) -> Unit | None:
        """The unit, None when there is nothing to show under these arguments (any more)."""


def key_of(*inputs: object) -> str:
    """The digest of declared inputs: strings, numbers, None and (named) tuples of them."""
    return hashlib.blake2b(_ENCODER.encode(inputs), digest_size=KEY_BYTES).hexdigest()
