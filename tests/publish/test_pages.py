"""网页: what readers see of an item: times, review, source, relations."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Mapping
from typing import Any

from sanshen.pages.views import ArticleView, ReviewMark
from sanshen.publish.plan import Plan
from sanshen.publish.release_list import ReleaseList

Planner = Callable[..., Plan]
Lister = Callable[..., ReleaseList]
NEWS = "xwdt/2026/0310-chunhan.html"
DOCUMENT = "zwgk/gfxwj/2026/0227-yongshui.html"
INTERPRETATION = "zwgk/zcjd/2026/0227-yongshui-jiedu.html"
GUIDE = "bsfw/yongshui-baozhuang.html"


def context(plan: Plan, path: str) -> Mapping[str, Any]:
    """What the template of a path is given."""
    (unit,) = (unit for unit in plan.units if unit.path == path)
    return unit.context()


def article(plan: Plan, path: str) -> ArticleView:
    """The view of an item's page."""
    given = context(plan, path)
    view = given.get("article") or given["page"]
    assert isinstance(view, ArticleView)
    return view


def fields(view: ArticleView) -> dict[str, tuple[str, ...]]:
    """The catalogue block by key."""
    return {row.key: row.values for row in view.fields}


def test_a_released_item_shows_its_time_in_the_sites_zone_and_its_three_reviews(
    sample_files: Mapping[str, bytes], release: Lister, plan: Planner
) -> None:
    view = article(plan(sample_files, release(sample_files)), NEWS)
    assert view.locale_date == "2026-03-20 10:05"
    assert view.locale_modified == ""
    assert (view.review, view.change) == (ReviewMark.REVIEWED, 7)


def test_an_update_is_shown_beside_the_first_time(
    sample_files: Mapping[str, bytes], release: Lister, plan: Planner
) -> None:
    listed = release(sample_files, updated="2026-04-02T16:30:00+00:00")
    view = article(plan(sample_files, listed), NEWS)
    assert (view.locale_date, view.locale_modified) == ("2026-03-20 10:05", "2026-04-03 00:30")


def test_legacy_content_says_so_and_keeps_a_bare_date(
    sample_files: Mapping[str, bytes], release: Lister, plan: Planner
) -> None:
    view = article(plan(sample_files, release(sample_files, "2025-03-12", "", True)), NEWS)
    assert view.locale_date == "2025-03-12"
    assert view.review is ReviewMark.LEGACY


def test_a_preview_has_no_time_and_claims_no_review(
    sample_files: Mapping[str, bytes], plan: Planner
) -> None:
    made = plan(sample_files)
    assert article(made, NEWS).locale_date == "未发布"
    assert article(made, NEWS).date is None
    assert article(made, NEWS).review is ReviewMark.UNREVIEWED
    assert article(made, f"en/{DOCUMENT}").locale_date == "Not published"


def test_the_source_is_the_items_own_or_the_columns_owner(
    sample_files: Mapping[str, bytes], plan: Planner
) -> None:
    made = plan(sample_files)
    assert article(made, NEWS).source == "样例日报"
    assert article(made, DOCUMENT).source == "样例市人民政府办公室"


def test_translations_lead_both_ways_and_name_themselves(
    sample_files: Mapping[str, bytes], plan: Planner
) -> None:
    made = plan(sample_files)
    both = [("zh-CN", DOCUMENT), ("en", f"en/{DOCUMENT}")]
    for path in (DOCUMENT, f"en/{DOCUMENT}"):
        assert [(t.hreflang, t.url) for t in article(made, path).translations] == both
        assert context(made, path)["translations"] == article(made, path).translations
    assert article(made, NEWS).translations == ()


def test_home_and_column_pages_lead_to_their_translations(
    sample_files: Mapping[str, bytes], plan: Planner
) -> None:
    made = plan(sample_files)
    for path in ("index.html", "zwgk/gfxwj/index.html"):
        for own in (path, f"en/{path}"):
            found = [t.url for t in context(made, own)["translations"]]
            assert found == [path, f"en/{path}"]
    assert context(made, "xwdt/index.html")["translations"] == ()


def test_a_document_and_its_interpretation_lead_to_each_other(
    sample_files: Mapping[str, bytes], plan: Planner
) -> None:
    made = plan(sample_files)
    assert [one.url for one in article(made, DOCUMENT).interpretations] == [INTERPRETATION]
    assert [one.url for one in article(made, INTERPRETATION).interprets] == [DOCUMENT]
    assert [one.url for one in article(made, f"en/{DOCUMENT}").interpretations] == [INTERPRETATION]


def test_an_unreleased_interpretation_is_not_linked(
    sample_files: Mapping[str, bytes], release: Lister, plan: Planner
) -> None:
    listed = release(sample_files)
    files = {p: f for p, f in listed.files.items() if "jiedu" not in p}
    view = article(plan(sample_files, dataclasses.replace(listed, files=files)), DOCUMENT)
    assert view.interpretations == ()


