"""A mapping is read strictly: whatever it leaves open is named before anything is imported."""

from __future__ import annotations

from pathlib import Path

import pytest

from sanshen.importer import MappingError, load_mapping, parse_mapping
from sanshen.importer.bodies import CommentRule
from tests.importer.builders import MAP, mapping

MAPS = Path(__file__).resolve().parents[2] / "sanshen" / "importer" / "maps"


def codes(text: str) -> list[str]:
    with pytest.raises(MappingError) as caught:
        parse_mapping(text.encode(), "map.yml")
    return [found.code for found in caught.value.findings]


def test_a_mapping_has_safe_defaults() -> None:
    found = mapping()
    assert (found.encoding, found.html_comments) == ("utf-8", CommentRule.ESCAPE)
    assert found.date_formats == ("%Y-%m-%d",)
    assert found.known_keys() == {"title", "date", "issuer"}


def test_the_shipped_mapping_of_laws_is_good() -> None:
    found = load_mapping(MAPS / "laws.yml")
    assert {"title", "date", "effective", "wenhao", "issuer", "history"} <= found.known_keys()


@pytest.mark.parametrize("file", sorted(MAPS.glob("*.yml")), ids=lambda file: file.stem)
def test_every_shipped_mapping_is_good(file: Path) -> None:
    assert load_mapping(file).origin


@pytest.mark.parametrize(
    ("old", "new", "code"),
    [
        ("  title:\n    from: [title]\n", "", "M124"),
        ("  title:\n", "  titel:\n", "M122"),
        ("    value: 有效\n", "    value: 有效\n    from: [v]\n", "M123"),
        ("    value: 有效\n", "    value: 有效\n    otherwise: 失效\n", "M123"),
        ("    value: 有效\n", "    split: 、\n", "M123"),
        ("day:\n  from: [date]\n  otherwise: 2026-11-01\n", "", "M125"),
        ("fields:\n", "ignored: [date]\nfields:\n", "M126"),
        ("fields:\n", "encoding: utf-99\nfields:\n", "M127"),
        ("kind: law", "kind: laws", "Y158"),
        ("slug:\n  from: [title]\n", "", "Y152"),
        ("fields:\n", "field: x\nfields:\n", "Y150"),
        ("otherwise: 2026-11-01", "otherwise: 2026年11月1日", "Y160"),
    ],
)
def test_what_is_wrong_in_a_mapping_is_named(old: str, new: str, code: str) -> None:
    assert old in MAP
    assert code in codes(MAP.replace(old, new, 1))


def test_a_picture_or_attachment_cannot_be_mapped() -> None:
    assert codes(MAP + "  picture:\n    from: [image]\n") == ["M122"]


def test_all_errors_of_a_mapping_come_at_once() -> None:
    text = MAP.replace("  title:\n", "  titel:\n").replace("kind: law", "encoding: x\nkind: law")
    assert sorted(codes(text)) == ["M122", "M124", "M127"]


def test_a_mapping_that_cannot_be_read_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(MappingError) as caught:
        load_mapping(tmp_path / "none.yml")
    assert [found.code for found in caught.value.findings] == ["M121"]
