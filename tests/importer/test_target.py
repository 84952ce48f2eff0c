"""An import needs a column that is there and takes its kind."""

from __future__ import annotations

from pathlib import Path

import pytest

from sanshen.importer.mapping import ColumnRule
from sanshen.importer.target import ImportRefusedError, load_target
from sanshen.model.sites import ItemKind
from tests.importer.builders import COLUMN, REGISTER, make_city, mapping


def refused(root: Path, site: str, column: str, kind: ItemKind = ItemKind.LAW) -> set[str]:
    # the kind of a column rule may differ from the mapping's, its fields then too
    rule = ColumnRule.model_validate({"from": ".", "to": column, "kind": kind})
    with pytest.raises(ImportRefusedError) as caught:
        load_target(root, site, mapping().model_copy(update={"columns": (rule,)}))
    return {found.code for found in caught.value.findings}


def test_a_column_is_read_with_what_is_there(tmp_path: Path) -> None:
    root = make_city(tmp_path)
    file = root / COLUMN / "2020" / "0501-a.md"
    file.parent.mkdir()
    file.write_bytes(b"x")
    (root / REGISTER).parent.mkdir(parents=True)
    (root / REGISTER).write_bytes(b"y")
    target = load_target(root, "portal", mapping())
    assert target.existing[f"{COLUMN}/2020/0501-a.md"] == b"x"
    assert (target.register, target.register_path) == (b"y", REGISTER)
    assert str(target.zone) == "Asia/Shanghai"


def test_a_missing_site_or_column_is_named(tmp_path: Path) -> None:
    root = make_city(tmp_path)
    assert refused(root, "county", "fgk") == {"M131"}
    assert refused(root, "portal", "none") == {"M131"}


def test_unreadable_settings_stop_the_import(tmp_path: Path) -> None:
    root = make_city(tmp_path)
    (root / COLUMN / "column.yml").write_bytes("name： 法规库\n".encode())
    assert "M131" not in refused(root, "portal", "fgk")


def test_a_column_that_does_not_take_the_kind_is_named(tmp_path: Path) -> None:
    assert refused(make_city(tmp_path), "portal", "fgk", ItemKind.NEWS) == {"M132"}
