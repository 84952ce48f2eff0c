"""移动 under attack: the time of publication goes along only where reviewers signed the move."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.city.city import City
from tests.city.content import NEWS, news_text
from tests.ledger.forging import Record, sealer, take_apart

NEW = NEWS.replace("0105-kaigong", "0105-xiangmu-kaigong")
OTHER = NEWS.replace("0105-kaigong", "0106-jinzhan")
HEADER = "\nformer_addresses: [/dt/2026/0105-kaigong.html]\n---\n"


@pytest.fixture(scope="module")
def moved(tmp_path_factory: pytest.TempPathFactory, signed_template: City) -> City:
    """A city in which one item was added, then another one moved."""
    city = signed_template.copy(tmp_path_factory.mktemp("moved") / "house")
    city.release({OTHER: news_text("项目进展", "项目已完成基础施工。")})
    city.release({NEWS: None, NEW: news_text().replace("\n---\n", HEADER, 1)})
    return city


def _drop(body: dict[str, Any]) -> None:
    del body["moves"]


def _turn(body: dict[str, Any]) -> None:
    body["moves"] = [[NEW, NEWS]]


def _invent(body: dict[str, Any]) -> None:
    body["moves"] = [*body["moves"], [OTHER, NEW]]


def _malform(body: dict[str, Any]) -> None:
    body["moves"] = [["", 1]]


@pytest.mark.parametrize("edit", [_drop, _turn, _invent, _malform])
@pytest.mark.parametrize("thief", [False, True])
def test_a_move_is_not_dropped_turned_or_invented_afterwards(
    moved: City, tmp_path: Path, edit: Callable[[dict[str, Any]], None], thief: bool
) -> None:
    record: Record = take_apart(moved.repository)
    assert record.verify(tmp_path / "clean").findings == ()
    seq = record.find("SUBMITTED", 2)
    body = record.rows[seq].body
    assert body["moves"] == [[NEWS, NEW]]
    edit(body)
    if edit is not _malform:
        record.rechain(sealer(moved.house.key) if thief else None)
    found = record.verify(tmp_path / "forged").findings
    assert found
    assert int(dict(found[0].args).get("entry", seq)) >= seq


def test_a_move_invented_for_what_only_comes_is_refused_at_its_entry(
    moved: City, tmp_path: Path
) -> None:
    """Even with the digest made to fit: the old path has to go in the same change."""
    record: Record = take_apart(moved.repository)
    seq = record.find("SUBMITTED", 1)
    record.rows[seq].body["moves"] = [[NEWS, OTHER]]
    record.rechain(sealer(moved.house.key))
    found = record.verify(tmp_path / "forged").findings
    assert "V134" in [one.code for one in found]
    assert moved.verify().findings == ()
