"""一事一审: what belongs to one matter, before and after the change."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from sanshen.content.content_tree import ContentTree
from sanshen.content.source import MemorySource
from sanshen.content.tree import load_tree
from sanshen.review.matter import group_matters, owner_of
from tests.city.content import (
    DOCUMENT,
    INTERPRETATION,
    NEWS,
    city_files,
    document_text,
    interpretation_text,
    news_text,
    translation_text,
)

ENGLISH = DOCUMENT.replace(".md", ".en.md")
EXPLAINED = INTERPRETATION.replace(".md", ".en.md")
SECOND = INTERPRETATION.replace("jiedu", "wenda")
OTHER = DOCUMENT.replace("0110-banfa", "0111-guiding")
TABLE = DOCUMENT.replace(".md", "/biao.csv")


def tree(more: Mapping[str, str | None] | None = None) -> ContentTree:
    """The content of the test city with files changed."""
    files = dict(city_files())
    for path, text in (more or {}).items():
        if text is None:
            files.pop(path, None)
        else:
            files[path] = text.encode()
    return load_tree(MemorySource(files))


def matters(
    old: Mapping[str, str | None], new: Mapping[str, str | None], *changed: str
) -> list[tuple[str, tuple[str, ...]]]:
    """(leading item, its paths) of every matter."""
    return [(m.key, m.paths) for m in group_matters(tree(old), tree({**old, **new}), changed)]


def test_two_unrelated_items_are_two_matters_in_the_order_of_their_names() -> None:
    new = {NEWS: news_text("改"), DOCUMENT: document_text("改")}
    assert matters({}, new, DOCUMENT, NEWS) == [(NEWS, (NEWS,)), (DOCUMENT, (DOCUMENT,))]


def test_a_document_and_its_interpretation_are_one_named_by_the_document() -> None:
    found = matters({}, {}, DOCUMENT, INTERPRETATION)
    assert found == [(DOCUMENT, (DOCUMENT, INTERPRETATION))]
    titled = group_matters(tree(), tree(), (INTERPRETATION, DOCUMENT))
    assert [m.title for m in titled] == ["测试管理办法"]


def test_an_item_and_its_translation_are_one() -> None:
    new = {ENGLISH: translation_text()}
    assert matters({}, new, DOCUMENT, ENGLISH) == [(DOCUMENT, (ENGLISH, DOCUMENT))]


def test_a_translation_of_an_interpretation_belongs_to_the_policy() -> None:
    """The link between them is unchanged itself."""
    new = {EXPLAINED: translation_text(kind="interpretation"), DOCUMENT: document_text("改")}
    assert matters({}, new, EXPLAINED, DOCUMENT) == [(DOCUMENT, (DOCUMENT, EXPLAINED))]


def test_translations_of_a_policy_and_of_its_interpretation_are_one_matter() -> None:
    """Both originals are unchanged."""
    new = {ENGLISH: translation_text(), EXPLAINED: translation_text(kind="interpretation")}
    assert matters({}, new, ENGLISH, EXPLAINED) == [(ENGLISH, (ENGLISH, EXPLAINED))]


def test_two_interpretations_of_one_unchanged_policy_are_one_matter() -> None:
    new = {SECOND: interpretation_text(title="问答"), INTERPRETATION: interpretation_text()}
    assert len(matters({}, new, SECOND, INTERPRETATION)) == 1


def test_interpretations_of_two_policies_are_two_matters() -> None:
    old = {
        OTHER: document_text("另一规定", "测府规〔2026〕2号"),
        SECOND: interpretation_text(OTHER),
    }
    assert len(matters(old, {}, INTERPRETATION, SECOND)) == 2


def test_one_interpretation_of_two_policies_joins_them() -> None:
    both = interpretation_text().replace(
        "interprets: [", f"interprets: [/{OTHER.removeprefix('content/')}, "
    )
    new = {OTHER: document_text("另一规定", "测府规〔2026〕2号"), INTERPRETATION: both}
    assert len(matters({}, new, DOCUMENT, OTHER, INTERPRETATION)) == 1


def test_a_deleted_translation_still_belongs_to_its_original() -> None:
    old = {ENGLISH: translation_text()}
    found = matters(old, {ENGLISH: None, DOCUMENT: document_text("改")}, ENGLISH, DOCUMENT)
    assert found == [(DOCUMENT, (ENGLISH, DOCUMENT))]


def test_a_link_that_the_change_takes_away_joins_still() -> None:
    old = {OTHER: document_text("另一规定", "测府规〔2026〕2号")}
    new = {INTERPRETATION: interpretation_text(OTHER), DOCUMENT: None}
    assert len(matters(old, new, INTERPRETATION, DOCUMENT)) == 1


@pytest.mark.parametrize("gone", [True, False])
def test_an_attachment_belongs_to_the_item_of_its_folder(gone: bool) -> None:
    old: dict[str, str | None] = {TABLE: "甲,乙\n"} if gone else {}
    new: dict[str, str | None] = {TABLE: None} if gone else {TABLE: "甲,乙\n"}
    assert matters(old, new, TABLE, DOCUMENT) == [(DOCUMENT, (DOCUMENT, TABLE))]
    assert owner_of(TABLE, (tree(),)) == DOCUMENT


def test_an_attachment_of_no_item_is_a_matter_of_its_own() -> None:
    stray = "content/cs/gfxwj/2026/0199-x/biao.csv"
    assert matters({}, {stray: "x"}, stray, NEWS) == [(NEWS, (NEWS,)), (stray, (stray,))]


def test_nothing_changed_is_no_matter() -> None:
    assert matters({}, {}) == []
