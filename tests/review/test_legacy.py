"""存量登记: which old time each file of a baseline carries into the ledger."""

from __future__ import annotations

import pytest

from sanshen.content.settings import LegacyRegister
from sanshen.model.changes import FileChange
from sanshen.review.legacy import legacy_times

ITEM = "content/cs/gfxwj/2025/0310-x.md"
FOLDER = "content/cs/gfxwj/2025/0310-x"
ZONE = "Asia/Shanghai"


def times(known: dict[str, str | None], *paths: str) -> dict[str, str | None]:
    """The times of new files at ``paths``."""
    files = [FileChange(path, None, "100644:" + "1" * 40) for path in paths]
    return legacy_times([LegacyRegister("cs", "旧网站", known)], files, ZONE)[0]


def test_a_time_gets_the_zone_of_the_city_and_a_day_stays_a_day() -> None:
    assert times({ITEM: "2025-03-12 09:30"}, ITEM) == {ITEM: "2025-03-12T09:30:00+08:00"}
    assert times({ITEM: "2025-03-12"}, ITEM) == {ITEM: "2025-03-12"}


def test_the_offset_is_that_of_the_day() -> None:
    """China kept summer time until 1991."""
    assert times({ITEM: "1988-07-01 08:00"}, ITEM) == {ITEM: "1988-07-01T08:00:00+09:00"}


@pytest.mark.parametrize("known", [{ITEM: None}, {}])
def test_an_unknown_time_waits(known: dict[str, str | None]) -> None:
    assert times(known, ITEM) == {ITEM: None}


def test_a_translation_and_an_attachment_have_the_time_of_their_original() -> None:
    english, table = ITEM.replace(".md", ".en.md"), f"{FOLDER}/biao.xlsx"
    assert times({ITEM: "2025-03-12"}, english, table) == {
        english: "2025-03-12",
        table: "2025-03-12",
    }


def test_a_translation_registered_itself_keeps_its_own_time() -> None:
    english = ITEM.replace(".md", ".en.md")
    found = times({ITEM: "2025-03-12", english: "2025-04-01"}, english)
    assert found == {english: "2025-04-01"}


def test_a_file_of_nobody_has_no_time() -> None:
    stray = "content/cs/gfxwj/2025/0311-y/biao.xlsx"
    assert times({ITEM: "2025-03-12"}, stray) == {stray: None}


def test_settings_and_removed_files_carry_no_time() -> None:
    register = LegacyRegister("cs", "旧网站", {ITEM: "2025-03-12"})
    files = [
        FileChange("registry/legacy/cs.yml", None, "100644:1"),
        FileChange("content/cs/gfxwj/column.yml", None, "100644:1"),
        FileChange(ITEM, "100644:1", None),
    ]
    assert legacy_times([register], files, ZONE) == ({}, "旧网站")


def test_origins_of_several_registers_are_named_once_each() -> None:
    registers = [LegacyRegister(s, o, {}) for s, o in (("a", "乙站"), ("b", "甲站"), ("c", "乙站"))]
    assert legacy_times(registers, [], ZONE)[1] == "乙站；甲站"
