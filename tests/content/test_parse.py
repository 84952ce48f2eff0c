"""From the bytes of a file to an Item, or all its findings."""

from __future__ import annotations

import dataclasses
import re
from datetime import date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sanshen.catalogue import blocking, finding_texts, render_finding
from sanshen.content.item import Item
from sanshen.content.parse import parse_item
from sanshen.content.schemas import ActivityHeader, NormativeHeader, TranslationHeader
from sanshen.model.findings import Finding
from sanshen.model.sites import Column, ItemKind, Site, SiteLevel

SITE = Site(
    code="portal",
    name="示例市人民政府",
    level=SiteLevel.CITY,
    sponsor="示例市人民政府办公室",
    supervisor="示例市人民政府",
    organiser="示例市政务信息中心",
    domain="www.shili.example",
    site_id_code="9999000001",
    icp="示ICP备99000001号",
    police_record="",
    contact="电话0899-6610000",
    languages=("zh-cn", "en"),
    timezone="Asia/Shanghai",
    description="示例市人民政府门户网站",
)
COLUMN = Column(
    site="portal",
    path="zwgk/gfxwj",
    name="政府文件",
    kinds=tuple(ItemKind),
    owner="示例市人民政府办公室",
    description="公开政府文件",
    keywords=("政府文件",),
    order=1,
    update_within_days=None,
    core_for_translation=True,
)
NEWS_ONLY = dataclasses.replace(COLUMN, name="要闻", kinds=(ItemKind.NEWS,))
DATED = "content/portal/zwgk/gfxwj/2026/0227-gongshui.md"
UNDATED = "content/portal/zwgk/gfxwj/lianxi.md"

FILES = {
    "news": "kind: news\ntitle: 市政府召开常务会议\nsource: 示例市人民政府办公室\n",
    "activity": (
        "kind: activity\ntitle: 市领导调研供水\nactivity_ended_at: 2026-11-20 16:30\n"
        "place: 市民广场\nlivelihood: 是\n"
    ),
    "normative": (
        "kind: normative\ntitle: 关于印发《示例市城市供水用水管理办法》的通知\n"
        "doc_number: 示府发〔2026〕12号\nissuers:\n  - 示例市人民政府\n"
        "written_on: 2026-02-25\nissued_on: 2026-02-27\neffective_on: 2026-04-01\n"
        "expires_on: 2031-03-31\nindex_number: 008282882/2026-00012\nsubject: 城乡建设\n"
        "validity: 有效\ndisclosure: 主动公开\nopen_categories: [决策公开, 结果公开]\n"
        "keywords: [供水, 用水]\ntags: [民生]\n"
        "attachments:\n  - file: biao.xlsx\n    title: 申请表\n"
    ),
    "policy": (
        "kind: policy\ntitle: 关于做好防汛工作的通知\nissuers: [示例市人民政府办公室]\n"
        "written_on: 2026-02-25\nissued_on: 2026-02-27\n"
        "index_number: 008282882/2026-00013\nsubject: 水利\nvalidity: 有效\n"
        "disclosure: 主动公开\n"
    ),
    "law": (
        "kind: law\ntitle: 示例市城市供水条例\nissuers: [示例市人民代表大会常务委员会]\n"
        "promulgated_on: 2026-02-25\neffective_on: 2026-04-01\nvalidity: 有效\n"
    ),
    "interpretation": (
        "kind: interpretation\ntitle: 《示例市城市供水用水管理办法》解读\n"
        "interprets: [0225-banfa.md]\nform: 文字\ndrafting_unit: 示例市水务局\n"
    ),
    "notice": (
        "kind: notice\ntitle: 补助名单公示\nnotice_type: 公示\nperiod_from: 2026-11-09\n"
        "period_until: 2026-11-15\n"
    ),
    "profile": "kind: profile\ntitle: 市情概况\ntriggers: [行政区划调整]\nreview_by: 2027-04-30\n",
    "service_guide": (
        "kind: service_guide\ntitle: 用水报装\nitem_name: 用水报装\nlegal_basis: 城市供水条例\n"
        "conditions: 有固定用水地址\nmaterials: [申请表]\nplace: 政务服务大厅\n"
        "hours: 工作日9:00—17:30\nphone: 0899-6610020\nprocess: [受理, 勘查, 通水]\n"
    ),
    "page": "kind: page\ntitle: 联系我们\n",
}

