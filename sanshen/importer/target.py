"""导入目标: the site an import goes into, its columns, and all that is there already."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import tzinfo
from pathlib import Path
from zoneinfo import ZoneInfo

import yaml

from sanshen.content.redirects import NAME as REDIRECTS
from sanshen.content.settings import inherit_markdown, parse_column, parse_site
from sanshen.importer.mapping import ColumnRule
from sanshen.importer.mapping import Mapping as FieldMapping
from sanshen.model.findings import Finding, finding
from sanshen.model.sites import Column, ItemKind, Site

WHOLE = "."


class ImportRefusedError(Exception):
    """整批不予导入: nothing is imported at all; ``findings`` say why."""

    def __init__(self, findings: tuple[Finding, ...]) -> None:
        super().__init__(findings)
        self.findings = findings


@dataclass(frozen=True, slots=True)
class Target:
    """A site and its columns, by path; ``existing`` are the files of the site, by repository
    path, ``register`` its 存量登记 and ``redirects`` its 转向清单 (None where there is none yet),
    ``new_settings`` the column.yml that the import makes."""

    site: Site
    columns: Mapping[str, Column]
    existing: Mapping[str, bytes]
    register: bytes | None
    redirects: bytes | None = None
    new_settings: Mapping[str, bytes] = field(default_factory=dict)

    @property
    def register_path(self) -> str:
        """Where the site's 存量登记 is."""
        return f"registry/legacy/{self.site.code}.yml"

    @property
    def redirects_path(self) -> str:
        """Where the site's 转向清单 is."""
        return f"content/{self.site.code}/{REDIRECTS}"

    @property
    def zone(self) -> tzinfo:
        """The site's time zone."""
        return ZoneInfo(self.site.timezone)


def load_target(root: Path, site: str, mapping: FieldMapping) -> Target:
    """Read the columns of ``site`` that ``mapping`` names, in the repository at ``root``.

    Raises ``ImportRefusedError`` when the site or a column is missing and the mapping has no
    settings for it, when settings can't be read, or a column doesn't take its kind of items.
    """
    site_path = f"content/{site}/site.yml"
    found_site, findings = parse_site(site_path, _read(root, site_path))
    if found_site is None:
        raise ImportRefusedError(findings)
    paths = {above for rule in mapping.columns for above in _with_ancestors(rule.to)}
    columns: dict[tuple[str, str], Column] = {}
    made: dict[str, bytes] = {}
    for path in sorted(paths):
        data, new = _settings(root, site, path, mapping)
        column_path = f"content/{site}/{path}/column.yml"
        column, findings = parse_column(column_path, data)
        if column is None:
            raise ImportRefusedError(findings)
        columns[site, path] = column
        if new:
            made[column_path] = data
    _check_kinds(site, mapping, columns)
    sites = {site: found_site}
    inherited = {path: column for (_, path), column in inherit_markdown(sites, columns).items()}
    return Target(
        found_site,
        inherited,
        _files(root, f"content/{site}"),
        _optional(root, f"registry/legacy/{site}.yml"),
        _optional(root, f"content/{site}/{REDIRECTS}"),
        made,
    )


def into_column(column: str | None, mapping: FieldMapping) -> FieldMapping:
    """The mapping with ``column`` for all sources; None: it names columns itself, or M137."""
    if column is None and not mapping.columns:
        raise ImportRefusedError((finding("M137", "."),))
    if column is None:
        return mapping
    rule = ColumnRule.model_validate({"from": ".", "to": column})
    return mapping.model_copy(update={"columns": (rule,)})


def column_rule(source: str, rules: tuple[ColumnRule, ...]) -> ColumnRule | None:
    """The rule for a source: of those whose folder it is in, the one with the longest."""
    fitting = [
        rule
        for rule in rules
        if rule.sources == WHOLE or source.startswith(f"{rule.sources.strip('/')}/")
    ]
    return max(fitting, key=lambda rule: len(rule.sources.strip("./")), default=None)


def _check_kinds(
    site: str, mapping: FieldMapping, columns: Mapping[tuple[str, str], Column]
) -> None:
    wrong: list[Finding] = []
    for rule in mapping.columns:
        kind: ItemKind = rule.kind or mapping.kind
        column = columns[site, rule.to]
        if kind not in column.kinds:
            kinds, path = "、".join(column.kinds), f"content/{site}/{rule.to}/column.yml"
            wrong.append(finding("M132", path, kind=kind, kinds=kinds))
    if wrong:
        raise ImportRefusedError(tuple(dict.fromkeys(wrong)))


def _settings(root: Path, site: str, path: str, mapping: FieldMapping) -> tuple[bytes, bool]:
    """(bytes of a column.yml, whether it is new)."""
    column_path = f"content/{site}/{path}/column.yml"
    rules = [rule for rule in mapping.columns if rule.to == path]
    named = next((rule for rule in rules if rule.name), None)
    if named is None or mapping.owner is None or (root / column_path).exists():
        return _read(root, column_path), False
    values: dict[str, object] = {
        "name": named.name,
        "kinds": list(dict.fromkeys(str(rule.kind or mapping.kind) for rule in rules)),
        "owner": mapping.owner,
        "description": f"{named.name}（{mapping.origin}）",
        "keywords": [named.name],
    }
    if named.names:
        values["names"] = dict(named.names)
    text = yaml.safe_dump(values, allow_unicode=True, sort_keys=False, width=10_000)
    return text.encode("utf-8"), True


def _with_ancestors(column: str) -> list[str]:
    parts = column.split("/")
    return ["/".join(parts[: n + 1]) for n in range(len(parts))]


def _files(root: Path, folder: str) -> dict[str, bytes]:
    files = (file for file in (root / folder).rglob("*") if file.is_file())
    return {file.relative_to(root).as_posix(): file.read_bytes() for file in files}


def _optional(root: Path, path: str) -> bytes | None:
    return _read(root, path) if (root / path).exists() else None


def _read(root: Path, path: str) -> bytes:
    try:
        return (root / path).read_bytes()
    except OSError as error:
        reason = error.strerror or str(error)
        raise ImportRefusedError((finding("M131", path, reason=reason),)) from error
