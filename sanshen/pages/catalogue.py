"""政府信息公开目录 (public catalogue): what is open, as records another system can take over.

The keys are the official Chinese terms; their order is that of ENTRY_KEYS and never changes,
so that two catalogues can be compared line by line.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping

from sanshen.model.sites import Site
from sanshen.pages.machine_views import CatalogueEntry

# Field of the view to key of the record.
ENTRY_KEYS: Mapping[str, str] = {
    "index_number": "索引号",
    "title": "标题",
    "doc_number": "文号",
    "issuers": "发文机关",
    "written_on": "成文日期",
    "released_on": "发布日期",
    "validity": "有效性",
    "subject": "主题分类",
    "open_categories": "五公开",
    "column": "栏目",
    "url": "网址",
    "language": "语种",
    "blob": "放行文件标识",
}


def render_catalogue(site: Site, entries: Iterable[CatalogueEntry]) -> bytes:
    """The records of ``entries`` in the order given, one a line; 网址 is absolute."""
    rows = [_line(_record(site, entry)) for entry in entries]
    return _document(site, len(rows), "条目", rows)


def render_catalogue_index(site: Site, parts: Iterable[tuple[str, str, int]]) -> bytes:
    """The files a catalogue is cut into: (path without leading slash, what it holds, records)."""
    given = tuple(parts)
    rows = [
        _line({"名称": name, "网址": f"{site.origin}/{path}", "条目数": count})
        for path, name, count in given
    ]
    return _document(site, sum(count for _, _, count in given), "分册", rows)


def _record(site: Site, entry: CatalogueEntry) -> dict[str, object]:
    record = {key: getattr(entry, name) for name, key in ENTRY_KEYS.items()}
    return {**record, ENTRY_KEYS["url"]: f"{site.origin}/{entry.url}"}


def _document(site: Site, count: int, name: str, rows: list[str]) -> bytes:
    head = {
        "目录": "政府信息公开目录",
        "网站": site.name,
        "网站标识码": site.site_id_code,
        "主办单位": site.sponsor,
        "条目数": count,
    }
    opening = _line(head)[:-1]
    listed = ",\n".join(rows)
    return f'{opening}, "{name}": [\n{listed}\n]}}\n'.encode()


def _line(record: Mapping[str, object]) -> str:
    return json.dumps(record, ensure_ascii=False)