# code: (kind of file, what to replace, by what, line)
CASES: dict[str, tuple[str, str, str, int]] = {
    "C101": ("news", "source:", "发布时间: 2026-02-27\nsource:", 4),
    "C102": ("news", "source:", "status: draft\nsource:", 4),
    "C103": ("news", "source:", "slug: x\nsource:", 4),
    "C106": ("news", "kind: news", "kind: 要闻动态", 2),
    "C110": ("normative", "〔2026〕", "[2026]", 4),
    "C111": ("normative", "〕12号", "〕012号", 4),
    "C112": ("normative", "示府发〔2026〕12号", "12号文", 4),
    "C113": ("normative", "〔2026〕", "〔1026〕", 4),
    "C114": ("normative", "file: biao.xlsx", "file: ../biao.xlsx", 19),
    "C115": ("interpretation", "0225-banfa.md", "https://www.shili.example/a.html", 4),
    "C120": ("normative", "/2026-00012", "-2026-12", 11),
    "C130": ("normative", "issued_on: 2026-02-27", "issued_on: 2026-02-20", 8),
    "C134": ("notice", "period_until: 2026-11-15\n", "", 4),
    "C136": ("normative", "doc_number: 示府发〔2026〕12号\n", "", 2),
    "C137": ("normative", "issuers:", "no_doc_number_reason: 联合印发\nissuers:", 5),
    "C143": ("news", "source:", "former_addresses: [/x.pdf]\nsource:", 4),
    "C144": ("news", "source:", "text_language: English\nsource:", 4),
    "C138": ("normative", "〔2026〕", "〔2024〕", 4),
}


Result = tuple[Item | None, tuple[Finding, ...]]


def parse(
    header: str, path: str = DATED, body: str = "正文。\n", column: Column = COLUMN
) -> Result:
    """The item of a file with this header."""
    return parse_item(path, "0" * 40, f"---\n{header}---\n\n{body}".encode(), SITE, column)


def path_of(kind: str) -> str:
    """A path where items of this kind live."""
    return DATED if ItemKind(kind).dated else UNDATED


def codes(result: Result) -> list[str]:
    """The codes found."""
    return [found.code for found in result[1]]


@pytest.mark.parametrize("kind", FILES)
def test_a_right_file_of_each_kind_becomes_an_item(kind: str) -> None:
    item, findings = parse(FILES[kind], path_of(kind))
    assert findings == ()
    assert item is not None
    assert item.kind is ItemKind(kind)
    assert item.header.kind is ItemKind(kind)


@pytest.mark.parametrize("code", CASES)
def test_each_fault_is_named_on_its_line_and_the_right_file_is_clean(code: str) -> None:
    kind, old, new, line = CASES[code]
    assert old in FILES[kind]
    item, findings = parse(FILES[kind].replace(old, new), path_of(kind))
    found = [f for f in findings if f.code == code]
    assert [f.line for f in found] == [line]
    assert set(dict(found[0].args)) == set(finding_texts()[code].args)
    assert render_finding(found[0], "zh")
    assert (item is None) is bool(blocking(findings))
    assert parse(FILES[kind], path_of(kind))[1] == ()


def test_every_code_of_headers_has_a_case() -> None:
    elsewhere = {"C104", "C107", "C139", "C140", "C141", "C142"}
    assert {c for c in finding_texts() if re.fullmatch(r"C1[0-4]\d", c)} == {*CASES, *elsewhere}


def test_the_parts_of_an_item() -> None:
    item, _ = parse(FILES["normative"])
    assert item is not None
    assert (item.site, item.column, item.lang, item.slug) == (
        "portal",
        "zwgk/gfxwj",
        "zh-cn",
        "gongshui",
    )
    assert item.address == "/zwgk/gfxwj/2026/0227-gongshui.html"
    assert item.folder == "content/portal/zwgk/gfxwj/2026/0227-gongshui"
    assert (item.original, item.body) == (None, "\n正文。\n")
    assert item.body_line == FILES["normative"].count("\n") + 3
    header = item.header
    assert isinstance(header, NormativeHeader)
    assert (header.written_on, header.interpretation_required) == (date(2026, 2, 25), True)
    assert header.attachments is not None
    assert header.attachments[0].file == "biao.xlsx"
    assert header.source is None


