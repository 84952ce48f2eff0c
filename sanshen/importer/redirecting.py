"""转向 (redirecting): the old site's addresses led on, in ``content/<site>/redirects.yml``.

What a source says of itself (its address, those that redirected to it) is sure. For further
addresses of a list the likeliest page is looked for, else the nearest column, else the home
page: guesses, marked as such in the file and the report, for an editor to confirm.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches

from sanshen.content.addresses import (
    ORIGINAL_LANGUAGE,
    column_address,
    home_address,
    split_item_path,
)
from sanshen.content.old_addresses import AddressError, address_of, read_address
from sanshen.content.redirect_checks import check_redirects
from sanshen.content.redirects import Redirect, parse_redirects
from sanshen.importer.drafts import texts_of
from sanshen.importer.foreign import ForeignDocument
from sanshen.importer.headers import scalar_text
from sanshen.importer.mapping import Mapping as FieldMapping
from sanshen.importer.old_site import OldSite
from sanshen.importer.placing import Placed
from sanshen.importer.results import OldAddress
from sanshen.importer.target import ImportRefusedError, Target
from sanshen.model.findings import finding

Redirecting = tuple[str, ForeignDocument]
GUESS = "  # 待核实"
ALIKE = 0.85


@dataclass(frozen=True, slots=True)
class Redirects:
    """转向清单: its new bytes (None when it stays), what it leads where, and what it can't."""

    data: bytes | None
    addresses: tuple[OldAddress, ...]
    lost: tuple[tuple[str, str], ...]


def plan_redirects(
    target: Target,
    mapping: FieldMapping,
    old_site: OldSite,
    placed: Mapping[str, Placed],
    redirecting: Sequence[Redirecting],
    listed: Sequence[str],
) -> Redirects:
    """Where every old address leads now. Raises ``ImportRefusedError`` when the list of
    redirects that is there can't be read."""
    guesser = _Guesser(target, mapping, old_site, placed)
    wanted = [OldAddress(address, path, True) for address, path in old_site.addresses.items()]
    for _, document in redirecting:
        wanted += _redirecting(document, mapping, guesser)
    wanted += [guesser.guess(address) for address in listed]
    known = _known(target)
    addresses: dict[str, OldAddress] = {}
    lost: dict[str, str] = {}
    for old in wanted:
        bare = old_site.relative(old.address) or old.address
        try:
            page = read_address(bare)
        except AddressError as error:
            lost[old.address] = error.reason
            continue
        if page.lower() not in known:
            addresses.setdefault(page.lower(), OldAddress(bare, old.target, old.sure))
    for page, code in _in_the_way(target, placed, tuple(addresses)):
        old = addresses.pop(page)
        # what is there now is what the address meant, or as near to it as can be
        if code != "T119":
            lost[old.address] = code
    kept = tuple(addresses.values())
    return Redirects(_written(target, mapping, kept), kept, tuple(lost.items()))


def _in_the_way(
    target: Target, placed: Mapping[str, Placed], pages: tuple[str, ...]
) -> Iterator[tuple[str, str]]:
    """(address, code) of those that the new site has a page at, or that it generates."""
    site = target.site.code
    redirects = [
        Redirect(site, page, "", home_address(ORIGINAL_LANGUAGE), target.redirects_path, number)
        for number, page in enumerate(pages)
    ]
    claims = [(site, address, "") for address in _taken(target, placed)]
    settled = {(site, redirect.address): redirect for redirect in redirects}
    found = check_redirects(claims, redirects, settled, {site: target.site})
    yield from {pages[each.line]: each.code for each in found}.items()


def _redirecting(
    document: ForeignDocument, mapping: FieldMapping, guesser: _Guesser
) -> Iterator[OldAddress]:
    """The addresses of a source that is nothing but a redirect."""
    to = texts_of(document, mapping.redirected_by or "").texts[0]
    found = guesser.guess(to) if guesser.is_inside(to) else None
    for key in mapping.addresses.keys:
        for address in texts_of(document, key).texts:
            # it redirected out of the site, where our redirects don't lead
            there = found or guesser.guess(address)
            yield OldAddress(address, there.target, found is not None and found.sure)


