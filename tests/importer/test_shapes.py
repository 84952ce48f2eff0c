"""The shape of a field is read off its schema."""

from __future__ import annotations

from sanshen.content.schemas import HEADERS
from sanshen.importer.shapes import Shape, required_fields, shapes_of
from sanshen.model.sites import ItemKind


def test_each_shape_is_told_from_the_others() -> None:
    shapes = shapes_of(HEADERS[ItemKind.LAW])
    assert shapes["title"] is Shape.TEXT
    assert shapes["issuers"] is Shape.LIST
    assert shapes["tags"] is Shape.LIST
    assert shapes["promulgated_on"] is Shape.DAY
    assert shapes["attachments"] is shapes["picture"] is Shape.OTHER
    assert shapes_of(HEADERS[ItemKind.ACTIVITY])["activity_ended_at"] is Shape.MOMENT
    assert "kind" not in shapes


def test_required_fields_are_those_without_default() -> None:
    assert required_fields(HEADERS[ItemKind.LAW]) == {"title", "issuers", "validity"}
