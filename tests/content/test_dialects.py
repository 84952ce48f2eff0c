"""Markdown 方言: a body is read in the dialect of its column, and in no other."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from sanshen.content.dialects import parse_dialect
from sanshen.content.records import RecordStore
from sanshen.content.source import MemorySource
from sanshen.content.tree import load_tree
from sanshen.model.sites import Dialect
from tests.content.sample import NEWS, news, sample_files

BODY = "- 甲\n  - 乙\n\n*[甲]: 天干\n"


def test_each_dialect_reads_its_own_marks() -> None:
    assert "<abbr" not in "".join(parse_dialect(Dialect.COMMONMARK, BODY, 1).parts)
    assert "<abbr" in "".join(parse_dialect(Dialect.CLASSIC, BODY, 1).parts)


def test_the_arguments_reach_the_dialect() -> None:
    for dialect in Dialect:
        body = parse_dialect(dialect, "## A\n\nx[^1]\n\n[^1]: n\n", 11, "en")
        assert 'aria-label="Back to reference 1"' in "".join(body.parts)
        assert [heading.id for heading in body.headings] == ["h-a"]


def test_a_column_whose_dialect_nobody_looked_up_is_refused() -> None:
    with pytest.raises(ValueError, match="dialect"):
        parse_dialect(None, BODY, 1)


def test_no_start_pays_for_a_dialect_it_does_not_use() -> None:
    code = "import sys, sanshen.content.dialects; print('markdown' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "False"


@pytest.mark.parametrize(("settings", "abbreviated"), [("", False), ("markdown: classic\n", True)])
def test_an_item_is_read_in_the_dialect_its_column_inherits(
    settings: str, abbreviated: bool
) -> None:
    files = sample_files()
    files["content/portal/site.yml"] += settings.encode()
    files[NEWS] = news(body="甲\n\n*[甲]: 天干\n")
    tree = load_tree(MemorySource(files))
    assert ("<abbr" in "".join(tree.bodies[NEWS].parts)) is abbreviated


def test_a_record_kept_in_one_dialect_is_not_taken_for_the_other(tmp_path: Path) -> None:
    files = sample_files()
    files[NEWS] = news(body="甲\n\n*[甲]: 天干\n")
    with RecordStore(tmp_path / "records.sqlite") as store:
        load_tree(MemorySource(files), store)
        files["content/portal/xwdt/column.yml"] += b"markdown: classic\n"
        assert "<abbr" in "".join(load_tree(MemorySource(files), store).bodies[NEWS].parts)
