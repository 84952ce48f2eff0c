"""What the chains have found, each fault as a case of its own that is told in a line."""

from __future__ import annotations

import sqlite3
from collections import Counter
from contextlib import closing
from pathlib import Path

import pytest

from sanshen.content.records import Record, RecordKey, RecordStore
from sanshen.index.release_file import PLACE
from sanshen.publish.caches import drop_damaged
from sanshen.units.pagers import PAGE_SIZE
from tests.chains import building
from tests.chains.chain import Chain
from tests.chains.model import SUB, Piece
from tests.chains.troubles import INDEX


@pytest.fixture
def chain(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Chain:
    """A city of which everything is built once, with lists of their real length."""
    monkeypatch.setenv("SANSHEN_EXECUTOR", "serial")
    chain = Chain(tmp_path, Counter())
    chain.check("cs")
    return chain


def add_news(chain: Chain, first: int, stop: int) -> None:
    """Release so many news items in one change."""
    new = {
        f"{SUB}2026/{1 + n // 28:02d}{1 + n % 28:02d}-n{n}.md": Piece("news", f"第{n}条", "正文。")
        for n in range(first, stop)
    }
    chain.town.pieces |= new
    chain.history.release({path: piece.render(path) for path, piece in new.items()})


def test_the_entry_that_cuts_an_archive_page_lies_on_another_page(chain: Chain) -> None:
    """A list of 39 has one page; the 40th entry makes the first 20 an archive page."""
    add_news(chain, 0, 2 * PAGE_SIZE - 2)
    chain.check("cs")
    assert "dt/sub/page-1.html" not in building.served(chain.root, "cs")
    add_news(chain, 2 * PAGE_SIZE - 2, 2 * PAGE_SIZE - 1)
    chain.check("cs")
    assert "dt/sub/page-1.html" in building.served(chain.root, "cs")


def test_an_archive_page_goes_when_the_entries_no_longer_fill_it(chain: Chain) -> None:
    add_news(chain, 0, 2 * PAGE_SIZE - 1)
    chain.check("cs")
    newest = max(path for path in chain.town.pieces if "/dt/sub/2026/" in path)
    del chain.town.pieces[newest]
    chain.history.release({newest: None})
    chain.check("cs")
    assert "dt/sub/page-1.html" not in building.served(chain.root, "cs")


def test_a_static_file_the_theme_no_longer_has_leaves_the_site(chain: Chain) -> None:
    extra = "theme/static/extra.txt"
    for data in (b"x", None):
        if data is None:
            del chain.town.other[extra]
        else:
            chain.town.other[extra] = data
        chain.history.release({extra: data})
        chain.check("cs")
        found = [path for path in building.served(chain.root, "cs") if "extra" in path]
        assert len(found) == (data is not None)


def blot(file: Path, page: int) -> None:
    """Overwrite one page of a database with zeros."""
    data = bytearray(file.read_bytes())
    with closing(sqlite3.connect(file)) as database:
        (size,) = database.execute("PRAGMA page_size").fetchone()
    data[size * page : size * (page + 1)] = bytes(size)
    file.write_bytes(data)


@pytest.mark.parametrize("page", [1, pytest.param(2, marks=pytest.mark.full), 5])
@pytest.mark.parametrize("name", [INDEX, PLACE])
def test_a_build_begins_again_without_a_cache_that_is_damaged_inside(
    chain: Chain, name: str, page: int
) -> None:
    """SQLite opens such a file, and finds out only when it comes to the page."""
    blot(chain.root / name, page)
    chain.edit("edit_title", 3)
    chain.check("cs")
    assert chain.counts["compared"] == 2


def test_a_sound_cache_stays(chain: Chain) -> None:
    assert drop_damaged(chain.root, publishing=True) == ()
    assert (chain.root / INDEX).exists()
    assert (chain.root / PLACE).exists()


def test_an_index_without_one_of_its_tables_is_damaged(chain: Chain) -> None:
    with closing(sqlite3.connect(chain.root / INDEX)) as database:
        database.execute("DROP TABLE units")
    chain.check("cs")


def test_a_record_store_found_damaged_while_saving_keeps_what_is_saved(tmp_path: Path) -> None:
    file = tmp_path / "records.sqlite"
    record = Record(b"f", b"h", b"b")
    keys = [RecordKey(f"{n:040x}", "v1", "c") for n in range(3000)]
    with RecordStore(file) as store:
        store.save(dict.fromkeys(keys, record))
    for page in range(2, 40):
        blot(file, page)
    with RecordStore(file) as store:
        store.save(dict.fromkeys(keys[:500], record))
        assert len(store.load(keys[:500])) == 500
        assert len(store.notes) == 1


def test_damage_that_no_build_comes_to_harms_nothing_and_is_found_out_by_whoever_reads_it(
    chain: Chain,
) -> None:
    """(``index_damaged``, 191), found by a full run: a page of the unit table, not read again."""
    chain.edit("index_damaged", 191)
    for _ in range(3):
        chain.edit("edit_body", 0)
        chain.check("cs")
    assert chain.counts["compared"] >= 4
