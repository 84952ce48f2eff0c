"""Keys people write by habit."""

from __future__ import annotations

import pytest

from sanshen.content.schemas import HEADERS
from sanshen.content.schemas.hints import (
    DECIDED_BY_PATH,
    DRAFT_MARKS,
    PUBLICATION_TIMES,
    SYNONYMS,
    header_hint,
)
from sanshen.model.sites import ItemKind
from sanshen.strictyaml.models import keys_of


def test_no_hint_speaks_about_a_field_that_exists() -> None:
    fields = {name for model in HEADERS.values() for name in keys_of(model)}
    assert not fields & (PUBLICATION_TIMES | DRAFT_MARKS | DECIDED_BY_PATH | set(SYNONYMS))
    assert set(SYNONYMS.values()) <= fields


@pytest.mark.parametrize(
    ("key", "code"),
    [
        ("Date", "C101"),
        ("publish-date", "C101"),
        ("上网时间", "C101"),
        ("draft", "C102"),
        ("category", "C103"),
        ("稿源", "Y170"),
    ],
)
def test_a_habitual_key_is_told_what_to_know_instead(key: str, code: str) -> None:
    hint = header_hint(ItemKind.NEWS, False, key)
    assert hint is not None
    assert hint[0] == code


def test_only_a_translation_is_told_that_a_field_is_the_originals() -> None:
    assert header_hint(ItemKind.LAW, True, "validity") == ("C104", {"term": "有效性"})
    assert header_hint(ItemKind.LAW, False, "colour") is None
    assert header_hint(None, True, "validity") is None