def test_a_link_to_content_that_waits_keeps_its_words_without_address(
    sample_files: Mapping[str, bytes], release: Lister, plan: Planner
) -> None:
    listed = release(sample_files)
    files = {p: f for p, f in listed.files.items() if not p.startswith("content/county/")}
    waiting = article(plan(sample_files, dataclasses.replace(listed, files=files)), NEWS)
    assert "<a>样例县</a>" in waiting.content
    released = article(plan(sample_files, listed), NEWS)
    address = "https://www.yangxian.example/xwdt/2026/0311-shuiku.html"
    assert f'<a href="{address}">样例县</a>' in released.content.replace(
        ' rel="noopener noreferrer"', ""
    )


def test_a_column_without_translations_is_linked_in_the_original_language(
    sample_files: Mapping[str, bytes], plan: Planner
) -> None:
    assert 'href="/xwdt/index.html"' in article(plan(sample_files), f"en/{DOCUMENT}").content


def test_the_catalogue_block_has_the_official_rows_in_order(
    sample_files: Mapping[str, bytes], release: Lister, plan: Planner
) -> None:
    view = article(plan(sample_files, release(sample_files)), DOCUMENT)
    assert fields(view) == {
        "index_number": ("990000001/2026-00001",),
        "subject": ("城乡建设\\供水",),
        "issuers": ("样例市人民政府",),
        "written_on": ("2026-02-25",),
        "doc_number": ("样府规〔2026〕1号",),
        "released_on": ("2026-03-20",),
        "effective_on": ("2026-04-01",),
        "validity": ("已修改",),
    }
    assert list(fields(view))[:3] == ["index_number", "subject", "issuers"]
    assert view.validity == "已修改"


def test_a_translation_shows_the_facts_of_its_original_marked_with_their_language(
    sample_files: Mapping[str, bytes], plan: Planner
) -> None:
    rows = {row.key: row for row in article(plan(sample_files), f"en/{DOCUMENT}").fields}
    assert rows["doc_number"].values == ("样府规〔2026〕1号",)
    assert rows["doc_number"].lang == "zh-CN"
    assert (rows["written_on"].values, rows["written_on"].lang) == (("2026-02-25",), "")
    assert (rows["validity"].values, rows["validity"].lang) == (("Amended",), "")


def test_a_guide_shows_its_eight_elements(sample_files: Mapping[str, bytes], plan: Planner) -> None:
    made = plan(sample_files)
    chinese = article(made, GUIDE).guide
    assert [row.key for row in chinese] == [
        "item_name", "legal_basis", "conditions", "materials", "place", "hours", "phone",
        "process",
    ]  # fmt: skip
    assert chinese[-1].values == ("提交申请", "现场踏勘", "装表通水")
    english = {row.key: row for row in article(made, f"en/{GUIDE}").guide}
    assert english["materials"].values == ("Application form", "Proof of identity")
    assert english["phone"].lang == "zh-CN"


def test_attachments_carry_title_type_and_size(
    sample_files: Mapping[str, bytes], plan: Planner
) -> None:
    made = plan(sample_files)
    (file,) = article(made, DOCUMENT).attachments
    size = len(sample_files["content/portal/zwgk/gfxwj/2026/0227-yongshui/biao.csv"])
    assert (file.title, file.suffix, file.size) == ("用水计划表", "CSV", size)
    assert file.url in {unit.path for unit in made.units}
    assert article(made, f"en/{DOCUMENT}").attachments == (file,)


def test_lists_run_from_the_newest_to_the_oldest(
    sample_files: Mapping[str, bytes], plan: Planner
) -> None:
    listed = context(plan(sample_files), "xwdt/index.html")["articles"]
    assert [one.url for one in listed] == ["xwdt/2026/0318-diaoyan.html", NEWS]


def test_a_parent_column_shows_what_is_below_it(
    sample_files: Mapping[str, bytes], plan: Planner
) -> None:
    sections = context(plan(sample_files), "zwgk/index.html")["sections"]
    assert [(s.title, len(s.articles)) for s in sections] == [
        ("行政规范性文件", 1), ("政策解读", 1), ("通知公告", 1), ("法规规章", 1),
    ]  # fmt: skip


def test_the_feed_has_released_dated_items_with_their_times(
    sample_files: Mapping[str, bytes], release: Lister, plan: Planner
) -> None:
    listed = release(sample_files, "2025-03-12", "", True)
    entries = context(plan(sample_files, listed), "feeds/all.atom.xml")["entries"]
    assert {entry.title for entry in entries} >= {"全市部署春旱应对工作", "样例市节水条例"}
    assert "联系我们" not in {entry.title for entry in entries}
    assert {entry.date.isoformat() for entry in entries} == {"2025-03-12T00:00:00+08:00"}
