"""原网站 (old site): which address of the old site, or source file, is now at which path."""

from __future__ import annotations

import posixpath
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from urllib.parse import quote, unquote, urlsplit

from sanshen.importer.drafts import Draft, texts_of
from sanshen.importer.mapping import AddressRule
from sanshen.importer.placing import Placed

_PELICAN = re.compile(r"[{|](?:filename|static|attach|author|category|tag|index)[|}]")
_INDEX = re.compile(r"/index\.(?:html?|md)$|\.html?$")
_KEPT = "%/:?#[]@!$&'()*+,;=~-._"
_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:")
_PATTERN_SLOT = re.compile(r"\{(\w+)\}")


@dataclass(frozen=True, slots=True)
class Found:
    """找到的去处: ``path`` in the repository, or ``file`` below the source folder; with the
    ``fragment`` behind ``#``."""

    path: str
    file: str
    fragment: str


class OldSite:
    """The old site's addresses and sources, and where they have gone.

    ``addresses`` is address to repository path, as the sources wrote it; lookups don't mind
    case, a closing slash or ``index.html``.
    """

    def __init__(
        self,
        placed: Mapping[str, Placed],
        columns: Iterable[tuple[str, str]],
        rule: AddressRule,
        files: Iterable[str],
    ) -> None:
        self._rule = rule
        self._sources = {source: each.path for source, each in placed.items()}
        self._files = frozenset(files)
        names = Counter(source.rpartition("/")[2] for source in placed)
        self._names = {
            source.rpartition("/")[2]: each.path
            for source, each in placed.items()
            if names[source.rpartition("/")[2]] == 1
        }
        self.addresses: dict[str, str] = {}
        for source in sorted(placed):
            for address in old_addresses(placed[source].draft, rule):
                self.addresses.setdefault(address, placed[source].path)
        for address, path in columns:
            self.addresses.setdefault(address, path)
        self._by_form = {_form(address): path for address, path in reversed(self.addresses.items())}

    def at(self, address: str) -> str | None:
        """The path of what had an address of the old site."""
        return self._by_form.get(_form(address))

    def relative(self, target: str) -> str | None:
        """A target without the old site's origin; None where it leads elsewhere."""
        for origin in self._rule.origins:
            bare = re.sub(r"^https?:", "", origin).rstrip("/")
            rest = re.sub(r"^https?:", "", target)
            if rest == bare or rest.startswith((f"{bare}/", f"{bare}#", f"{bare}?")):
                return rest.removeprefix(bare) or "/"
        return None if _SCHEME.match(target) or target.startswith("//") else target

    def find(self, source: str, target: str) -> Found | None:
        """What a link of ``source`` means, None where it is nothing that came along."""
        inside = self.relative(target.strip())
        if inside is None:
            return None
        plain = _PELICAN.sub("", inside)
        path, _, fragment = plain.partition("#")
        path = unquote(path.partition("?")[0])
        for candidate in self._candidates(source, path):
            if candidate in self._sources:
                return Found(self._sources[candidate], "", fragment)
            if found := self.at(f"/{candidate}"):
                return Found(found, "", fragment)
            if candidate in self._files:
                return Found("", candidate, fragment)
        name = path.rpartition("/")[2]
        if name.endswith(".md") and name in self._names:
            return Found(self._names[name], "", fragment)
        return None

    @staticmethod
    def _candidates(source: str, path: str) -> Iterator[str]:
        if path.startswith("/"):
            yield path.lstrip("/")
        elif path:
            yield posixpath.normpath(posixpath.join(posixpath.dirname(source), path))
            yield posixpath.normpath(path)

    def absolute(self, target: str) -> str | None:
        """The full address on the old site, None where the mapping names none."""
        inside = self.relative(target.strip())
        if inside is None or not self._rule.origins or not inside.startswith("/"):
            return None
        return f"{self._rule.origins[0].rstrip('/')}{quote(inside, safe=_KEPT)}"


def old_addresses(draft: Draft, rule: AddressRule) -> Iterator[str]:
    """The addresses a source had: those its header names, those by the mapping's patterns."""
    for key in rule.keys:
        for text in texts_of(draft.document, key).texts:
            parts = urlsplit(text.strip())
            if parts.path.startswith("/") and (not parts.scheme or _of_origin(text, rule)):
                yield parts.path
    for pattern in rule.patterns:
        address = _by_pattern(pattern, draft)
        if address is not None:
            yield address


def _of_origin(text: str, rule: AddressRule) -> bool:
    return any(text.startswith(origin) for origin in rule.origins)


def _by_pattern(pattern: str, draft: Draft) -> str | None:
    year, _, rest = draft.day.partition("/")
    values = {
        "folder": "".join(texts_of(draft.document, "@folder").texts),
        "name": draft.version.name,
        "slug": "".join(texts_of(draft.document, "slug").texts),
        "lang": draft.version.lang,
        "year": year,
        "month": rest[:2],
        "day": rest[2:4],
    }
    if any(not values.get(name) and name != "folder" for name in _PATTERN_SLOT.findall(pattern)):
        return None
    address = _PATTERN_SLOT.sub(lambda slot: values.get(slot[1], ""), pattern)
    return re.sub(r"/{2,}", "/", address)


def _form(address: str) -> str:
    plain = _INDEX.sub("", unquote(address))
    return plain.rstrip("/").lower() or "/"
