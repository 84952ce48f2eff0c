"""What happens to builds and caches rather than to content: kills, losses, damage, company."""

from __future__ import annotations

import os
import shutil
import signal
import sqlite3
import sys
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from random import Random
from types import FrameType
from typing import TYPE_CHECKING, Any

import pytest

from sanshen.index.release_file import PLACE
from sanshen.output.delta_log import log_file
from sanshen.output.faults import FAULT_POINTS, VARIABLE
from sanshen.output.standby import NoPreviousReleaseError, swap_back
from sanshen.output.trees import live_tree, standby_tree
from sanshen.publish.site_build import RECORDS
from tests.chains import building
from tests.chains.building import StopAfterMaking
from tests.chains.history import git
from tests.chains.versions import versions

if TYPE_CHECKING:
    from tests.chains.chain import Chain

INDEX = "build/index/publish.sqlite"


def in_child(act: Callable[[], object], prepare: Callable[[], object] = lambda: None) -> int:
    """Do something in a copy of this process; its exit code, negative for a signal."""
    pid = os.fork()
    if pid == 0:
        status = 1
        try:
            prepare()
            act()
            status = 0
        finally:
            os._exit(status)
    return os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])


def some_edit(chain: Chain, seed: int) -> None:
    """Something to build, so that an interruption interrupts something."""
    dice = Random(seed)
    chain.edit(
        dice.choice(("edit_title", "add_item", "rename", "delete_item", "theme_static")), seed
    )


def killed_at_a_fault_point(chain: Chain, seed: int) -> bool:
    """A build dies by SIGKILL between two steps of writing and swapping."""
    some_edit(chain, seed)
    point = Random(seed).choice(FAULT_POINTS)
    code = in_child(lambda: chain.build("cs"), lambda: os.environ.__setitem__(VARIABLE, point))
    assert code in (0, -signal.SIGKILL), code
    chain.counts["killed"] += code != 0
    return True


def killed_anywhere(chain: Chain, seed: int) -> bool:
    """A build dies by SIGKILL at some call of a function, whichever it is."""
    some_edit(chain, seed)
    left = Random(seed).choice((300, 3_000, 30_000, 60_000, 120_000))
    left = Random(seed + 1).randrange(left)

    def count(_frame: FrameType, event: str, _given: Any) -> None:
        nonlocal left
        left -= event == "call"
        if left < 0:
            os.kill(os.getpid(), signal.SIGKILL)

    code = in_child(lambda: chain.build("cs"), lambda: sys.setprofile(count))
    assert code in (0, -signal.SIGKILL), code
    chain.counts["killed"] += code != 0
    return True


def stopped_after_make(chain: Chain, seed: int) -> bool:
    """All is written, and nobody is there to finish."""
    some_edit(chain, seed)

    assert not chain.build("cs", StopAfterMaking).succeeded
    return True


def stopped_before_swap(chain: Chain, seed: int) -> bool:
    """Built and recorded, but not served; the next edit comes first."""
    some_edit(chain, seed)
    chain.build("cs", swap=False)
    return True


