"""备用树: whatever is killed when, the live tree is whole and the next release is right."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sanshen.catalogue import message
from sanshen.output.delta_log import log_file, read_log
from sanshen.output.faults import FAULT_POINTS, VARIABLE
from sanshen.output.manifest import Manifest
from sanshen.output.site_lock import TreesBusyError
from sanshen.output.standby import (
    NoPreviousReleaseError,
    OutputDiffersError,
    open_trees,
    swap_back,
)
from sanshen.output.tree_writer import TreeWriter
from sanshen.output.trees import live_tree, standby_tree, trees_folder
from sanshen.output.writing import ForeignFolderError
from tests.output.releasing import (
    SITE,
    Release,
    contents,
    digest,
    index_file,
    publish,
    read_index,
    served,
)

ROOT = Path(__file__).parents[2]
FIRST = {"index.html": "home", "a/1.html": "one", "a/2.html": "two", "b/c/3.html": "three"}
SECOND = {**FIRST, "a/1.html": "ONE", "d/new.html": "new"}
del SECOND["b/c/3.html"]
THIRD = {**SECOND, "index.html": "HOME"}


def run_publish(root: Path, release: Release, fault: str = "") -> int:
    """Publish in a process of its own; its exit code."""
    command = [sys.executable, "-m", "tests.output.releasing", str(root)]
    environment = {**os.environ, VARIABLE: fault}
    return subprocess.run(
        command, cwd=ROOT, env=environment, input=json.dumps(release), text=True, check=False
    ).returncode


def check_whole(root: Path, release: Release) -> None:
    """The served files are those of the release, and the log knows it."""
    assert served(root) == dict(release)
    live = live_tree(root, SITE)
    assert live is not None
    rows = [(path, digest(text)) for path, text in release.items()]
    assert read_log(root, SITE).of(live).manifest == Manifest.of(rows)


def test_the_first_release_is_served_and_then_both_trees_hold_it(tmp_path: Path) -> None:
    assert publish(tmp_path, FIRST)
    check_whole(tmp_path, FIRST)
    standby = standby_tree(tmp_path, SITE)
    assert contents(standby) == FIRST
    for path in FIRST:
        assert (standby / path).samefile(tmp_path / "output" / SITE / path)


def test_the_standby_tree_catches_up_and_keeps_the_release_before(tmp_path: Path) -> None:
    for number, release in enumerate((FIRST, SECOND, THIRD, FIRST, SECOND)):
        assert publish(tmp_path, release)
        check_whole(tmp_path, release)
        if number:
            before = (FIRST, SECOND, THIRD, FIRST, SECOND)[number - 1]
            assert contents(standby_tree(tmp_path, SITE)) == before


def test_a_file_that_did_not_change_keeps_its_inode_through_releases(tmp_path: Path) -> None:
    publish(tmp_path, FIRST)
    live = tmp_path / "output" / SITE
    kept, changed = (live / "a/2.html").stat().st_ino, (live / "a/1.html").stat().st_ino
    for release in (SECOND, THIRD, SECOND):
        publish(tmp_path, release)
        assert (live / "a/2.html").stat().st_ino == kept
        assert (live / "a/1.html").stat().st_ino != changed


def test_a_release_equal_to_the_live_one_is_not_swapped(tmp_path: Path) -> None:
    publish(tmp_path, FIRST)
    before = (tmp_path / "output" / SITE).readlink()
    assert not publish(tmp_path, FIRST)
    assert (tmp_path / "output" / SITE).readlink() == before
    check_whole(tmp_path, FIRST)


def test_the_previous_release_is_one_swap_away_and_the_next_is_right(tmp_path: Path) -> None:
    publish(tmp_path, FIRST)
    with pytest.raises(NoPreviousReleaseError):
        swap_back(tmp_path, SITE)
    publish(tmp_path, SECOND)
    swap_back(tmp_path, SITE)
    check_whole(tmp_path, FIRST)
    swap_back(tmp_path, SITE)
    check_whole(tmp_path, SECOND)
    swap_back(tmp_path, SITE)
    publish(tmp_path, THIRD)
    check_whole(tmp_path, THIRD)


def test_a_lost_or_damaged_log_means_a_whole_build_with_the_same_result(tmp_path: Path) -> None:
    publish(tmp_path, FIRST)
    publish(tmp_path, SECOND)
    file = log_file(tmp_path, SITE)
    whole = file.read_bytes()
    for damage in (b"", whole[:100], whole.replace(b"a/1", b"a/2"), b"{}", None):
        if damage is None:
            file.unlink()
        else:
            file.write_bytes(damage)
        with open_trees(tmp_path, SITE) as trees:
            assert trees.live_manifest is None
        publish(tmp_path, THIRD)
        check_whole(tmp_path, THIRD)
        publish(tmp_path, SECOND)
        check_whole(tmp_path, SECOND)


def test_a_lost_index_means_a_whole_build_with_the_same_result(tmp_path: Path) -> None:
    publish(tmp_path, FIRST)
    publish(tmp_path, SECOND)
    inode = (tmp_path / "output" / SITE / "a/2.html").stat().st_ino
    index_file(tmp_path).unlink()
    publish(tmp_path, THIRD)
    check_whole(tmp_path, THIRD)
    assert (tmp_path / "output" / SITE / "a/2.html").stat().st_ino == inode


@pytest.mark.parametrize("which", ["live", "standby"])
def test_a_tree_that_was_removed_or_replaced_is_not_relied_on(tmp_path: Path, which: str) -> None:
    publish(tmp_path, FIRST)
    publish(tmp_path, SECOND)
    live = live_tree(tmp_path, SITE)
    tree = live if which == "live" else standby_tree(tmp_path, SITE)
    assert tree is not None
    shutil.copytree(tree, tmp_path / "copy")
    shutil.rmtree(tree)
    (tmp_path / "copy" / "index.html").write_text("forged", encoding="utf-8")
    (tmp_path / "copy").rename(tree)
    publish(tmp_path, THIRD)
    check_whole(tmp_path, THIRD)
    publish(tmp_path, FIRST)
    check_whole(tmp_path, FIRST)


def test_pages_may_become_folders_and_folders_pages(tmp_path: Path) -> None:
    flat, deep = {"index.html": "1", "a": "page"}, {"index.html": "1", "a/b/c": "page"}
    for release in (flat, deep, flat, deep, deep, flat):
        publish(tmp_path, release)
        check_whole(tmp_path, release)
    index_file(tmp_path).unlink()
    publish(tmp_path, deep)
    check_whole(tmp_path, deep)


def test_what_the_writers_did_is_compared_with_the_manifest_before_the_swap(
    tmp_path: Path,
) -> None:
    publish(tmp_path, FIRST)
    rows = {path: digest(text) for path, text in FIRST.items()}
    base = Manifest.of(rows.items())
    wanted = base.changed("a/1.html", rows["a/1.html"], digest("ONE"))
    with open_trees(tmp_path, SITE) as trees:
        standby = trees.begin(base)
        with TreeWriter(standby.path) as writer:
            writer.put("a/1.html", b"0NE", rows["a/1.html"])
            with pytest.raises(OutputDiffersError) as differs:
                trees.finish(standby, wanted, writer.take_tally(), ["a/1.html"])
        assert "portal" in message(differs.value.key, "zh", **differs.value.values)
        with pytest.raises(NoPreviousReleaseError):
            trees.swap()
    check_whole(tmp_path, FIRST)
    publish(tmp_path, SECOND)
    check_whole(tmp_path, SECOND)


def test_a_whole_build_that_left_a_file_out_is_not_recorded(tmp_path: Path) -> None:
    rows = {path: digest(text) for path, text in FIRST.items()}
    with open_trees(tmp_path, SITE) as trees:
        standby = trees.begin(None)
        with TreeWriter(standby.path) as writer:
            writer.put("index.html", b"home", None)
            wanted = Manifest.of(rows.items())
            with pytest.raises(OutputDiffersError):
                trees.finish(standby, wanted, wanted, (), rows.keys())


def test_a_second_build_of_the_site_is_told_who_is_at_work(tmp_path: Path) -> None:
    with open_trees(tmp_path, SITE):
        with pytest.raises(TreesBusyError, match=str(os.getpid())):
            publish(tmp_path, FIRST)
        assert run_publish(tmp_path, FIRST) == 1
        with open_trees(tmp_path, "other"):
            assert live_tree(tmp_path, "other") is None
    publish(tmp_path, FIRST)
    check_whole(tmp_path, FIRST)


def test_two_sites_are_built_at_once(tmp_path: Path) -> None:
    releases = {"portal": FIRST, "cs": SECOND, "en": THIRD}
    for _ in range(3):
        processes = []
        for site, release in releases.items():
            command = [sys.executable, "-m", "tests.output.releasing", str(tmp_path), site]
            one = subprocess.Popen(command, cwd=ROOT, stdin=subprocess.PIPE, text=True)
            assert one.stdin is not None
            one.stdin.write(json.dumps(release))
            one.stdin.close()
            processes.append(one)
        assert [one.wait() for one in processes] == [0, 0, 0]
        for site, release in releases.items():
            assert served(tmp_path, site) == release
        releases = dict(zip(releases, [*list(releases.values())[1:], FIRST], strict=True))


def test_the_lock_of_a_killed_build_stays_until_its_last_writer_has_ended(tmp_path: Path) -> None:
    program = (
        "import os, signal, sys\nfrom pathlib import Path\n"
        "from sanshen.output.standby import open_trees\n"
        "with open_trees(Path(sys.argv[1]), 'portal') as trees:\n"
        "    os.posix_spawn('/bin/cat', ['cat'], {})\n"
        "    os.kill(os.getpid(), signal.SIGKILL)\n"
    )
    reading, writing = os.pipe()
    command = [sys.executable, "-c", program, str(tmp_path)]
    done = subprocess.run(command, cwd=ROOT, stdin=reading, check=False)
    os.close(reading)
    assert done.returncode == -signal.SIGKILL
    waiting = subprocess.Popen(
        [sys.executable, "-m", "tests.output.releasing", str(tmp_path)],
        cwd=ROOT, stdin=subprocess.PIPE, text=True,
    )  # fmt: skip
    assert waiting.stdin is not None
    waiting.stdin.write(json.dumps(FIRST))
    waiting.stdin.close()
    lock = trees_folder(tmp_path, SITE) / "lock"
    while not is_waiting(waiting.pid, lock.stat().st_ino):
        assert waiting.poll() is None
    assert live_tree(tmp_path, SITE) is None
    os.close(writing)  # the last writer ends
    assert waiting.wait() == 0
    check_whole(tmp_path, FIRST)


def is_waiting(pid: int, inode: int) -> bool:
    """Whether a process waits for the lock on a file."""
    lines = Path("/proc/locks").read_text(encoding="ascii").splitlines()
    return any("->" in line and f" {pid} " in line and f":{inode} " in line for line in lines)


def test_a_build_without_anything_to_do_can_be_told_from_one_with(tmp_path: Path) -> None:
    publish(tmp_path, FIRST)
    publish(tmp_path, SECOND)
    first, second, third = (
        Manifest.of((path, digest(text)) for path, text in release.items())
        for release in (FIRST, SECOND, THIRD)
    )
    with open_trees(tmp_path, SITE) as trees:
        assert trees.can_start_from(first)
        assert trees.can_start_from(second)
        assert not trees.can_start_from(third)
        assert not trees.can_start_from(None)
        assert (trees.live_manifest, trees.previous and trees.previous.manifest) == (second, first)


def test_a_folder_of_others_is_left_alone(tmp_path: Path) -> None:
    folder = trees_folder(tmp_path, SITE)
    (folder / "a").mkdir(parents=True)
    (folder / "a" / "letter.txt").write_text("mine", encoding="utf-8")
    with pytest.raises(ForeignFolderError):
        publish(tmp_path, FIRST)
    assert (folder / "a" / "letter.txt").read_text(encoding="utf-8") == "mine"


@pytest.mark.parametrize("point", FAULT_POINTS)
@pytest.mark.parametrize("lost", ["", "index", "log"])
def test_a_build_killed_at_any_point_leaves_the_live_tree_and_the_next_is_right(
    tmp_path: Path, point: str, lost: str
) -> None:
    releases = [FIRST] if point.startswith("standby.") else [FIRST, SECOND, FIRST]
    for release in releases[:-1]:
        publish(tmp_path, release)
    if point == "trees.cleared":  # reached by whole builds only
        index_file(tmp_path).unlink()
    code = run_publish(tmp_path, releases[-1], point)
    assert code == -signal.SIGKILL, "the point was not reached"
    if live_tree(tmp_path, SITE) is not None:
        swapped = point == "trees.swapped" or point.startswith("standby.")
        check_whole(tmp_path, releases[-1] if swapped else releases[-2])
    if lost == "index":
        index_file(tmp_path).unlink(missing_ok=True)
    if lost == "log":
        log_file(tmp_path, SITE).unlink()
    for release in (THIRD, FIRST, SECOND):
        publish(tmp_path, release)
        check_whole(tmp_path, release)
        assert read_index(tmp_path) == {path: digest(text) for path, text in release.items()}


def test_the_points_are_exactly_those_in_the_code_each_once() -> None:
    text = "".join(
        file.read_text(encoding="utf-8") for file in (ROOT / "sanshen" / "output").glob("*.py")
    )
    for point in FAULT_POINTS:
        assert text.count(f'reach("{point}")') == 1
    assert text.count("reach(") == len(FAULT_POINTS) + 1


class _DiedError(Exception):
    """Stands for a kill inside one process."""


PATHS = st.sampled_from(["index.html", "a", "a/1", "a/b/2", "b/1.html", "b/2.html", "c/d/e/f"])


def sound(paths: set[str]) -> set[str]:
    """Without paths below another path, which no site can have."""
    return {p for p in paths if not any(p.startswith(f"{other}/") for other in paths)}


RELEASES = st.builds(
    lambda paths, texts: dict(zip(sorted(sound(paths)), texts, strict=False)),
    st.sets(PATHS, min_size=1),
    st.lists(st.sampled_from(["x", "y", "zz"]), min_size=7, max_size=7),
)
STEPS = st.tuples(RELEASES, st.sampled_from(["", "index", "log", "back", *FAULT_POINTS]))


@given(steps=st.lists(STEPS, min_size=1, max_size=8))
def test_any_chain_of_releases_kills_and_losses_ends_in_what_a_whole_build_gives(
    tmp_path_factory: pytest.TempPathFactory, steps: list[tuple[dict[str, str], str]]
) -> None:
    root = tmp_path_factory.mktemp("chain")
    before: dict[str, str] | None = None
    for release, event in steps:
        with pytest.MonkeyPatch.context() as patch:

            def die(point: str, event: str = event) -> None:
                if point == event:
                    raise _DiedError(point)

            patch.setattr("sanshen.output.standby.reach", die)
            try:
                publish(root, release)
                before = release
            except _DiedError:
                assert served_or_none(root) in (before, release)
                before = served_or_none(root)
        if event == "index":
            index_file(root).unlink(missing_ok=True)
        if event == "log":
            log_file(root, SITE).unlink(missing_ok=True)
        if event == "back":
            with open_trees(root, SITE) as trees:
                if trees.previous is not None:
                    trees.swap()
            before = served_or_none(root)
    last = steps[-1][0]
    publish(root, last)
    check_whole(root, last)
    shutil.rmtree(root)


def served_or_none(root: Path) -> dict[str, str] | None:
    """What is served, None before anything is."""
    return served(root) if live_tree(root, SITE) is not None else None
