"""页面要素: what one pass over a page finds."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from sanshen.publish.page_parts import read_page

PAGE = """<!DOCTYPE html><html lang="zh-CN"><head><title>题</title>
<meta name="PubDate" content="2026-03-20 10:05"><meta name="Empty">
<link rel="stylesheet" href="/theme/a.css"><style>h1 { x: "y" }</style></head>
<body id="top"><p class="big unreviewed">未审稿</p><h1>标题</h1>
<a href="/a.html">甲<b>乙</b></a><a href="/b.html" aria-label="丙"></a><a name="x">无址</a>
<a href="/c.html"><img src="/p.png" alt="图"></a><a href="/d.html"><img src="/q.png"></a>
<script>var a = "<a href='/no.html'>no</a>";</script></body></html>"""


def test_everything_rules_are_made_about_is_found() -> None:
    parts = read_page(PAGE)
    assert parts.lang == "zh-CN"
    assert parts.tags("PubDate") == ["2026-03-20 10:05"]
    assert parts.tags("Empty") == [""]
    assert parts.tags("pubdate") == []
    assert (parts.headings, parts.banners) == (1, 1)
    assert parts.ids == {"top"}
    assert [(link.target, link.words) for link in parts.links] == [
        ("/a.html", "甲乙"), ("/b.html", "丙"), ("/c.html", "图"), ("/d.html", ""),
    ]  # fmt: skip
    assert parts.resources == ["/theme/a.css", "/p.png", "/q.png"]
    assert parts.pictures_without_alt == ["/q.png"]
    assert "标题" in parts.text
    assert "题\n" not in parts.text.split("标")[0]


@given(st.text(alphabet="<>/=\"'abhr! -&;1中", max_size=120))
def test_reading_never_raises(text: str) -> None:
    assert read_page(text).headings >= 0
