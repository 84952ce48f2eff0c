"""The strict reader: Pelican's own way of reading a file ends in the one parser."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import pytest
from pelican.readers import Readers
from pelican.settings import read_settings
from sanshen_pelican.reader import StrictReader, use_strict_reader
from sanshen_pelican.run import RefusedError
from sanshen_pelican.settings import preview_settings

PAGE = "content/portal/xwdt/2026/0310-chunhan.md"


def settings_of(city: Path) -> dict[str, Any]:
    """Pelican's settings of a preview of the city's portal."""
    settings: dict[str, Any] = read_settings(None, override=preview_settings({}, city))
    return settings


def reader_of(city: Path) -> StrictReader:
    """A reader as Pelican makes it."""
    return StrictReader(settings_of(city))


def test_an_item_is_read_with_its_metadata_under_pelicans_names(city: Path) -> None:
    html, metadata = reader_of(city).read(str(city / PAGE))
    assert "<p>市政府召开会议部署春旱应对工作" in html
    assert metadata["title"] == "全市部署春旱应对工作"
    assert metadata["url"] == "xwdt/2026/0310-chunhan.html"
    assert metadata["category"] == "新闻动态"
    assert "date" not in metadata


def test_a_file_that_cannot_be_read_raises(city: Path) -> None:
    (city / PAGE).write_text("---\ntitle: x\n---\n", encoding="utf-8")
    with pytest.raises(RefusedError, match=r"0310-chunhan\.md"):
        reader_of(city).read(str(city / PAGE))


def test_a_file_outside_the_build_raises(city: Path) -> None:
    with pytest.raises(RefusedError, match="county"):
        reader_of(city).read(str(city / "content/county/xwdt/2026/0311-shuiku.md"))


def test_no_other_format_of_text_is_read(city: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "environ", dict(os.environ))
    readers = Readers(settings_of(city))
    use_strict_reader(readers)
    named = {extension for extension, cls in readers.reader_classes.items() if cls}
    assert named == {"md", "static"}
    assert readers.reader_classes["md"] is StrictReader
