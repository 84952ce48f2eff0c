"""Edits of the sample city, each with what it changes: the strategy of the laws about keys."""

from __future__ import annotations

from collections.abc import Iterable

from tests.city.sample_city import SampleCity

NEWS = "content/portal/xwdt/2026/0310-chunhan.md"
DOCUMENT = "content/portal/zwgk/gfxwj/2026/0227-yongshui.md"
INTERPRETATION = "content/portal/zwgk/zcjd/2026/0227-yongshui-jiedu.md"
GUIDE = "content/portal/bsfw/yongshui-baozhuang.md"
NOTICE = "content/portal/zwgk/tzgg/2026/0401-tingshui.md"

Edit = tuple[str, str, str]

TEXTS: tuple[Edit, ...] = (
    (NEWS, "保障用水", "保障灌溉"),
    (NEWS, "春旱应对", "抗旱"),
    (NEWS, "样例日报", "样例晚报"),
    (NEWS, "[农业]", "[农业, 抗旱]"),
    (NEWS, "tags: [农业]\n", ""),
    (DOCUMENT, "已修改", "废止"),
    (DOCUMENT, "## 第一章", "## 首章"),
    (DOCUMENT, "用水计划表", "计划表"),
    (DOCUMENT.replace(".md", "/biao.csv"), "100", "200"),
    (DOCUMENT.replace(".md", ".en.md"), "Measures", "Rules"),
    (INTERPRETATION, "title: ", "title: 图解"),
    (GUIDE, "申请表", "登记表"),
)
SETTINGS: tuple[Edit, ...] = (
    ("content/portal/site.yml", "0899-1110001", "0899-1110009"),
    ("content/portal/site.yml", "timezone", "topics: {nongye: 农业}\ntimezone"),
    ("content/portal/site.yml", "timezone", "omit: [tags]\ntimezone"),
    ("content/portal/zwgk/column.yml", "政府信息公开\n", "信息公开\n"),
    ("content/portal/gk/column.yml", "order: 4", "order: 0"),
    ("content/county/site.yml", "www.yangxian", "www.xinxian"),
)
THEME: tuple[Edit, ...] = (
    ("theme/templates/_item.html", 'class="meta"', 'class="facts"'),
    ("theme/templates/index.html", "<section", "<div></div><section"),
    ("theme/static/css/main.css", "72rem", "70rem"),
)
EDITS = (*TEXTS, *SETTINGS, *THEME)


def news(number: int) -> tuple[str, str]:
    """One more news item: its path, which sorts by number, and its text."""
    path = f"content/portal/xwdt/2026/{4 + number // 28:02d}{number % 28 + 1:02d}-n{number}.md"
    return path, f"---\nkind: news\ntitle: 第{number}条\nsource: 样例日报\n---\n正文。\n"


def apply(city: SampleCity, edits: Iterable[Edit]) -> None:
    """Make each edit where its text occurs in the working tree."""
    for path, old, new in edits:
        text = (city.root / path).read_text(encoding="utf-8")
        city.write({path: text.replace(old, new)})
