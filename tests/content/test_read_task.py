"""读入任务: what a task gives is what reading in place gives, from git or the working tree."""

from __future__ import annotations

import pickle
import subprocess
from pathlib import Path

import pytest

from sanshen.content.facts import ItemFacts, SourceLink
from sanshen.content.item_facts import decode_facts
from sanshen.content.item_record import decode_record
from sanshen.content.read_task import ReadTask, Wanted, open_reading, run, run_sharing
from sanshen.content.reading import code_version
from sanshen.content.records import Columns, RecordStore
from sanshen.content.source import MemorySource, blob_id, open_source
from sanshen.content.tree import load_tree
from sanshen.gitio.errors import GitError
from sanshen.publish.executor import KINDS, open_executor
from tests.content.sample import COUNTY_NEWS, NEWS, POLICY, READING, sample_files

FILES = sample_files() | {
    COUNTY_NEWS: b"---\ntitle: x\n---\n\xff",
}


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    for path, data in FILES.items():
        file = tmp_path / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(data)
    identity = ["-c", "user.name=x", "-c", "user.email=x@shili.example"]
    for command in (["init", "-q"], ["add", "."], ["commit", "-q", "-m", "x"]):
        subprocess.run(["git", *identity, "-C", str(tmp_path), *command], check=True)
    return tmp_path


def task_for(root: Path, treeish: str) -> ReadTask:
    tree = load_tree(MemorySource(FILES))
    paths = sorted(path for path in FILES if path.endswith(".md"))
    wanted = []
    for path in paths:
        site, *folders = path.split("/")[1:-1]
        column = "/".join(folder for folder in folders if not folder.isdigit())
        wanted.append(Wanted(path, blob_id(FILES[path]), site, column))
    return ReadTask(
        str(root), treeish, tuple(wanted), tuple(tree.sites.values()),
        tuple(tree.columns.values()), code_version(),
    )  # fmt: skip


@pytest.mark.parametrize("treeish", ["HEAD", ""])
def test_what_a_task_reads_makes_a_tree_from_the_store_alone(
    repository: Path, tmp_path: Path, treeish: str
) -> None:
    results = run(task_for(repository, treeish))
    with RecordStore(tmp_path / "r.sqlite") as store:
        store.save_many((one.key, one.record) for one in results if one.record)
        source = open_source(repository, treeish or None)
        tree = load_tree(source, store)
    assert tree == load_tree(MemorySource(FILES))


def test_the_facts_are_kept_with_the_record(repository: Path, tmp_path: Path) -> None:
    results = run(task_for(repository, "HEAD"))
    with RecordStore(tmp_path / "r.sqlite") as store:
        store.save_many((one.key, one.record) for one in results if one.record)
        kept = store.load((one.key for one in results), Columns.FACTS)
    assert [decode_facts(kept[one.key].facts) for one in results] == [o.facts for o in results]


def test_facts_say_what_an_index_needs(repository: Path) -> None:
    facts = {one.path: one.facts for one in run(task_for(repository, "HEAD"))}
    assert facts[READING].links == (SourceLink(POLICY, ""),)
    assert facts[READING].interprets == (POLICY,)
    assert facts[NEWS].files == (NEWS.replace(".md", "/huichang.png"),)
    assert facts[NEWS].headings == ("h-议题",)
    unreadable = facts[COUNTY_NEWS]
    assert isinstance(unreadable, ItemFacts)
    assert (unreadable.readable, unreadable.blocking, unreadable.title) == (False, True, "")
    assert unreadable.address == "/xwdt/2026/0302-chunguan.html"


@pytest.mark.parametrize("kind", KINDS)
def test_every_executor_reads_alike(repository: Path, kind: str) -> None:
    task = task_for(repository, "HEAD")
    parts = [task._replace(wanted=task.wanted[n : n + 2]) for n in range(0, len(task.wanted), 2)]
    with open_executor(kind, 2) as executor:
        done = list(executor.map_sharing(open_reading, str(repository), run_sharing, parts))
    assert [one for part in done for one in part] == run(task)


def test_tasks_and_results_travel(repository: Path) -> None:
    task = task_for(repository, "HEAD")
    assert pickle.loads(pickle.dumps(task)) == task
    results = run(task)
    assert pickle.loads(pickle.dumps(results)) == results
    first = results[0].record
    assert first is not None
    assert decode_record(first).item is not None


def test_a_missing_blob_is_an_error_that_names_it(repository: Path) -> None:
    task = task_for(repository, "HEAD")
    lost = task.wanted[0]._replace(blob="0123456789" * 4)
    with pytest.raises(GitError, match="0123456789"):
        run(task._replace(wanted=(lost,)))
