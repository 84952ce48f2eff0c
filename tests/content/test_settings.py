"""Settings of sites and columns, and the legacy register."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sanshen.catalogue import finding_texts
from sanshen.content.redirects import parse_redirects
from sanshen.content.settings import inherit_markdown, parse_column, parse_legacy, parse_site
from sanshen.model.findings import Finding
from sanshen.model.sites import Dialect, ItemKind, Site, SiteLevel

SITE = """\
name: 示例市人民政府
level: city
sponsor: 示例市人民政府办公室
organiser: 示例市政务信息中心
supervisor: 示例市人民政府
domain: www.shili.example
site_id_code: "9999000001"
icp: 示ICP备99000001号
contact: 电话0899-6610000
languages: [zh-cn, en]
description: 示例市人民政府门户网站
names:
  en: Shili Municipal People's Government
"""
COLUMN = """\
name: 行政规范性文件
kinds: [normative, interpretation]
owner: 示例市司法局
description: 公开行政规范性文件
keywords: [规范性文件]
update_within_days: 180
core_for_translation: 是
"""
LEGACY = """\
from: 原市政府门户网站（2026年11月迁移）      # 迁移时导出
items:
  content/portal/zwgk/2025/0310-x.md: 2025-03-12 09:30
  content/portal/zwgk/2025/0311-y.md: 2025-03-12
  content/portal/gk/z.md: unknown
"""
REDIRECTS = """\
from: 原市政府门户网站
redirects:
  /old/: /portal/zwgk/x.md
