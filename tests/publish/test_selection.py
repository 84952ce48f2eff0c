"""选稿: nothing missing, nothing extra, the released bytes."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Mapping

import pytest

from sanshen.content.source import MemorySource
from sanshen.content.tree import load_tree
from sanshen.publish.release_list import ReleaseList
from sanshen.publish.selection import Selection, check_selection, select

Lister = Callable[..., ReleaseList]
NEWS = "content/portal/xwdt/2026/0310-chunhan.md"
PICTURE = "content/portal/xwdt/2026/0310-chunhan/qu.svg"


@pytest.fixture
def chosen(sample_files: Mapping[str, bytes], release: Lister) -> tuple[Selection, ReleaseList]:
    """The sample's portal, everything released."""
    listed = release(sample_files)
    tree = load_tree(MemorySource(sample_files))
    return select(tree, tree.sites["portal"], listed), listed


def shown(selection: Selection) -> dict[str, str]:
    """Path to blob of everything shown."""
    items = {path: item.blob for path, item in selection.items.items()}
    return items | {path: file.blob for path, file in selection.attachments.items()}


def codes(selection: Selection, listed: ReleaseList) -> list[tuple[str, str]]:
    """Code and path of what is wrong."""
    found = check_selection("portal", shown(selection).items(), listed)
    return [(one.code, one.path) for one in found]


def without(listed: ReleaseList, path: str) -> ReleaseList:
    """The list with one file left out."""
    return dataclasses.replace(listed, files={p: f for p, f in listed.files.items() if p != path})


def test_what_is_released_is_shown_and_nothing_is_wrong(
    chosen: tuple[Selection, ReleaseList],
) -> None:
    selection, listed = chosen
    assert NEWS in selection.items
    assert PICTURE in selection.attachments
    assert not any(path.startswith("content/county/") for path in selection.items)
    assert codes(selection, listed) == []


def test_an_unreleased_item_is_not_shown(
    sample_files: Mapping[str, bytes], release: Lister
) -> None:
    tree = load_tree(MemorySource(sample_files))
    listed = without(without(release(sample_files), NEWS), PICTURE)
    selection = select(tree, tree.sites["portal"], listed)
    assert NEWS not in selection.items
    assert PICTURE not in selection.attachments
    assert codes(selection, listed) == []


def test_a_preview_shows_everything(sample_files: Mapping[str, bytes]) -> None:
    tree = load_tree(MemorySource(sample_files))
    selection = select(tree, tree.sites["county"], None)
    assert list(selection.items) == ["content/county/xwdt/2026/0311-shuiku.md"]
    assert not selection.published


@pytest.mark.parametrize("path", [NEWS, PICTURE])
def test_b102_a_file_outside_the_list_is_found(
    chosen: tuple[Selection, ReleaseList], path: str
) -> None:
    selection, listed = chosen
    assert codes(selection, without(listed, path)) == [("B102", path)]


@pytest.mark.parametrize("path", [NEWS, PICTURE])
def test_b103_other_bytes_than_released_are_found(
    chosen: tuple[Selection, ReleaseList], path: str
) -> None:
    selection, listed = chosen
    other = dataclasses.replace(listed.files[path], blob="0" * 40)
    changed = dataclasses.replace(listed, files={**listed.files, path: other})
    assert codes(selection, changed) == [("B103", path)]


def test_b104_a_released_file_that_is_not_shown_is_found(
    chosen: tuple[Selection, ReleaseList],
) -> None:
    selection, listed = chosen
    gone = "content/portal/xwdt/2026/0401-gone.md"
    entry = dataclasses.replace(listed.files[NEWS], path=gone)
    more = dataclasses.replace(listed, files={**listed.files, gone: entry})
    assert codes(selection, more) == [("B104", gone)]


def test_files_of_other_sites_do_not_count(chosen: tuple[Selection, ReleaseList]) -> None:
    selection, listed = chosen
    fewer = without(listed, "content/county/xwdt/2026/0311-shuiku.md")
    assert codes(selection, fewer) == []
