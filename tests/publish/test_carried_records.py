"""The record store travels: what one clone has read, another need not read again."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from sanshen.content import read_task
from sanshen.content.read_task import ItemFile, ReadResult, ReadSettings
from sanshen.publish.site_build import RECORDS
from tests.city.content import NEWS, news_text
from tests.publish.clone import Clone, cloned


@pytest.fixture
def read(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The paths of the items that are read from now on, in this process."""
    monkeypatch.setenv("SANSHEN_EXECUTOR", "serial")
    paths: list[str] = []
    really = read_task._read

    def note(settings: ReadSettings, file: ItemFile) -> ReadResult:
        paths.append(file.path)
        return really(settings, file)

    monkeypatch.setattr(read_task, "_read", note)
    return paths


def carry(source: Clone, target: Clone) -> None:
    """Bring the record store, and nothing else, to a clone that has built nothing."""
    assert not (target.root / "build").exists()
    (target.root / RECORDS).parent.mkdir()
    shutil.copy(source.root / RECORDS, target.root / RECORDS)


def test_a_fresh_clone_with_records_reads_only_what_has_changed(
    clone: Clone, read: list[str], tmp_path: Path
) -> None:
    clone.build()
    assert NEWS in read
    read.clear()
    clone.city.release({NEWS: news_text("改过的标题")})
    fresh = cloned(clone.city, tmp_path / "fresh")
    carry(clone, fresh)
    fresh.build()
    assert read == [NEWS]
    clone.build()
    assert fresh.served() == clone.served()


def test_records_of_other_code_are_not_used(
    clone: Clone, read: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    clone.build()
    first = list(read)
    read.clear()
    monkeypatch.setattr("sanshen.index.schema.content_version", lambda: "another")
    monkeypatch.setattr("sanshen.index.item_reading.content_version", lambda: "another")
    fresh = cloned(clone.city, tmp_path / "fresh")
    carry(clone, fresh)
    fresh.build()
    assert sorted(read) == sorted(first)
    assert fresh.served() == clone.served()
