"""读入任务: what a task gives is what reading in place gives, whoever does it."""

from __future__ import annotations

import pickle
from pathlib import Path

import pytest

from sanshen.content import reading
from sanshen.content.facts import ItemFacts, SourceLink
from sanshen.content.item_facts import decode_facts
from sanshen.content.item_record import decode_record
from sanshen.content.read_task import (
    ItemFile,
    ReadSettings,
    ReadTask,
    open_reading,
    run,
)
from sanshen.content.reading import code_version, item_key
from sanshen.content.records import Columns, RecordKey, RecordStore, context_digest
from sanshen.content.source import MemorySource, blob_id
from sanshen.content.tree import load_tree
from sanshen.publish.executor import KINDS, open_executor
from tests.content.sample import COUNTY_NEWS, NEWS, POLICY, READING, sample_files

FILES = sample_files() | {
    COUNTY_NEWS: b"---\ntitle: x\n---\n\xff",
}


TREE = load_tree(MemorySource(FILES))
SETTINGS = ReadSettings(TREE.sites, TREE.columns)


def task_of_everything() -> ReadTask:
    files = []
    for path in sorted(path for path in FILES if path.endswith(".md")):
        site, *folders = path.split("/")[1:-1]
        column = "/".join(folder for folder in folders if not folder.isdigit())
        files.append(ItemFile(path, blob_id(FILES[path]), site, column, FILES[path]))
    return tuple(files)


TASK = task_of_everything()


def keys_of(task: ReadTask) -> dict[str, RecordKey]:
    contexts = {
        (column.site, column.path): context_digest(TREE.sites[column.site], column)
        for column in TREE.columns.values()
    }
    return {
        one.path: item_key(one.path, one.blob, code_version(), contexts[one.site, one.column])
        for one in task
    }


def test_what_a_task_reads_makes_a_tree_without_parsing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    keys = keys_of(TASK)
    with RecordStore(tmp_path / "r.sqlite") as store:
        store.save_many((keys[one.path], one.record) for one in run(SETTINGS, TASK) if one.record)
        monkeypatch.setattr(reading, "read_record", None)
        tree = load_tree(MemorySource(FILES), store)
    assert tree == TREE


def test_the_facts_are_kept_with_the_record(tmp_path: Path) -> None:
    results = run(SETTINGS, TASK)
    keys = keys_of(TASK)
    with RecordStore(tmp_path / "r.sqlite") as store:
        store.save_many((keys[one.path], one.record) for one in results if one.record)
        kept = store.load(keys.values(), Columns.FACTS)
    assert [decode_facts(kept[keys[o.path]].facts) for o in results] == [o.facts for o in results]


def test_facts_say_what_an_index_needs() -> None:
    facts = {one.path: one.facts for one in run(SETTINGS, TASK)}
    assert facts[READING].links == (SourceLink(POLICY, ""),)
    assert facts[READING].interprets == (POLICY,)
    assert facts[NEWS].files == (NEWS.replace(".md", "/huichang.png"),)
    assert facts[NEWS].headings == ("h-议题",)
    unreadable = facts[COUNTY_NEWS]
    assert isinstance(unreadable, ItemFacts)
    assert (unreadable.readable, unreadable.blocking, unreadable.title) == (False, True, "")
    assert unreadable.address == "/xwdt/2026/0302-chunguan.html"


def test_of_a_file_that_cannot_be_kept_the_facts_come_alone() -> None:
    site, column = TREE.sites["portal"], TREE.columns["portal", "gywz"]
    path = "content/portal/gywz/\udcff.md"
    data = b"---\nkind: page\n---\n"
    (result,) = run(SETTINGS, (ItemFile(path, blob_id(data), site.code, column.path, data),))
    assert result.record is None
    assert result.facts is not None
    assert result.facts.path == path


@pytest.mark.parametrize("kind", KINDS)
def test_every_executor_reads_alike(kind: str) -> None:
    parts = [TASK[n : n + 2] for n in range(0, len(TASK), 2)]
    with open_executor(kind, 2) as executor:
        done = list(executor.map_sharing(open_reading, SETTINGS, run, parts))
    assert [one for part in done for one in part] == run(SETTINGS, TASK)


def test_tasks_and_results_travel() -> None:
    assert pickle.loads(pickle.dumps((SETTINGS, TASK))) == (SETTINGS, TASK)
    results = run(SETTINGS, TASK)
    assert pickle.loads(pickle.dumps(results)) == results
    first = results[0].record
    assert first is not None
    assert decode_record(first).item is not None
