"""Tags and elements of a source text are found where they begin and end."""

from __future__ import annotations

import pytest

from sanshen.importer.tags import closing_tag, tag_at


@pytest.mark.parametrize(
    ("text", "name", "end", "closing", "empty"),
    [
        ("<b>x", "b", 3, False, False),
        ("</DIV >", "div", 7, True, False),
        ("<br/>", "br", 5, False, True),
        ("<br>", "br", 4, False, True),
        ('<a href="x>y" title=z>', "a", 22, False, False),
        ("<p\n  class='c'\n>", "p", 16, False, False),
    ],
)
def test_a_tag_is_read(text: str, name: str, end: int, closing: bool, empty: bool) -> None:
    tag = tag_at(text, 0)
    assert tag is not None
    assert (tag.name, tag.end, tag.closing, tag.empty) == (name, end, closing, empty)


@pytest.mark.parametrize("text", ["< b>", "<3", "<b", '<a href="x>', "<!-- -->", "<https://x.y>"])
def test_what_is_no_whole_tag_is_none(text: str) -> None:
    assert tag_at(text, 0) is None


def test_attributes_come_without_their_quotes() -> None:
    tag = tag_at("<a HREF='/x' title=\"y z\" download>", 0)
    assert tag is not None
    assert tag.attributes == {"href": "/x", "title": "y z", "download": ""}


@pytest.mark.parametrize(
    ("text", "end"),
    [
        ("<div>a<div>b</div>c</div>d", 25),
        ("<div>a<!-- </div> -->b</div>", 28),
        ("<div>a<div/>b</div>", 19),
        ("<div>a", None),
        ("<div>a<div>b</div>", None),
    ],
)
def test_an_element_ends_at_its_own_end_tag(text: str, end: int | None) -> None:
    opening = tag_at(text, 0)
    assert opening is not None
    closing = closing_tag(text, opening)
    assert (closing.end if closing else None) == end
