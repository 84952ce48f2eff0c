"""文件头格式 (schemas): one frozen class per kind of item, every field with its official term."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from sanshen.content.schemas.base import Header, NamedFile, Picture
from sanshen.content.schemas.documents import (
    DocumentHeader,
    InterpretationHeader,
    LawHeader,
    NormativeHeader,
    NoticeHeader,
    PolicyHeader,
)
from sanshen.content.schemas.information import (
    ActivityHeader,
    NewsHeader,
    PageHeader,
    ProfileHeader,
    ServiceGuideHeader,
)
from sanshen.content.schemas.translations import (
    ActivityTranslation,
    DocumentTranslation,
    InterpretationTranslation,
    ServiceGuideTranslation,
    TranslationHeader,
)
from sanshen.model.sites import ItemKind

__all__ = [
    "HEADERS",
    "KIND_TERMS",
    "SCHEMAS",
    "TRANSLATIONS",
    "ActivityHeader",
    "DocumentHeader",
    "Header",
    "InterpretationHeader",
    "LawHeader",
    "NamedFile",
    "NewsHeader",
    "NormativeHeader",
    "NoticeHeader",
    "PageHeader",
    "Picture",
    "PolicyHeader",
    "ProfileHeader",
    "ServiceGuideHeader",
    "TranslationHeader",
]

HEADERS: Mapping[ItemKind, type[Header]] = MappingProxyType(
    {
        ItemKind.NEWS: NewsHeader,
        ItemKind.ACTIVITY: ActivityHeader,
        ItemKind.NORMATIVE: NormativeHeader,
        ItemKind.POLICY: PolicyHeader,
        ItemKind.LAW: LawHeader,
        ItemKind.INTERPRETATION: InterpretationHeader,
        ItemKind.NOTICE: NoticeHeader,
        ItemKind.PROFILE: ProfileHeader,
        ItemKind.SERVICE_GUIDE: ServiceGuideHeader,
        ItemKind.PAGE: PageHeader,
    }
)
"""The header of an original, by kind."""

TRANSLATIONS: Mapping[ItemKind, type[TranslationHeader]] = MappingProxyType(
    {
        ItemKind.NEWS: TranslationHeader,
        ItemKind.ACTIVITY: ActivityTranslation,
        ItemKind.NORMATIVE: DocumentTranslation,
        ItemKind.POLICY: DocumentTranslation,
        ItemKind.LAW: DocumentTranslation,
        ItemKind.INTERPRETATION: InterpretationTranslation,
        ItemKind.NOTICE: TranslationHeader,
        ItemKind.PROFILE: TranslationHeader,
        ItemKind.SERVICE_GUIDE: ServiceGuideTranslation,
        ItemKind.PAGE: TranslationHeader,
    }
)
"""The header of a translation, by kind."""

SCHEMAS: Mapping[str, type[Header]] = MappingProxyType(
    {schema.__name__: schema for schema in (*HEADERS.values(), *TRANSLATIONS.values())}
)
"""Every header by the name of its class."""

KIND_TERMS: Mapping[ItemKind, str] = MappingProxyType(
    {
        ItemKind.NEWS: "要闻动态",
        ItemKind.ACTIVITY: "政务活动",
        ItemKind.NORMATIVE: "行政规范性文件",
        ItemKind.POLICY: "其他政策文件",
        ItemKind.LAW: "法律法规",
        ItemKind.INTERPRETATION: "政策解读",
        ItemKind.NOTICE: "通知公告",
        ItemKind.PROFILE: "概况信息",
        ItemKind.SERVICE_GUIDE: "办事指南",
        ItemKind.PAGE: "普通页面",
    }
)
"""信息类型: the official term of each kind."""