class _Guesser:
    """Finds the likeliest page for an address that no source speaks of."""

    def __init__(
        self,
        target: Target,
        mapping: FieldMapping,
        old_site: OldSite,
        placed: Mapping[str, Placed],
    ) -> None:
        self._site = target.site
        self._codes = dict(mapping.languages.codes)
        self._otherwise = mapping.languages.otherwise
        self._old_site = old_site
        self._langs = {each.path: each.draft.version.lang for each in placed.values()}

    def is_inside(self, target: str) -> bool:
        """Whether ``target`` is on the old site."""
        return self._old_site.relative(target.strip()) is not None

    def guess(self, address: str) -> OldAddress:
        """Where ``address`` leads: to its own page, one of like name, a column, or home."""
        inside = self._old_site.relative(address.strip()) or address
        path = self._old_site.at(inside)
        if path is not None:
            return OldAddress(inside, path, True)
        lang = self._lang(inside)
        like = self._of_like_name(inside, lang)
        return OldAddress(inside, like or self._above(inside, lang), False)

    def _lang(self, address: str) -> str:
        code = address.strip("/").split("/")[0]
        return self._codes.get(code, self._otherwise)

    def _of_like_name(self, address: str, lang: str) -> str | None:
        names: dict[str, set[str]] = {}
        for old, path in self._old_site.addresses.items():
            if self._langs.get(path) == lang:
                names.setdefault(_last(old), set()).add(path)
        unique = {name: next(iter(paths)) for name, paths in names.items() if len(paths) == 1}
        near = get_close_matches(_last(address), sorted(unique), 1, ALIKE)
        return unique[near[0]] if near else None

    def _above(self, address: str, lang: str) -> str:
        """The page, column or home page above an address."""
        parts = address.strip("/").split("/")
        while len(parts) > 1:
            parts.pop()
            path = self._old_site.at("/" + "/".join(parts))
            if path is not None and "".join(parts) not in self._codes:
                return path
        return home_address(lang if lang in self._langs.values() else ORIGINAL_LANGUAGE)


def _last(address: str) -> str:
    return address.rstrip("/").rpartition("/")[2].lower()


def _taken(target: Target, placed: Mapping[str, Placed]) -> frozenset[str]:
    """The addresses, in lower case, that pages of the new site have."""
    pages = {address_of(each.path) for each in placed.values()}
    pages |= {address_of(path) for path in target.existing if split_item_path(path)}
    taken = {page[1] for page in pages if page is not None}
    for lang in target.site.languages:
        taken.add(home_address(lang))
        taken.update(column_address(path, lang) for path in target.columns)
    return frozenset(taken)


def _known(target: Target) -> frozenset[str]:
    """The old addresses, in lower case, that the list has already."""
    if target.redirects is None:
        return frozenset()
    redirects, findings = parse_redirects(target.redirects_path, target.redirects)
    if redirects is None:
        raise ImportRefusedError(findings)
    return frozenset(redirect.address.lower() for redirect in redirects)


def _written(
    target: Target, mapping: FieldMapping, addresses: tuple[OldAddress, ...]
) -> bytes | None:
    if not addresses:
        return None
    if target.redirects is None:
        text = f"from: {scalar_text(mapping.origin)}\nredirects:\n"
    else:
        text = target.redirects.decode("utf-8").rstrip("\n") + "\n"
        if not text.rstrip("\n").rpartition("\n")[2].startswith("  /"):
            raise ImportRefusedError((finding("M133", target.redirects_path, 1),))
    for old in sorted(addresses, key=lambda each: each.address):
        to = old.target.removeprefix("content") if old.target.startswith("content/") else old.target
        mark = "" if old.sure else GUESS
        text += f"  {scalar_text(old.address)}: {scalar_text(to)}{mark}\n"
    return text.encode("utf-8")
