"""信息: what readers see of an item: times, review, source, relations."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from sanshen.pages.views import ArticleView, ReviewMark
from sanshen.units.book import UnitBook
from tests.city.sample_city import SampleCity, read_files, unit_at, units_of

NEWS = "xwdt/2026/0310-chunhan.html"
DOCUMENT = "zwgk/gfxwj/2026/0227-yongshui.html"
INTERPRETATION = "zwgk/zcjd/2026/0227-yongshui-jiedu.html"
GUIDE = "bsfw/yongshui-baozhuang.html"


def context(book: UnitBook, path: str) -> Mapping[str, Any]:
    """What the template of a path is given."""
    return unit_at(book, path).context()


def article(book: UnitBook, path: str) -> ArticleView:
    """The view of an item's page."""
    given = context(book, path)
    view = given.get("article") or given["page"]
    assert isinstance(view, ArticleView)
    return view


def fields(view: ArticleView) -> dict[str, tuple[str, ...]]:
    """The catalogue block by key."""
    return {row.key: row.values for row in view.fields}


def test_a_released_item_shows_its_time_in_the_sites_zone_and_its_three_reviews(
    public: UnitBook,
) -> None:
    view = article(public, NEWS)
    assert view.locale_date == "2026-03-20 10:05"
    assert view.locale_modified == ""
    assert (view.review, view.change) == (ReviewMark.REVIEWED, 7)


def test_an_update_is_shown_beside_the_first_time(sample_city: SampleCity) -> None:
    sample_city.release(updated="2026-04-02T16:30:00+00:00")
    with sample_city.book(publishing=True) as book:
        view = article(book, NEWS)
    assert (view.locale_date, view.locale_modified) == ("2026-03-20 10:05", "2026-04-03 00:30")


def test_legacy_content_says_so_and_keeps_a_bare_date(sample_city: SampleCity) -> None:
    sample_city.release("2025-03-12", baseline=True)
    with sample_city.book(publishing=True) as book:
        view = article(book, NEWS)
    assert view.locale_date == "2025-03-12"
    assert view.review is ReviewMark.LEGACY


def test_a_preview_has_no_time_and_claims_no_review(preview: UnitBook) -> None:
    assert article(preview, NEWS).locale_date == "未发布"
    assert article(preview, NEWS).date is None
    assert article(preview, NEWS).review is ReviewMark.UNREVIEWED
    assert article(preview, f"en/{DOCUMENT}").locale_date == "Not published"


def test_the_source_is_the_items_own_or_the_columns_owner(preview: UnitBook) -> None:
    assert article(preview, NEWS).source == "样例日报"
    assert article(preview, DOCUMENT).source == "样例市人民政府办公室"


def test_translations_lead_both_ways_and_name_themselves(preview: UnitBook) -> None:
    both = [("zh-CN", DOCUMENT), ("en", f"en/{DOCUMENT}")]
    for path in (DOCUMENT, f"en/{DOCUMENT}"):
        assert [(t.hreflang, t.url) for t in article(preview, path).translations] == both
        assert context(preview, path)["translations"] == article(preview, path).translations
    assert article(preview, NEWS).translations == ()


def test_a_document_and_its_interpretation_lead_to_each_other(preview: UnitBook) -> None:
    assert [one.url for one in article(preview, DOCUMENT).interpretations] == [INTERPRETATION]
    assert [one.url for one in article(preview, INTERPRETATION).interprets] == [DOCUMENT]
    english = article(preview, f"en/{DOCUMENT}")
    assert [one.url for one in english.interpretations] == [INTERPRETATION]


def test_an_unreleased_interpretation_is_not_linked(sample_city: SampleCity) -> None:
    sample_city.release(but=("content/portal/zwgk/zcjd/2026/",))
    with sample_city.book(publishing=True) as book:
        assert article(book, DOCUMENT).interpretations == ()
        assert INTERPRETATION not in {unit.path for unit in units_of(book)}


def test_a_link_to_content_that_waits_keeps_its_words_without_address(
    sample_city: SampleCity, public: UnitBook
) -> None:
    sample_city.release(but=("content/county/xwdt/2026/",))
    with sample_city.book(publishing=True) as book:
        assert "<a>样例县</a>" in article(book, NEWS).content
    address = "https://www.yangxian.example/xwdt/2026/0311-shuiku.html"
    assert f'<a href="{address}">样例县</a>' in article(public, NEWS).content.replace(
        ' rel="noopener noreferrer"', ""
    )


