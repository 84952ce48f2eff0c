"""Fast parsing: whatever it accepts, the slow parser with its sanitiser reads alike."""

from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from sanshen.content.body import ParsedBody, without_places
from sanshen.content.fast_body import parse_fast
from sanshen.content.markdown import parse_body
from sanshen.content.sanitising import sanitise

USUAL = """# 标题 & “引”

第一段“引号”，
接着 [链接](a.md "题名")、![图](b.png "图题")与 <https://a.example/?a=1&b=2>。
English line
*next* **line**
http://b.example/x

| 甲 | 乙 |
|:--|--:|
| 1 | [x **y**](c.md) |
| *a* | `b` |

- 一
  - 二 "x" 'y' a < b
- 三

3. x

4. **粗** ~~删~~

> 引
> - 文

```py
a < b

“中”
文
```

甲  
乙\u00a0丙\\
丁

---

    code
"""

PIECES = st.sampled_from(
    [
        *USUAL.splitlines(keepends=True), "甲", "乙。", "“", "”", "a", " ", "  ", "\n", "\n\n",
        "*", "**", "_", "`", "```\n", "~~", "[", "](a.md)", "](a.md \"t\")", "](<b c.md>)", "![",
        "](b.png)", "![](c.png)", "](javascript:x)", "](#h-x)", "[甲](x.md)", "[", "]", "(", ")",
        "<b>", "</b>", "<!-- x -->", "<script>", "<https://x.cn>", "<a@b.cn>", "&", "&amp;", "&lt;",
        "&nbsp;", "&#13;", "&#0;", "&#39;", "&#160;", "&#8217;", "&#8232;",
        "&Tab;", "&NewLine;", "&quot;", "\"", "'", "\\", "\\\n", "\\<",
        "# ", "## ", "###### ", "\n===\n", "\n---\n", "- ", "1. ", "  - ", "> ", "    ", "| ", " |",
        "|--|--|\n", "|:-:|\n", ":-:\n", "| a | b |\n",
        "[^1]", "\n[^1]: 注\n", "- [ ] ", "- [x] ", "@0",
        "\u00a0", "\u3000", "\u200b", "\ufeff", "\r", "\r\n", "\t", "\x00", "\x0c", "\x0b", "\x85",
        "\u2028", "😀", "www.x.cn", "http://x.cn/", "\n[x]: y.md \"z\"\n", "[x]", "<", ">", "/>",
        "]: ", "=\"\"", "</p>", "$", "{#id}", "data-heading-content=", "<pre>", "&copy;", "é",
    ]
)  # fmt: skip


def accepted(body: str) -> ParsedBody | None:
    """The fast result, after it was found equal to the slow one."""
    fast = parse_fast(body)
    if fast is not None:
        assert fast == without_places(parse_body(body, 1))
    return fast


def test_a_usual_text_is_accepted() -> None:
    body = accepted(USUAL)
    assert body is not None
    assert [link.target for link in body.links][:2] == ["a.md", "b.png"]


@pytest.mark.parametrize(
    "body",
    ["a <b>b</b>", "a[^1]\n\n[^1]: x", "- [ ] a", "[a](javascript:x)", "![](a.png)", "&#13;"],
)
def test_what_needs_a_closer_look_is_left_to_the_slow_parser(body: str) -> None:
    assert parse_fast(body) is None


@given(st.lists(PIECES, max_size=14).map("".join))
@example("- a\n  ```\n  x\n  ```\n  *b*\n")
@example("[http://x.cn](a.md)")
@example("甲\n\x0c-\n乙\n")
@example("甲 a@b.cn 乙")
@example("甲 www.x.cn 乙")
@example("甲 xmpp:a@b.cn/c ftp://x.cn")
@example("## [x](y.md)\n\n| | |\n|-|-|\n")
def test_what_is_accepted_equals_the_slow_result(body: str) -> None:
    """Law: accepted by the fast parser: html, slots, text, headings and links are those of
    the slow one (any text of up to 14 fragments of Markdown)."""
    accepted(body)


@given(st.lists(PIECES, max_size=14).map("".join))
def test_the_sanitiser_changes_nothing_in_what_is_accepted(body: str) -> None:
    """Law: sanitising the fast parser's html gives the same html (texts as above)."""
    fast = parse_fast(body)
    if fast is not None:
        slotted = "".join(
            part + (f'<{"img src" if link.image else "a href"}="@{slot}"' if link else "")
            for part, slot, link in zip(
                fast.parts, (*fast.slots, 0), (*fast.links, None), strict=True
            )
        )
        assert sanitise(slotted) == slotted


@given(st.text(max_size=200))
def test_any_text_is_read_alike_or_left(body: str) -> None:
    """Law: as above, for any text of up to 200 characters."""
    accepted(body)