"""

# code: (kind of file, what to replace, by what, line)
CASES = {
    "S101": ("site", '"9999000001"', "99990", 7),
    "S102": ("site", "示ICP备99000001号", "ICP备99000001号", 8),
    "S103": ("site", "contact:", "police_record: 川公网安备1号\ncontact:", 9),
    "S104": ("site", "www.shili.example", "https://www.shili.example/", 6),
    "S105": ("site", "contact:", "timezone: Asia/Beijing\ncontact:", 9),
    "S106": ("site", "[zh-cn, en]", "[en, zh-cn]", 10),
    "S107": ("site", "[zh-cn, en]", "[zh-cn, en, ZH-TW]", 10),
    "S108": ("site", "  en: ", "  fr: ", 13),
    "S109": ("legacy", "content/portal/gk/z.md", "content/qinghe/gk/z.md", 5),
    "S110": ("legacy", "2025-03-12 09:30", "2025年3月12日", 3),
    "S112": ("site", "www.shili.example", "www.shili.gov.cn", 8),
    "S113": ("redirects", "/portal/zwgk/x.md", "../zwgk/x.md", 3),
    "S114": ("site", "contact:", "topics: {营商环境: 营商环境}\ncontact:", 9),
}
FILES = {
    "site": ("content/portal/site.yml", SITE, parse_site),
    "column": ("content/portal/zwgk/gfxwj/column.yml", COLUMN, parse_column),
    "legacy": ("registry/legacy/portal.yml", LEGACY, parse_legacy),
    "redirects": ("content/portal/redirects.yml", REDIRECTS, parse_redirects),
}


def parse(kind: str, text: str, path: str = "") -> tuple[object | None, tuple[Finding, ...]]:
    """A settings file of ``kind`` with ``text``."""
    usual, _, function = FILES[kind]
    return function(path or usual, text.encode())


@pytest.mark.parametrize("code", CASES)
def test_each_fault_of_the_settings_is_named_on_its_line(code: str) -> None:
    kind, old, new, line = CASES[code]
    sound = FILES[kind][1]
    assert old in sound
    parsed, findings = parse(kind, sound.replace(old, new))
    assert parsed is None
    found = [f for f in findings if f.code == code]
    assert [f.line for f in found] == [line]
    assert set(dict(found[0].args)) == set(finding_texts()[code].args)
    parsed, findings = parse(kind, sound)
    assert parsed is not None
    assert findings == ()


@pytest.mark.parametrize("kind", FILES)
def test_settings_in_the_wrong_place_are_refused(kind: str) -> None:
    text = FILES[kind][1]
    parsed, findings = parse(kind, text, "elsewhere/x.yml")
    assert (parsed, [f.code for f in findings]) == (None, ["S111"])
    assert parse(kind, text)[1] == ()


def test_every_code_of_the_settings_has_a_case() -> None:
    assert {c for c in finding_texts() if re.fullmatch(r"S1[01]\d", c)} == {*CASES, "S111"}


def test_a_site_is_read_with_its_defaults() -> None:
    site, _ = parse_site("content/portal/site.yml", SITE.encode())
    assert site is not None
    assert (site.code, site.level, site.site_id_code) == ("portal", SiteLevel.CITY, "9999000001")
    assert (site.timezone, site.police_record) == ("Asia/Shanghai", "")
    assert site.languages == ("zh-cn", "en")
    assert site.names == {"en": "Shili Municipal People's Government"}


def test_a_column_is_read_with_its_defaults() -> None:
    column, _ = parse_column("content/portal/zwgk/gfxwj/column.yml", COLUMN.encode())
    assert column is not None
    assert (column.site, column.path) == ("portal", "zwgk/gfxwj")
    assert column.kinds == (ItemKind.NORMATIVE, ItemKind.INTERPRETATION)
    assert (column.order, column.update_within_days, column.core_for_translation) == (0, 180, True)


@pytest.mark.parametrize("kind", ["site", "column"])
def test_the_dialect_is_one_of_two_names(kind: str) -> None:
    parsed, findings = parse(kind, f"{FILES[kind][1]}markdown: classic\n")
    assert findings == ()
    assert getattr(parsed, "markdown", None) is Dialect.CLASSIC
    parsed, findings = parse(kind, f"{FILES[kind][1]}markdown: extra\n")
    assert (parsed, [f.code for f in findings]) == (None, ["Y158"])


def test_a_column_inherits_the_dialect_of_the_nearest_column_above_then_of_the_site() -> None:
    named = {"a": None, "a/b": "classic", "a/b/c": None, "a/b/c/d": "commonmark", "x": None}
    columns = {}
    for path, dialect in named.items():
        text = COLUMN + (f"markdown: {dialect}\n" if dialect else "")
        column, _ = parse_column(f"content/portal/{path}/column.yml", text.encode())
        assert column is not None
        columns["portal", path] = column
    plain, _ = parse_site("content/portal/site.yml", SITE.encode())
    older, _ = parse_site("content/portal/site.yml", f"{SITE}markdown: classic\n".encode())
    assert plain is not None
    assert older is not None

    def dialects(site: Site) -> list[str | None]:
        return [one.markdown for one in inherit_markdown({"portal": site}, columns).values()]

    assert dialects(plain) == ["commonmark", "classic", "classic", "commonmark", "commonmark"]
    assert dialects(older) == ["classic", "classic", "classic", "commonmark", "classic"]


def test_a_legacy_register_keeps_times_days_and_what_is_unknown_apart() -> None:
    register, _ = parse_legacy("registry/legacy/portal.yml", LEGACY.encode())
    assert register is not None
    assert register.origin == "原市政府门户网站（2026年11月迁移）"
    assert list(register.times.values()) == ["2025-03-12 09:30", "2025-03-12", None]


def test_all_errors_of_a_site_come_at_once() -> None:
    text = SITE.replace("level: city", "level: town").replace("domain: ", "domian: ")
    _, findings = parse("site", text.replace("contact: 电话0899-6610000\n", ""))
    assert [f.code for f in findings] == ["Y152", "Y152", "Y158", "Y150"]


@given(st.binary(max_size=200))
def test_settings_of_any_bytes_are_read_or_have_findings(data: bytes) -> None:
    for path, _, function in FILES.values():
        parsed, findings = function(path, data)
        assert parsed is not None or findings
