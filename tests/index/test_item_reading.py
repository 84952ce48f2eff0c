"""Reading items: whoever reads them, and whatever the store had of them, the facts are the same."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from sanshen.content.records import RecordStore
from sanshen.content.source import Blob
from sanshen.gitio.errors import GitError
from sanshen.index import item_reading
from sanshen.index.inputs import Inputs, Reading
from sanshen.index.item_reading import read_facts
from sanshen.index.listing import read_listing, read_state
from sanshen.index.settings_rows import read_settings
from sanshen.publish.executor import SerialExecutor, open_executor
from tests.index.test_lists import many_files
from tests.index.town import Town


class Counting:
    """An executor that counts the files it is given."""

    def __init__(self) -> None:
        self.files = 0

    def map_sharing(self, opening: Any, given: Any, function: Any, tasks: Any) -> Iterator[Any]:
        """One after the other, here."""
        with opening(given) as shared:
            for task in tasks:
                self.files += len(task)
                yield function(shared, task)


@pytest.fixture
def town(tmp_path: Path) -> Town:
    """A town with more items than are read without the executor."""
    return Town(tmp_path / "town", many_files())


def reading_of(town: Town) -> Reading:
    """All items of the town."""
    town.update()
    with town.open() as index:
        sites, columns = read_settings(index._database)
    listing = read_listing(town.root, read_state(town.root, "HEAD"))
    wanted = {path: blob for path, blob in listing.items() if path.endswith(".md")}
    return Reading(wanted, sites, dict(columns))


def inputs_of(town: Town, store: RecordStore, executor: Any) -> Inputs:
    return Inputs(town.root, "HEAD", None, store, executor)


@pytest.mark.parametrize("window", [7, 1_000])
def test_facts_come_in_path_order_whatever_the_store_has(
    town: Town, tmp_path: Path, window: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With no record, with every third, with all; by one process or two."""
    monkeypatch.setattr(item_reading, "_WINDOW", window)
    reading = reading_of(town)
    with RecordStore(tmp_path / "a.sqlite") as store:
        right = list(read_facts(inputs_of(town, store, SerialExecutor()), reading))
        assert [one.path for one in right] == sorted(reading.wanted)
        counting = Counting()
        assert list(read_facts(inputs_of(town, store, counting), reading)) == right
        assert counting.files == 0
    kept = [path for n, path in enumerate(sorted(reading.wanted)) if n % 3]
    some = reading._replace(wanted={path: reading.wanted[path] for path in kept})
    with RecordStore(tmp_path / "b.sqlite") as store, open_executor("fork", 2) as executor:
        list(read_facts(inputs_of(town, store, executor), some))
        counting = Counting()
        assert list(read_facts(inputs_of(town, store, counting), reading)) == right
        assert counting.files == len(reading.wanted) - len(some.wanted)


def test_a_handful_is_read_without_the_executor(town: Town, tmp_path: Path) -> None:
    reading = reading_of(town)
    few = reading._replace(wanted=dict(sorted(reading.wanted.items())[:5]))
    counting = Counting()
    with RecordStore(tmp_path / "c.sqlite") as store:
        assert len(list(read_facts(inputs_of(town, store, counting), few))) == 5
    assert counting.files == 0


def test_a_missing_blob_is_an_error_that_names_it(town: Town, tmp_path: Path) -> None:
    reading = reading_of(town)
    path = min(reading.wanted)
    reading.wanted[path] = Blob("100644", "0123456789" * 4)
    with (
        RecordStore(tmp_path / "d.sqlite") as store,
        open_executor("fork", 2) as executor,
        pytest.raises(GitError, match="0123456789"),
    ):
        list(read_facts(inputs_of(town, store, executor), reading))


def test_files_of_the_working_tree_are_read_from_there(town: Town, tmp_path: Path) -> None:
    reading = reading_of(town)
    path = min(reading.wanted)
    data = (town.root / path).read_bytes()
    (town.root / path).write_bytes(data.replace(b"\n---\n", b"\n---\n\n# Anew\n", 1))
    with RecordStore(tmp_path / "e.sqlite") as store, open_executor("fork", 2) as executor:
        inputs = replace(inputs_of(town, store, executor), treeish="")
        assert next(iter(read_facts(inputs, reading))).headings[0] == "h-anew"
