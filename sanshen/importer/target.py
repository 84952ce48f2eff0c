"""导入目标: the column an import goes into, with all that is there already."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import tzinfo
from pathlib import Path
from zoneinfo import ZoneInfo

from sanshen.content.settings import parse_column, parse_site
from sanshen.model.findings import Finding, finding
from sanshen.model.sites import Column, ItemKind, Site


class ImportRefusedError(Exception):
    """整批不予导入: nothing is imported at all; ``findings`` say why."""

    def __init__(self, findings: tuple[Finding, ...]) -> None:
        super().__init__(findings)
        self.findings = findings


@dataclass(frozen=True, slots=True)
class Target:
    """A column of a site; ``existing`` are the Markdown files below it, ``register`` the
    site's 存量登记 (None where there is none yet), both by repository path."""

    site: Site
    column: Column
    existing: Mapping[str, bytes]
    register: bytes | None

    @property
    def folder(self) -> str:
        """The column's folder in the repository."""
        return f"content/{self.site.code}/{self.column.path}"

    @property
    def register_path(self) -> str:
        """Where the site's 存量登记 is."""
        return f"registry/legacy/{self.site.code}.yml"

    @property
    def zone(self) -> tzinfo:
        """The site's time zone."""
        return ZoneInfo(self.site.timezone)


def load_target(root: Path, site: str, column: str, kind: ItemKind) -> Target:
    """Read the column ``column`` of ``site`` in the repository at ``root``.

    Raises ``ImportRefusedError`` when site or column is missing or unreadable, or the column
    doesn't take items of ``kind``.
    """
    site_path = f"content/{site}/site.yml"
    column_path = f"content/{site}/{column}/column.yml"
    found_site, findings = parse_site(site_path, _read(root, site_path))
    found_column, more = parse_column(column_path, _read(root, column_path))
    if found_site is None or found_column is None:
        raise ImportRefusedError((*findings, *more))
    if kind not in found_column.kinds:
        kinds = "、".join(found_column.kinds)
        raise ImportRefusedError((finding("M132", column_path, kind=kind, kinds=kinds),))
    folder = root / "content" / site / column
    files = (file for file in folder.rglob("*.md") if file.is_file())
    existing = {file.relative_to(root).as_posix(): file.read_bytes() for file in files}
    register = root / f"registry/legacy/{site}.yml"
    data = register.read_bytes() if register.exists() else None
    return Target(found_site, found_column, existing, data)


def _read(root: Path, path: str) -> bytes:
    try:
        return (root / path).read_bytes()
    except OSError as error:
        reason = error.strerror or str(error)
        raise ImportRefusedError((finding("M131", path, reason=reason),)) from error
