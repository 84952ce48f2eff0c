"""网址转向 (redirects): addresses that lead to a page which is now elsewhere.

Two places name them: the header of an item (``former_addresses`` 原网址), reviewed with it,
and ``content/<site>/redirects.yml``, the settings file with the lists of older sites.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Annotated, Protocol

from pydantic import Field

from sanshen.catalogue import blocking
from sanshen.content.item import Item
from sanshen.content.old_addresses import AddressError, address_of, read_address
from sanshen.content.targets import Target, source_target
from sanshen.model.findings import Finding, finding
from sanshen.strictyaml import ParsedYaml, StrictModel, parse_yaml_bytes, validate
from sanshen.strictyaml.fields import Line
from sanshen.strictyaml.validation import shown_field

NAME = "redirects.yml"

_PATH = re.compile(r"content/([^/]+)/redirects\.yml")
_SOURCE_NAMES = ("/column.yml", "/site.yml")


@dataclass(frozen=True, slots=True)
class Redirect:
    """网址转向: ``address`` of ``site`` leads to ``target_path``.

    ``address`` is the page that redirects, in the form of ``read_address``. ``target_path`` is
    the path of an item, ``column.yml``, ``site.yml`` or attachment; in a redirect just parsed
    it is empty where the list names an address, which ``target_address`` then has. In a
    ``ContentTree`` both are filled, and ``target_address`` is absolute where the target is on
    another site. ``source`` is the file that says so, at ``line`` (1 for a header).
    """

    site: str
    address: str
    target_path: str
    target_address: str
    source: str
    line: int = 1


class RedirectsFile(StrictModel):
    """转向清单: old addresses to targets, and where the list is from."""

    origin: Line | None = Field(None, alias="from", title="清单来源")
    redirects: Annotated[dict[Line, Line], Field(min_length=1)] = Field(title="转向")


def redirects_of(item: Item) -> tuple[Redirect, ...]:
    """The redirects that an item's header names; its own page is their target."""
    return tuple(
        Redirect(item.site, address, item.path, item.address, item.path)
        for address in item.header.former_addresses or ()
    )


def parse_redirects(
    path: str, data: bytes
) -> tuple[tuple[Redirect, ...] | None, tuple[Finding, ...]]:
    """转向清单: the redirects of a ``redirects.yml``, None when a finding blocks.

    Whether a target exists, and whether an address is free, only the whole tree shows.
    """
    match = _PATH.fullmatch(path)
    parsed = parse_yaml_bytes(data, path)
    file, findings = validate(RedirectsFile, parsed, path)
    if match is None:
        return None, (*findings, finding("S111", path))
    if file is None:
        return None, findings
    read: list[Redirect] = []
    found = (*findings, *_read(match[1], file.redirects, parsed, path, read))
    return (None if blocking(found) else tuple(read)), found


def _read(
    site: str,
    redirects: Mapping[str, str],
    parsed: ParsedYaml,
    path: str,
    read: list[Redirect],
) -> Iterator[Finding]:
    """Fill ``read``; C143 and S113 forms of address and target, T119 an address given twice."""
    lines: dict[str, int] = {}
    for old, target in redirects.items():
        place = parsed.place_of_key(("redirects", old))
        try:
            address = read_address(old)
        except AddressError as error:
            problem = "@" + f"redirect.{error.reason}"
            field = shown_field(RedirectsFile, ("redirects",))
            yield finding("C143", path, *place, field=field, value=old, problem=problem)
            continue
        first = lines.setdefault(address.lower(), place[0])
        if first != place[0]:
            yield finding("T119", path, *place, address=address, other=path, first=first)
            continue
        found = _target(path, target)
        if found is None:
            value_place = parsed.place_of_value(("redirects", old))
            yield finding("S113", path, *value_place, value=target)
            continue
        read.append(Redirect(site, address, *found, path, place[0]))


def _target(path: str, target: str) -> tuple[str, str] | None:
    """(path, "") of a source target, ("", address) of an address; None for neither."""
    if target.endswith((".md", *_SOURCE_NAMES)):
        found = source_target(path, target) if target.startswith("/") else None
        return None if found is None or address_of(found.path) is None else (found.path, "")
    try:
        return "", read_address(target)
    except AddressError:
        return None


def moved_to(path: str, leads_to: Callable[[str, str], str | None]) -> str | None:
    """现路径: where the item or column that was at ``path`` is now, by the redirect it left.

    So links to what has moved need no edit: they name a path, its page had an address, and
    that address leads on. ``leads_to`` gives the target path of a redirect by (site,
    address), None where there is none. None where what it leads to is of another sort.
    """
    place = address_of(path)
    target = leads_to(*place) if place is not None else None
    if not target or target.rpartition(".")[2] != path.rpartition(".")[2]:
        return None
    return target


class Signposts(Protocol):
    """What is asked of the content to follow what has moved; ``Places`` has it."""

    def known(self, path: str) -> bool:
        """Whether there is a file at a path, readable or not."""

    def redirected(self, site: str, address: str) -> str | None:
        """The path of what a former address of a site leads to."""


def forwarded(signposts: Signposts, target: Target) -> Target:
    """A link's target where it is now; what is there, or gone for good, is left as it is."""
    if not target.path.endswith((".md", "/column.yml")) or signposts.known(target.path):
        return target
    now = moved_to(target.path, signposts.redirected)
    return target if now is None else Target(now, target.fragment)
