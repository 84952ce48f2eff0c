"""纯文本: the words of a body come from its html, and its beginning is that of the whole."""

from __future__ import annotations

from hypothesis import example, given
from hypothesis import strategies as st

from sanshen.content.markdown import parse_body
from sanshen.content.plain_text import beginning, plain_text
from tests.content.test_fast_body import PIECES

BODIES = st.lists(PIECES, max_size=14).map("".join)


def test_pictures_cells_and_entities_are_words() -> None:
    body = parse_body('甲 &amp; 乙\n\n![图](a.png "题")\n\n| a | b |\n|--|--|\n| 1 | 2 |\n', 1)
    assert body.own_text is None
    assert body.text == "甲 & 乙\n图\na b\n1 2"


def test_a_text_that_is_not_what_the_html_says_is_kept() -> None:
    body = parse_body("甲[^1]\n\n[^1]: 注\n", 1)
    assert body.own_text == body.text == "甲\n注"
    assert body.opening(3) == "甲 注"


@given(BODIES, st.integers(1, 30))
@example('[甲](x.md "一\n二")\n' * 9, 20)
@example("| a | b |\n|--|--|\n| 1 | 2 |\n" * 9, 3)
def test_the_beginning_is_that_of_the_whole_text(text: str, length: int) -> None:
    """Law: ``opening`` is the collapsed text, cut (texts of up to 14 fragments of Markdown)."""
    body = parse_body(text, 1)
    assert body.opening(length) == " ".join(body.text.split())[:length]


@given(st.text("甲a <>&\"'/\n\u00a0=", max_size=60), st.integers(1, 8))
def test_any_text_may_be_asked_for_its_beginning(html: str, length: int) -> None:
    """Law: as above, for 60 characters that need not be html of ours."""
    assert beginning(html, length) == " ".join(plain_text(html).split())[:length]
