"""公开目录: records in official terms, in an order that stays."""

from __future__ import annotations

import json
from collections.abc import Mapping

import pytest

from sanshen.content.settings import parse_site
from sanshen.model.sites import Site
from sanshen.pages.catalogue import ENTRY_KEYS, render_catalogue, render_catalogue_index
from sanshen.pages.machine_views import CatalogueEntry

ENTRY = CatalogueEntry(
    index_number="990000001/2026-00012", title="用水管理\u201c办法\u201d<试行>",
    doc_number="样府发〔2026〕12号",
    issuers=("样例市人民政府", "样例市水利局"), written_on="2026-02-27",
    released_on="2026-03-20 10:05",
    validity="有效", subject="水利", open_categories=("决策公开",), column="行政规范性文件",
    url="zwgk/gfxwj/2026/0227-yongshui.html", language="zh-CN", blob="a" * 40,
)  # fmt: skip
OFFICIAL = [
    "索引号", "标题", "文号", "发文机关", "成文日期", "发布日期", "有效性", "主题分类", "五公开",
    "栏目", "网址", "语种", "放行文件标识",
]  # fmt: skip


@pytest.fixture
def site(sample_files: Mapping[str, bytes]) -> Site:
    """The sample's portal."""
    path = "content/portal/site.yml"
    found, findings = parse_site(path, sample_files[path])
    assert found is not None, findings
    return found


def test_every_field_has_its_official_key_in_the_order_that_stays(site: Site) -> None:
    assert tuple(ENTRY_KEYS) == CatalogueEntry._fields
    (record,) = json.loads(render_catalogue(site, [ENTRY]))["条目"]
    assert list(record) == OFFICIAL
    assert record["标题"] == ENTRY.title
    assert record["发文机关"] == ["样例市人民政府", "样例市水利局"]
    assert record["网址"] == f"https://{site.domain}/{ENTRY.url}"


def test_a_record_is_one_line_so_that_catalogues_can_be_compared(site: Site) -> None:
    one, two = ENTRY, ENTRY._replace(title="第二\n行", index_number="")
    first = render_catalogue(site, [one, two]).decode().splitlines()
    second = render_catalogue(site, [one, two._replace(validity="废止")]).decode().splitlines()
    assert len(first) == 4
    assert [a == b for a, b in zip(first, second, strict=True)] == [True, True, False, True]


@pytest.mark.parametrize("count", [0, 1, 3])
def test_a_catalogue_says_whose_it_is_and_how_much_it_holds(site: Site, count: int) -> None:
    document = json.loads(render_catalogue(site, [ENTRY] * count))
    assert document["条目数"] == len(document["条目"]) == count
    assert document["网站"] == site.name
    assert document["网站标识码"] == site.site_id_code


def test_an_index_names_the_files_and_counts_them_together(site: Site) -> None:
    parts = [("catalogue/a.json", "规范性文件", 2), ("catalogue/b.json", "通知公告", 5)]
    document = json.loads(render_catalogue_index(site, parts))
    assert document["条目数"] == 7
    assert document["分册"][0] == {
        "名称": "规范性文件", "网址": f"https://{site.domain}/catalogue/a.json", "条目数": 2,
    }  # fmt: skip
