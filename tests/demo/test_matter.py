"""演示事项: a matter dated today, whatever today is; a slip; a forgery."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sanshen.content.source import MemorySource
from sanshen.content.tree import load_tree
from sanshen.demo.matter import document_path, matter_files, with_full_width_colon, write_files
from sanshen.demo.tampering import tamper_with_main
from tests.city.city import City
from tests.city.content import NEWS, PROJECT

SETTINGS = {
    path.relative_to(PROJECT).as_posix(): path.read_bytes()
    for path in (PROJECT / "content").rglob("*.yml")
}


def findings(files: dict[str, str]) -> list[str]:
    """The codes of what is wrong with the matter in the demo city."""
    source = MemorySource(SETTINGS | {path: text.encode() for path, text in files.items()})
    return [f.code for f in load_tree(source).findings if f.path in files]


@given(st.dates(date(2026, 1, 2), date(2099, 12, 1)))
def test_the_matter_is_fit_on_any_day(today: date) -> None:
    """Size: the profile's number of days between 2026 and 2099."""
    files = dict(matter_files(today))
    assert len(files) == 3
    assert f"{today:%Y}/{today:%m%d}-" in document_path(files)
    assert findings(files) == []


@pytest.mark.parametrize("day", ["2026-12-31", "2027-01-01", "2027-02-17", "2028-02-29"])
def test_the_matter_is_fit_at_turns_of_the_calendar(day: str) -> None:
    assert findings(dict(matter_files(date.fromisoformat(day)))) == []


def test_the_slip_is_one_colon_and_is_found(tmp_path: Path) -> None:
    files = dict(matter_files(date(2026, 11, 23)))
    path = document_path(files)
    slipped = with_full_width_colon(files[path])
    assert len(slipped) == len(files[path]) - 1
    assert "Y120" in findings({**files, path: slipped})
    write_files(tmp_path, {path: slipped})
    assert (tmp_path / path).read_text(encoding="utf-8") == slipped


def test_a_forged_byte_changes_one_file_and_is_caught(city: City) -> None:
    before = city.main_files()
    tamper_with_main(city.repository, NEWS)
    after = city.main_files()
    assert {path for path in before if before[path] != after[path]} == {NEWS}
    result = city.verify()
    assert [f.code for f in result.findings] == ["K109"]
