"""One class per kind, every field with its official term."""

from __future__ import annotations

import typing

import pytest

from sanshen.content.schemas import HEADERS, KIND_TERMS, TRANSLATIONS, Header
from sanshen.model.sites import ItemKind
from sanshen.strictyaml.models import keys_of, term_of


def test_every_kind_has_a_header_a_translation_and_a_term() -> None:
    assert set(HEADERS) == set(TRANSLATIONS) == set(KIND_TERMS) == set(ItemKind)


@pytest.mark.parametrize("kind", ItemKind)
def test_every_field_has_its_official_term(kind: ItemKind) -> None:
    for model in (HEADERS[kind], TRANSLATIONS[kind]):
        terms = [term_of(info) for info in keys_of(model).values()]
        assert all(any("\u4e00" <= c <= "\u9fff" for c in term) for term in terms)
        assert len(set(terms)) == len(terms)


@pytest.mark.parametrize("kind", ItemKind)
def test_a_translation_requires_only_kind_and_title_and_has_no_field_of_its_own(
    kind: ItemKind,
) -> None:
    fields = keys_of(TRANSLATIONS[kind])
    assert {name for name, info in fields.items() if info.is_required()} == {"kind", "title"}
    own = {name for model in HEADERS.values() for name in keys_of(model)}
    assert set(fields) <= own


def test_no_header_has_a_publication_time() -> None:
    names = {name for model in HEADERS.values() for name in keys_of(model)}
    assert not names & {"date", "published", "published_at", "updated"}


@pytest.mark.parametrize("kind", ItemKind)
def test_headers_are_frozen_and_refuse_unknown_keys(kind: ItemKind) -> None:
    for model in (HEADERS[kind], TRANSLATIONS[kind]):
        assert issubclass(model, Header)
        assert model.model_config["frozen"] is True
        assert model.model_config["extra"] == "forbid"
        assert typing.get_type_hints(model)
