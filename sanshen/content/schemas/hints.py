"""常见的多余字段: keys people write by habit, and what they should know instead."""

from __future__ import annotations

from collections.abc import Mapping

from sanshen.content.schemas import HEADERS
from sanshen.model.sites import ItemKind
from sanshen.strictyaml.models import keys_of, term_of

PUBLICATION_TIMES = frozenset(
    (
        "date", "publish", "publishdate", "publishedat", "published", "published_at",
        "pubdate", "publish_date", "publish_time", "publication_date", "release_date",
        "released_on", "created", "modified", "updated", "lastmod", "expirydate", "日期",
        "发布日期", "发布时间", "上网日期", "上网时间", "公开时间", "公开日期",
        "更新时间", "修改时间",
    )
)  # fmt: skip
DRAFT_MARKS = frozenset(
    (
        "draft", "status", "hidden", "state", "private", "草稿", "状态", "审核状态", "是否发布",
    )
)  # fmt: skip
DECIDED_BY_PATH = frozenset(
    (
        "slug", "url", "save_as", "permalink", "lang", "language", "locale",
        "translation", "translation_key", "category", "categories", "column", "site",
        "section", "网址", "链接", "栏目", "所属栏目", "语种", "语言", "网站",
    )
)  # fmt: skip
SYNONYMS: Mapping[str, str] = {
    "文号": "doc_number",
    "文件编号": "doc_number",
    "发布机构": "issuers",
    "发布单位": "source",
    "稿源": "source",
    "信息来源": "source",
    "责编": "editor",
    "编辑": "editor",
    "关键字": "keywords",
    "题目": "title",
    "类型": "kind",
    "索引": "index_number",
    "办理条件": "conditions",
    "申请材料": "materials",
    "电话": "phone",
    "aliases": "former_addresses",
    "redirect_from": "former_addresses",
    "former_address": "former_addresses",
    "原地址": "former_addresses",
    "旧网址": "former_addresses",
    "旧地址": "former_addresses",
}


def header_hint(
    kind: ItemKind | None, translation: bool, key: str
) -> tuple[str, Mapping[str, str]] | None:
    """What an unknown ``key`` of an item's header means: finding code and args, or None."""
    plain = key.strip().lower().replace("-", "_")
    if plain in PUBLICATION_TIMES:
        return "C101", {}
    if plain in DRAFT_MARKS:
        return "C102", {}
    if plain in DECIDED_BY_PATH:
        return "C103", {}
    if translation and kind is not None and key in keys_of(HEADERS[kind]):
        return "C104", {"term": term_of(keys_of(HEADERS[kind])[key])}
    wanted = SYNONYMS.get(key)
    return ("Y170", {"suggestion": wanted}) if wanted else None
