"""网站与栏目设置 (settings): ``site.yml``, ``column.yml`` and the 存量登记, read strictly."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType

from sanshen.catalogue import blocking
from sanshen.content.identifiers import is_fictional
from sanshen.content.settings_files import ColumnFile, LegacyFile, SiteFile
from sanshen.model.findings import Finding, finding
from sanshen.model.sites import Column, Site
from sanshen.strictyaml import ParsedYaml, parse_yaml_bytes, validate
from sanshen.strictyaml.dates import DateError, read_day, read_moment

UNKNOWN = "unknown"
"""What a 存量登记 has for an item whose old time is not known; the item waits, unpublished."""

_SITE_PATH = re.compile(r"content/([^/]+)/site\.yml")
_COLUMN_PATH = re.compile(r"content/([^/]+)/(.+)/column\.yml")
_LEGACY_PATH = re.compile(r"registry/legacy/([^/]+)\.yml")


@dataclass(frozen=True, slots=True)
class LegacyRegister:
    """存量登记: old publication times by item path, and where they are from.

    A time is ``YYYY-MM-DD HH:MM`` in the site's zone, a day ``YYYY-MM-DD``, None: unknown.
    """

    site: str
    origin: str
    times: Mapping[str, str | None]


def parse_site(path: str, data: bytes) -> tuple[Site | None, tuple[Finding, ...]]:
    """网站设置: the site of a ``site.yml``, None when a finding blocks."""
    match = _SITE_PATH.fullmatch(path)
    parsed = parse_yaml_bytes(data, path)
    file, findings = validate(SiteFile, parsed, path)
    found = (*findings, *_check_site(file, parsed, path), *_check_path(match, path))
    if file is None or match is None or blocking(found):
        return None, found
    site = Site(
        code=match[1],
        name=file.name,
        level=file.level,
        sponsor=file.sponsor,
        supervisor=file.supervisor,
        organiser=file.organiser,
        domain=file.domain,
        site_id_code=file.site_id_code,
        icp=file.icp,
        police_record=file.police_record or "",
        contact=file.contact,
        languages=file.languages,
        timezone=file.timezone,
        description=file.description,
        names=dict(file.names or {}),
        markdown=file.markdown,
        topics=dict(file.topics or {}),
        omit=file.omit or (),
    )
    return site, found


def parse_column(path: str, data: bytes) -> tuple[Column | None, tuple[Finding, ...]]:
    """栏目设置: the column of a ``column.yml``, None when a finding blocks."""
    match = _COLUMN_PATH.fullmatch(path)
    file, findings = validate(ColumnFile, parse_yaml_bytes(data, path), path)
    found = (*findings, *_check_path(match, path))
    if file is None or match is None or blocking(found):
        return None, found
    column = Column(
        site=match[1],
        path=match[2],
        name=file.name,
        kinds=file.kinds,
        owner=file.owner,
        description=file.description,
        keywords=file.keywords,
        order=file.order,
        update_within_days=file.update_within_days,
        core_for_translation=file.core_for_translation,
        names=dict(file.names or {}),
        markdown=file.markdown,
    )
    return column, found


def inherit_markdown(
    sites: Mapping[str, Site], columns: Mapping[tuple[str, str], Column]
) -> dict[tuple[str, str], Column]:
    """Every column with its dialect: its own, else the nearest column's above, else the site's."""
    return {key: _inheriting(column, sites, columns) for key, column in columns.items()}


def _inheriting(
    column: Column, sites: Mapping[str, Site], columns: Mapping[tuple[str, str], Column]
) -> Column:
    path, named = column.path, column.markdown
    while named is None and "/" in path:
        path = path.rpartition("/")[0]
        above = columns.get((column.site, path))
        named = above.markdown if above else None
    if named is None and column.site in sites:
        named = sites[column.site].markdown
    return column if named is column.markdown else replace(column, markdown=named)


def parse_legacy(path: str, data: bytes) -> tuple[LegacyRegister | None, tuple[Finding, ...]]:
    """存量登记: the register of ``registry/legacy/<site>.yml``, None when a finding blocks."""
    match = _LEGACY_PATH.fullmatch(path)
    parsed = parse_yaml_bytes(data, path)
    file, findings = validate(LegacyFile, parsed, path)
    found = (*findings, *_check_path(match, path))
    if file is None or match is None:
        return None, found
    found = (*found, *_check_legacy(match[1], file, parsed, path))
    if blocking(found):
        return None, found
    times = {item: None if time == UNKNOWN else time for item, time in file.items.items()}
    return LegacyRegister(match[1], file.origin, MappingProxyType(times)), found


def _check_path(match: re.Match[str] | None, path: str) -> Iterator[Finding]:
    if match is None:
        yield finding("S111", path)


def _check_site(file: SiteFile | None, parsed: ParsedYaml, path: str) -> Iterator[Finding]:
    """S106 order of languages, S108 names, S112 the fictional province on a real domain."""
    if file is None:
        return
    if file.languages[0] != "zh-cn" or len(set(file.languages)) != len(file.languages):
        yield finding("S106", path, *parsed.place_of_value(("languages",)))
    for language in file.names or {}:
        if language not in file.languages[1:]:
            place = parsed.place_of_key(("names", language))
            yield finding("S108", path, *place, language=language)
    for name, record in (("icp", file.icp), ("police_record", file.police_record or "")):
        if is_fictional(record) and not file.domain.endswith(".example"):
            yield finding("S112", path, *parsed.place_of_value((name,)), value=record)


def _check_legacy(site: str, file: LegacyFile, parsed: ParsedYaml, path: str) -> Iterator[Finding]:
    """S109 a path that is no item of the site, S110 a time that is none."""
    item_path = re.compile(rf"content/{re.escape(site)}/\S+/[^/\s]+\.md")
    for item, time in file.items.items():
        if not item_path.fullmatch(item):
            place = parsed.place_of_key(("items", item))
            yield finding("S109", path, *place, item=item, site=site)
        if time != UNKNOWN and not _is_time_or_day(time):
            place = parsed.place_of_value(("items", item))
            yield finding("S110", path, *place, value=time)


def _is_time_or_day(text: str) -> bool:
    try:
        read_day(text) if len(text) == 10 else read_moment(text)
    except DateError:
        return False
    return True
