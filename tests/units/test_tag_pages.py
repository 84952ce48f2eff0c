"""标签与专题: pages of tags under a digest, of topics under their name, in each language."""

from __future__ import annotations

import hashlib

import pytest

from sanshen.units.book import UnitBook
from sanshen.units.tags import tag_folder
from tests.city.sample_city import SampleCity, unit_at, units_of
from tests.units.edits import NEWS

TAG = "农业"
DIGEST = hashlib.sha256(TAG.encode()).hexdigest()[:10]


def test_a_tag_has_a_page_and_a_place_in_the_index(preview: UnitBook) -> None:
    page = unit_at(preview, f"tags/{DIGEST}/index.html").context()
    assert [one.url for one in page["articles"]] == ["xwdt/2026/0310-chunhan.html"]
    assert (page["tag"].name, page["tag"].topic) == (TAG, False)
    index = unit_at(preview, "tags/index.html").context()
    assert [(one.name, one.size) for one in index["tags"]] == [(TAG, 1)]
    assert index["topics"] == ()


def test_a_topic_is_under_its_name(sample_city: SampleCity) -> None:
    sample_city.replace("content/portal/site.yml", "timezone", f"topics: {{nong: {TAG}}}\ntimezone")
    with sample_city.book() as book:
        paths = {unit.path for unit in units_of(book)}
        index = unit_at(book, "tags/index.html").context()
        assert tag_folder(book.site, TAG, "en") == "en/topics/nong"
    assert "topics/nong/index.html" in paths
    assert f"tags/{DIGEST}/index.html" not in paths
    assert [one.url for one in index["topics"]] == ["topics/nong/index.html"]


def test_without_tags_there_is_no_index_and_no_link_to_one(sample_city: SampleCity) -> None:
    with sample_city.book() as book:
        assert book.tag_index("zh-cn") == "tags/index.html"
        assert book.tag_index("en") == ""
    sample_city.replace(NEWS, f"tags: [{TAG}]\n", "")
    with sample_city.book() as book:
        assert book.tag_index("zh-cn") == ""
        assert not any(unit.path.startswith("tags/") for unit in units_of(book))


@pytest.mark.parametrize("lang", ["zh-cn", "en"])
def test_tags_of_a_language_are_below_its_address(preview: UnitBook, lang: str) -> None:
    prefix = "" if lang == "zh-cn" else "en/"
    assert tag_folder(preview.site, TAG, lang) == f"{prefix}tags/{DIGEST}"
