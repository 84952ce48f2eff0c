"""栏目迁移: many items are one matter only while nothing else travels with them."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from sanshen.content.content_tree import ContentTree
from sanshen.content.source import MemorySource
from sanshen.content.tree import load_tree
from sanshen.review.column_moves import column_moves
from sanshen.review.moves import find_moves
from tests.content.sample import NEWS, PNG, POLICY, column_file, news, sample_files

NEW = NEWS.replace("/xwdt/", "/xinwen/")
PICTURE = NEWS.replace(".md", "/huichang.png")
FORMER = "former_addresses: [/xwdt/2026/0301-huiyi.html]\n"
BODY = f"![会场](0301-huiyi/huichang.png)\n\n见[办法](/{POLICY.removeprefix('content/')}#一总则)、[外](https://a.example/)。\n"


def tree(more: Mapping[str, bytes | None]) -> ContentTree:
    """The sample with a second news column."""
    files: dict[str, bytes | None] = {**sample_files(), NEWS: news(body=BODY)}
    files["content/portal/xinwen/column.yml"] = column_file("新闻", "news")
    del files[NEWS.replace(".md", ".en.md")]
    files |= more
    return load_tree(MemorySource({path: data for path, data in files.items() if data is not None}))


def together(**more: str | bytes) -> list[list[str]]:
    """The items that move as one when the news item moves, with ``body`` or ``picture`` edited."""
    text = str(more.get("body", BODY))
    picture = more.get("picture", PNG)
    changes: dict[str, bytes | None] = {
        NEWS: None,
        PICTURE: None,
        NEW: news(body=text, title=str(more.get("title", "市政府召开常务会议")), more=FORMER),
        NEW.replace(".md", "/huichang.png"): picture if isinstance(picture, bytes) else None,
    }
    old, new = tree({}), tree(changes)
    assert new.findings == ()
    return list(column_moves(old, new, find_moves(new, changes)).values())


def test_what_moves_as_it_was_moves_together() -> None:
    assert together() == [[NEW]]


@pytest.mark.parametrize(
    "edit",
    [
        {"title": "另一个标题"},
        {"body": BODY.replace("见", "详见")},
        {"body": BODY.replace("https://a.example/", "https://b.example/")},
        {"body": BODY.replace("#一总则", "")},
        {"body": BODY.replace(POLICY.rpartition("/")[2], POLICY.rpartition("/")[2] + "#一总则")
            .replace("#一总则#一总则", "")},
        {"picture": PNG + b"x"},
    ],
)  # fmt: skip
def test_an_edit_does_not_travel_along(edit: dict[str, str | bytes]) -> None:
    assert together(**edit) == []


def test_a_new_name_in_the_same_column_is_no_move_of_a_column() -> None:
    renamed = NEWS.replace("huiyi", "changwu-huiyi")
    changes: dict[str, bytes | None] = {
        NEWS: None,
        PICTURE: None,
        renamed: news(body=BODY.replace("0301-huiyi/", "0301-changwu-huiyi/"), more=FORMER),
        renamed.replace(".md", "/huichang.png"): PNG,
    }
    old, new = tree({}), tree(changes)
    assert find_moves(new, changes) == ((NEWS, renamed),)
    assert column_moves(old, new, find_moves(new, changes)) == {}