def test_times_are_without_zone_and_yes_is_true() -> None:
    item, _ = parse(FILES["activity"])
    assert item is not None
    assert isinstance(item.header, ActivityHeader)
    assert item.header.activity_ended_at == datetime(2026, 11, 20, 16, 30)
    assert item.header.livelihood is True


def test_a_translation_needs_only_what_is_translated() -> None:
    path = DATED.replace(".md", ".en.md")
    item, findings = parse("kind: normative\ntitle: Water Supply\nsource: Shili\n", path)
    assert findings == ()
    assert item is not None
    assert isinstance(item.header, TranslationHeader)
    assert (item.lang, item.original) == ("en", DATED)
    assert item.address == "/en/zwgk/gfxwj/2026/0227-gongshui.html"


def test_facts_of_the_original_are_refused_in_a_translation() -> None:
    path = DATED.replace(".md", ".en.md")
    result = parse("kind: normative\ntitle: Water\ndoc_number: 示府发〔2026〕12号\n", path)
    assert [(f.code, f.line) for f in result[1]] == [("C104", 4)]
    assert parse("kind: normative\ntitle: Water\nissuers: [Shili]\n", path)[1] == ()


def test_a_kind_the_column_does_not_carry_is_refused() -> None:
    assert codes(parse(FILES["policy"], column=NEWS_ONLY)) == ["C107"]
    assert codes(parse(FILES["news"], column=NEWS_ONLY)) == []


def test_an_item_without_text_is_refused_unless_it_says_it_otherwise() -> None:
    assert codes(parse(FILES["news"], body=" \n")) == ["C139"]
    assert codes(parse(FILES["normative"], body="")) == []
    assert codes(parse(FILES["service_guide"], UNDATED, body="")) == []


@pytest.mark.parametrize(
    ("path", "kind", "code"),
    [
        ("content/portal/zwgk/gfxwj/2026/0230-gongshui.md", "news", "C140"),
        ("content/portal/zwgk/gfxwj/2026/gongshui.md", "news", "C140"),
        ("content/portal/zwgk/gfxwj/2026/0227-Gong.md", "news", "C140"),
        (f"content/portal/zwgk/gfxwj/2026/0227-{'a' * 61}.md", "news", "C140"),
        ("content/portal/zwgk/gfxwj/2026/0227-供水.md", "news", "C140"),
        ("elsewhere/x.md", "news", "C140"),
        ("content/portal/zwgk/gfxwj/gongshui.md", "news", "C141"),
        ("content/portal/zwgk/gfxwj/2026/0227-lianxi.md", "page", "C142"),
    ],
)
def test_a_path_that_does_not_suit_is_refused(path: str, kind: str, code: str) -> None:
    assert codes(parse(FILES[kind], path)) == [code]
    assert codes(parse(FILES[kind], path_of(kind))) == []


def test_a_leap_day_is_a_day_of_its_year_only() -> None:
    path = "content/portal/zwgk/gfxwj/{}/0229-x.md"
    assert codes(parse(FILES["news"], path.format(2028))) == []
    assert codes(parse(FILES["news"], path.format(2027))) == ["C140"]


@pytest.mark.parametrize("key", ["date", "Date", "pubDate", "published_at", "发布日期", "更新时间"])
def test_a_publication_time_is_told_where_it_comes_from(key: str) -> None:
    assert codes(parse(f"{FILES['news']}{key}: 2026-02-27\n")) == ["C101"]


@pytest.mark.parametrize(("key", "wanted"), [("标题", "title"), ("文号", "doc_number")])
def test_a_chinese_key_is_told_its_english_name(key: str, wanted: str) -> None:
    result = parse(f"{key}: 甲\n{FILES['normative']}")
    assert ("Y170", wanted) in [(f.code, dict(f.args).get("suggestion")) for f in result[1]]