def test_a_column_without_translations_is_linked_in_the_original_language(
    preview: UnitBook,
) -> None:
    assert 'href="/xwdt/index.html"' in article(preview, f"en/{DOCUMENT}").content


def test_the_catalogue_block_has_the_official_rows_in_order(public: UnitBook) -> None:
    view = article(public, DOCUMENT)
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
    preview: UnitBook,
) -> None:
    rows = {row.key: row for row in article(preview, f"en/{DOCUMENT}").fields}
    assert rows["doc_number"].values == ("样府规〔2026〕1号",)
    assert rows["doc_number"].lang == "zh-CN"
    assert (rows["written_on"].values, rows["written_on"].lang) == (("2026-02-25",), "")
    assert (rows["validity"].values, rows["validity"].lang) == (("Amended",), "")


def test_a_guide_shows_its_eight_elements(preview: UnitBook) -> None:
    chinese = article(preview, GUIDE).guide
    assert [row.key for row in chinese] == [
        "item_name", "legal_basis", "conditions", "materials", "place", "hours", "phone",
        "process",
    ]  # fmt: skip
    assert chinese[-1].values == ("提交申请", "现场踏勘", "装表通水")
    english = {row.key: row for row in article(preview, f"en/{GUIDE}").guide}
    assert english["materials"].values == ("Application form", "Proof of identity")
    assert english["phone"].lang == "zh-CN"


def test_attachments_carry_title_type_and_size(
    preview: UnitBook, sample_files: Mapping[str, bytes]
) -> None:
    (file,) = article(preview, DOCUMENT).attachments
    size = len(sample_files["content/portal/zwgk/gfxwj/2026/0227-yongshui/biao.csv"])
    assert (file.title, file.suffix, file.size) == ("用水计划表", "CSV", size)
    assert file.url in {unit.path for unit in units_of(preview)}
    assert article(preview, f"en/{DOCUMENT}").attachments == (file,)


def test_an_item_links_the_pages_of_its_tags_where_there_are_some(sample_city: SampleCity) -> None:
    with sample_city.book() as book:
        (link,) = article(book, NEWS).tag_links
        assert link.url in {unit.path for unit in units_of(book)}
    sample_city.replace("content/portal/site.yml", "timezone", "omit: [tags]\ntimezone", 1)
    with sample_city.book() as book:
        assert article(book, NEWS).tag_links == ()
        assert not any(unit.path.startswith("tags/") for unit in units_of(book))


def test_a_text_that_is_not_in_the_language_of_its_page_says_so(sample_city: SampleCity) -> None:
    path = f"content/portal/{NEWS.removesuffix('.html')}.md"
    with sample_city.book() as book:
        assert article(book, NEWS).text_lang == ""
    sample_city.replace(path, "kind: news\n", "kind: news\ntext_language: en\n", 1)
    sample_city.update()
    with sample_city.book() as book:
        assert article(book, NEWS).text_lang == "en"
    sample_city.build()
    page = read_files(sample_city.root / "build" / "here" / "portal")[NEWS].decode("utf-8")
    assert '<html lang="zh-CN">' in page
    assert '<h1 lang="en">' in page
    assert '<div class="text" lang="en">' in page


def test_lists_feeds_and_the_catalogue_name_the_language_of_a_text(sample_city: SampleCity) -> None:
    path = f"content/portal/{NEWS.removesuffix('.html')}.md"
    sample_city.replace(path, "kind: news\n", "kind: news\ntext_language: en\n", 1)
    sample_city.commit()
    sample_city.release("2025-03-12", baseline=True)
    with sample_city.book(publishing=True) as book:
        lines = unit_at(book, "xwdt/index.html").context()["articles"]
        feed = json.loads(unit_at(book, "feeds/xwdt/all.json").text())
        atom = unit_at(book, "feeds/xwdt/all.atom.xml").text().decode("utf-8")
        rows = json.loads(unit_at(book, "catalogue/1.json").text())["条目"]
    assert {line.lang for line in lines if line.url == NEWS} == {"en"}
    assert {line.lang for line in lines if line.url != NEWS} <= {"zh-CN"}
    assert [one.get("language") for one in feed["items"] if one["url"].endswith(NEWS)] == ["en"]
    assert feed["language"] == "zh-CN"
    assert atom.count('<entry xml:lang="en">') == 1
    assert {row["语种"] for row in rows if row["网址"].endswith(NEWS)} == {"en"}