def damage(file: Path, seed: int) -> bool:
    """Remove a file, cut it off, empty it, or write over a part of it."""
    if not file.exists():
        return False
    dice, data = Random(seed), file.read_bytes()
    for beside in file.parent.glob(f"{file.name}-*"):
        beside.unlink()
    way = dice.randrange(5)
    if way == 4 and data.startswith(b"SQLite"):
        # whole pages of it, its head left as it was; what SQLite itself cannot tell is not tried
        start = dice.randrange(1, 1 + max(1, len(data) // 4096)) * 4096
        file.write_bytes(
            data[:start] + bytes(len(data[start : start + 8192])) + data[start + 8192 :]
        )
        if not is_found_out(file):
            file.write_bytes(data[: len(data) // 2])
    elif way == 0:
        file.unlink()
    elif way == 1:
        file.write_bytes(data[: len(data) // 2])
    elif way == 2:
        file.write_bytes(b"")
    else:
        file.write_bytes(b"no such thing" + data[13:])
    return True


def is_found_out(file: Path) -> bool:
    """Whether SQLite can tell that a file is damaged."""
    try:
        with closing(sqlite3.connect(file)) as database:
            return bool(database.execute("PRAGMA quick_check(1)").fetchone() != ("ok",))
    except sqlite3.DatabaseError:
        return True


def records_damaged(chain: Chain, seed: int) -> bool:
    """The record store is lost or damaged."""
    return damage(chain.root / RECORDS, seed)


def index_damaged(chain: Chain, seed: int) -> bool:
    """The index file is lost or damaged."""
    return damage(chain.root / INDEX, seed)


def release_list_damaged(chain: Chain, seed: int) -> bool:
    """The release list is lost or damaged."""
    return damage(chain.root / PLACE, seed)


def delta_log_damaged(chain: Chain, seed: int) -> bool:
    """The log of the two trees is lost or damaged."""
    return damage(log_file(chain.root, "cs"), seed)


def units_lost(chain: Chain, seed: int) -> bool:
    """The unit table is empty and forgotten, or gone."""
    file = chain.root / INDEX
    if not file.exists() or is_found_out(file):
        return False
    with closing(sqlite3.connect(file)) as database:
        if seed % 2:
            database.execute("DROP TABLE IF EXISTS units")
        else:
            database.execute("CREATE TABLE IF NOT EXISTS units (site TEXT)")
            database.execute("DELETE FROM units")
            database.execute("DELETE FROM meta WHERE key LIKE 'manifest:%'")
        database.commit()
    return True


def tree_lost(chain: Chain, seed: int) -> bool:
    """One of the two trees is gone: the one that is served, or the other."""
    live, standby = live_tree(chain.root, "cs"), standby_tree(chain.root, "cs")
    tree = live if seed % 3 == 0 and live is not None else standby
    if not tree.exists():
        return False
    shutil.rmtree(tree)
    return True


def theme_cache_damaged(chain: Chain, seed: int) -> bool:
    """What was kept of the templates is lost or damaged."""
    files = sorted(f for f in (chain.root / ".git/sanshen").rglob("*") if f.is_file())
    return bool(files) and damage(Random(seed).choice(files), seed)


def everything_lost(chain: Chain, seed: int) -> bool:
    """The whole build folder is gone, the link to what is served is left."""
    del seed
    shutil.rmtree(chain.root / "build", ignore_errors=True)
    return True


def swapped_back(chain: Chain, seed: int) -> bool:
    """The previous release is served again, until the next build."""
    del seed
    try:
        swap_back(chain.root, "cs")
    except NoPreviousReleaseError:
        return False
    return True


def both_sites_at_once(chain: Chain, seed: int) -> bool:
    """Two processes build the two sites at one time."""
    some_edit(chain, seed)
    pids = []
    for site in ("cs", "xian"):
        pid = os.fork()
        if pid == 0:
            status = 1
            try:
                chain.build(site)
                status = 0
            finally:
                os._exit(status)
        pids.append(pid)
    codes = [os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]) for pid in pids]
    assert codes == [0, 0]
    return True


def by_workers(chain: Chain, seed: int) -> bool:
    """The next build is done by forked processes, as is usual."""
    some_edit(chain, seed)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("SANSHEN_EXECUTOR", "fork")
        patch.setattr("sanshen.publish.site_build.FEW", 0)
        chain.check("cs")
    return True


def previews(chain: Chain, seed: int) -> bool:
    """Previews of the working tree under edits, of main, of an older commit, and back."""
    dice = Random(seed)
    git(chain.root, "reset", "-q", "--hard", "HEAD")
    compare_preview(chain, "HEAD")
    paths = sorted(p for p in chain.history.files if p.endswith(".md"))
    for _ in range(dice.randrange(1, 4)):
        path = dice.choice(paths)
        way = dice.randrange(3)
        if way == 0:
            (chain.root / path).unlink(missing_ok=True)
        elif (chain.root / path).exists():
            text = (chain.root / path).read_text(encoding="utf-8")
            changed = text.replace("title: ", f"title: 草稿{dice.randrange(100)}", 1)
            target = path if way == 1 else path.replace(".md", "x.md")
            (chain.root / target).write_text(changed, encoding="utf-8")
        compare_preview(chain, None)
    git(chain.root, "stash", "-q", "--include-untracked") if dice.random() < 0.2 else None
    git(chain.root, "reset", "-q", "--hard", "HEAD")
    git(chain.root, "clean", "-q", "-fd")
    compare_preview(chain, None)
    if int(git(chain.root, "rev-list", "--count", "HEAD")) > 2:
        compare_preview(chain, "HEAD~1")
    return True


def compare_preview(chain: Chain, treeish: str | None) -> None:
    """A preview made from the one before is the one made in a fresh place."""
    chain.counts["previews"] += 1
    clone = chain.clone(working=treeish is None)
    with versions(chain.code, chain.library):
        report = building.preview(chain.root, "cs", treeish, chain.start)
        full = building.preview(clone, "cs", treeish, chain.start)
    assert building.said(report) == building.said(full)
    if report.succeeded:
        now, wanted = building.previewed(chain.root, "cs"), building.previewed(clone, "cs")
        assert now.keys() == wanted.keys()
        assert {path for path in now if now[path] != wanted[path]} == set()
        with versions(chain.code, chain.library):
            building.check_records(chain.root, "cs", publishing=False)
    shutil.rmtree(clone)


TROUBLES: tuple[Callable[[Any, int], bool], ...] = (
    killed_at_a_fault_point, killed_anywhere, stopped_after_make, stopped_before_swap,
    records_damaged, index_damaged, release_list_damaged, delta_log_damaged, units_lost, tree_lost,
    theme_cache_damaged, everything_lost, swapped_back, both_sites_at_once, by_workers, previews,
)  # fmt: skip