def test_errors_of_every_sort_come_at_once() -> None:
    text = FILES["normative"].replace("kind: ", "kind：").replace("〔2026〕", "[2026]")
    text = text.replace("有效\n", "“有效”\n").replace("subject", "subjct")
    text = text.replace("effective_on: 2026-04-01", "effective_on: 2026-02-01")
    found = codes(parse(text, "content/portal/zwgk/gfxwj/gongshui.md", body=""))
    assert set(found) == {"Y120", "C110", "Y121", "Y150", "Y152", "C130", "C141"}


def test_an_unknown_kind_does_not_hide_other_errors() -> None:
    assert codes(parse("kind: xyzzy\ntitel: 甲\n")) == ["Y152", "Y158", "Y150"]
    assert codes(parse(FILES["law"].replace("kind: law", "kind: xyzzy"))) == ["Y158"]
    assert codes(parse("title:\n")) == ["Y152", "Y153"]


def test_an_empty_header_is_named() -> None:
    assert codes(parse("")) == ["Y115"]
    assert codes(parse("\n")) == ["Y115"]


def test_the_same_bytes_give_the_same_answer() -> None:
    assert parse(FILES["normative"]) == parse(FILES["normative"])


@given(st.binary(max_size=300), st.booleans(), st.text(max_size=60))
def test_parsing_never_raises_whatever_the_bytes_and_the_path(
    data: bytes, fenced: bool, path: str
) -> None:
    data = b"---\n" + data + b"\n---\n" if fenced else data
    for place in (DATED, path):
        item, findings = parse_item(place, "0" * 40, data, SITE, COLUMN)
        assert item is not None or blocking(findings)


def letters(text: str) -> list[str]:
    """What a reader reads of a text: letters and digits, without escapes."""
    return sorted(c for c in text if c.isalnum())


CHANGES = st.sampled_from(
    ["", *"：“”\"'，、\t　 \n:#-[]{}&*!|>%@`?,。x甲0\x00\ufeff\u200b\r\u2028"]
)


@given(st.sampled_from(sorted(FILES)), st.data(), CHANGES, st.booleans())
def test_one_wrong_character_is_found_or_is_read_as_written(
    kind: str, data: st.DataObject, character: str, insert: bool
) -> None:
    header = FILES[kind]
    at = data.draw(st.integers(0, len(header) - 1))
    changed = header[:at] + character + header[at + (not insert) :]
    item, findings = parse(changed, path_of(kind))
    if item is None:
        assert any(found.line >= 1 for found in blocking(findings))
        return
    # Nothing was dropped on the way: every letter written is in a key or a value.
    read = item.header.model_dump(mode="json", by_alias=True, exclude_unset=True)
    assert letters(all_text(read)) == letters(changed)


def all_text(value: object) -> str:
    """All keys and values of a header in one text."""
    if isinstance(value, dict):
        return "".join(key + all_text(inner) for key, inner in value.items())
    if isinstance(value, list):
        return "".join(map(all_text, value))
    return str(value)


LINES = st.text(
    st.characters(codec="utf-8", categories=["L", "N", "P", "S", "Zs"]), min_size=1, max_size=30
).filter(lambda text: text == text.strip())
VISIBLE = LINES.filter(lambda text: not re.search("[\u00ad\u200b-\u200f\u2028-\u202e\ufeff]", text))


@given(VISIBLE, st.lists(VISIBLE, min_size=1, max_size=4), VISIBLE)
def test_a_header_written_with_quotes_is_read_back_as_it_was(
    title: str, keywords: list[str], source: str
) -> None:
    def quoted(text: str) -> str:
        return "'" + text.replace("'", "''") + "'"

    listed = ", ".join(map(quoted, keywords))
    text = f"kind: news\ntitle: {quoted(title)}\nkeywords: [{listed}]\nsource: {quoted(source)}\n"
    item, findings = parse(text)
    assert findings == ()
    assert item is not None
    assert (item.header.title, item.header.source) == (title, source)
    assert item.header.keywords == tuple(keywords)
