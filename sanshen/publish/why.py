"""生成原因 (why): what a page is made from, and what in the last build had it made again."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from sanshen.catalogue import message
from sanshen.content.records import RecordStore
from sanshen.index.city_index import CityIndex
from sanshen.index.inputs import FOLDER, PREVIEW, PUBLISH
from sanshen.publish.reports import report_file
from sanshen.publish.site_build import RECORDS
from sanshen.publish.theme_source import read_theme
from sanshen.units.book import UnitBook
from sanshen.units.page_types import declare
from sanshen.units.unit import Unit, UnitRef

SHOWN = 8


def explain_page(
    root: Path, site: str, publishing: bool, treeish: str | None, page: str, lang: str
) -> str:
    """Say whether the last build made ``page``, because of what, and all that it depends on."""
    path = urlsplit(page).path.lstrip("/")
    path = f"{path}index.html" if not path or path.endswith("/") else path
    file = root / FOLDER / f"{PUBLISH if publishing else PREVIEW}.sqlite"
    with (
        RecordStore(root / RECORDS) as records,
        CityIndex.open(file, records, root) as index,
    ):
        row = index.unit(site, path)
        if row is None:
            return message("why.unknown", lang, site=site, page=path)
        book = UnitBook(index, site, read_theme(root, treeish))
        unit = declare(book, UnitRef(row.type, row.args))
    if unit is None:
        return message("why.unknown", lang, site=site, page=path)
    report = json.loads(report_file(root, site, publishing).read_text(encoding="utf-8"))
    return "\n".join(_lines(unit, report, lang))


def _lines(unit: Unit, report: dict[str, Any], lang: str) -> Iterator[str]:
    made = unit.path in report["made"]
    yield message("why.made" if made else "why.kept", lang, page=unit.path)
    yield message(f"build.why.{report['reason']}", lang)
    depends = sorted(set(content_paths(unit.inputs)) | {path for path, _ in unit.sources})
    for path in depends:
        if path in report["changed"]:
            what = message(f"why.{report['changed'][path]}", lang)
            yield message("why.cause", lang, path=path, what=what)
    names = "、".join(name for name, _ in unit.inputs) or "—"
    template = unit.template or "—"
    yield message("why.inputs", lang, type=unit.ref.type, template=template, names=names)
    for path in depends[:SHOWN]:
        yield f"  {path}"
    if len(depends) > SHOWN:
        yield message("why.more", lang, count=len(depends) - SHOWN)


def content_paths(value: object) -> Iterator[str]:
    """Every path of the content named anywhere in declared inputs."""
    if isinstance(value, str):
        if value.startswith("content/"):
            yield value
    elif isinstance(value, tuple | list):
        for part in value:
            yield from content_paths(part)
