"""断电之外的任何中断: a build killed before each single touch of the file system."""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from sanshen.output.trees import live_tree
from tests.output.releasing import SITE, Release, digest, index_file, publish, read_index, served

TOUCHES = frozenset(
    {"open", "os.rename", "os.remove", "os.rmdir", "os.link", "os.mkdir", "os.symlink", "os.chmod"}
)
FIRST = {"index.html": "home", "a/1.html": "one", "a/2.html": "two", "b/c/3.html": "three"}
SECOND = {"index.html": "HOME", "a/1.html": "one", "b/4.html": "four", "a/2.html": "2"}
THIRD = {"index.html": "home", "a/2.html": "TWO", "b/c/3.html": "three", "b": "x"}
del THIRD["b/c/3.html"]


def killed_at(number: int, build: Callable[[], object]) -> bool:
    """Run ``build`` in a child that dies before its touch ``number``; whether it came to that."""
    pid = os.fork()
    if pid == 0:
        left = number

        def count(event: str, _: object) -> None:
            nonlocal left
            left -= event in TOUCHES
            if left < 0:
                left = sys.maxsize  # to kill is an event as well
                os.kill(os.getpid(), signal.SIGKILL)

        status = 1
        try:
            sys.addaudithook(count)
            build()
            status = 0
        finally:
            os._exit(status)
    _, status = os.waitpid(pid, 0)
    code = os.waitstatus_to_exitcode(status)
    assert code in (0, -signal.SIGKILL), "the build failed by itself"
    return code != 0


def served_now(root: Path) -> dict[str, str] | None:
    """What is served, None before the first release."""
    return served(root) if live_tree(root, SITE) is not None else None


@pytest.mark.parametrize(
    ("history", "lost"),
    [([], False), ([FIRST], False), ([FIRST, SECOND], False), ([FIRST, SECOND], True)],
    ids=["first", "second", "third", "whole"],
)
def test_killed_anywhere_the_live_tree_is_whole_and_the_next_release_is_right(
    tmp_path: Path, history: list[Release], lost: bool
) -> None:
    number, killed = 0, True
    while killed:
        root = tmp_path / str(number)
        root.mkdir()
        for release in history:
            publish(root, release)
        if lost:
            index_file(root).unlink()
        before = served_now(root)
        killed = killed_at(number, lambda root=root: publish(root, THIRD))  # type: ignore[misc]
        assert served_now(root) in ((before, THIRD) if killed else (THIRD,))
        for release in (SECOND, THIRD, FIRST):
            publish(root, release)
            assert served(root) == release
            assert read_index(root) == {path: digest(text) for path, text in release.items()}
        number += 1
    assert number > 20, "every touch was tried"
