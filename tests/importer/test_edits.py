"""Edits can be taken back to the very character."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sanshen.importer.edits import Edit, EditedBody, EditKind

KIND = EditKind.HTML_ESCAPED


def test_edits_are_applied_in_order_and_taken_back() -> None:
    edited = EditedBody("a<b>c").then([Edit(KIND, 1, "<", "\\<"), Edit(KIND, 3, ">", "")])
    assert edited.text == "a\\<bc"
    assert edited.original() == "a<b>c"


@pytest.mark.parametrize(
    "edits",
    [
        [Edit(KIND, 1, "x", "")],
        [Edit(KIND, 9, "a", "")],
        [Edit(KIND, 1, "<b", ""), Edit(KIND, 2, "b", "")],
    ],
)
def test_an_edit_that_does_not_fit_is_refused(edits: list[Edit]) -> None:
    with pytest.raises(ValueError, match="does not fit"):
        EditedBody("a<b>c").then(edits)


def test_no_edits_are_no_round() -> None:
    assert EditedBody("a").then([]).rounds == ()


@given(st.data())
def test_taking_back_any_rounds_gives_the_original(data: st.DataObject) -> None:
    original = data.draw(st.text(max_size=40))
    edited = EditedBody(original)
    for _ in range(data.draw(st.integers(0, 3))):
        cuts = data.draw(
            st.lists(st.integers(0, len(edited.text)), max_size=6, unique=True).map(sorted)
        )
        pairs = list(zip(cuts[0::2], cuts[1::2], strict=False))
        edited = edited.then(
            Edit(KIND, start, edited.text[start:end], data.draw(st.text(max_size=5)))
            for start, end in pairs
        )
    assert edited.original() == original
