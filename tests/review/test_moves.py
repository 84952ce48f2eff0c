"""移动 in the ledger alone: which pairs stand, and whose time goes along."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sanshen.model.changes import ChangeClass, FileChange, Move, content_digest, move_rows
from sanshen.model.entries import EntryKind
from sanshen.model.releases import ReleasedFile
from sanshen.review.moves import carried_times, check_moves, origins
from tests.review.builders import A, B, Book, blob

FOLDER = "content/cs/dt/2026"
OLD, NEW = f"{FOLDER}/0105-a.md", f"{FOLDER}/0106-x.md"


def goes(path: str) -> FileChange:
    return FileChange(path, blob(path), None)


def comes(path: str) -> FileChange:
    return FileChange(path, None, blob(path))


def changed(path: str) -> FileChange:
    return FileChange(path, blob("before"), blob(path))


def codes(files: list[FileChange], *moves: Move) -> list[str]:
    return [found.code for found in check_moves(files, moves, "refs/changes/1")]


@pytest.mark.parametrize(
    ("files", "old", "new"),
    [
        ([comes(NEW)], OLD, NEW),
        ([goes(OLD)], OLD, NEW),
        ([changed(OLD), comes(NEW)], OLD, NEW),
        ([goes(OLD), goes(NEW)], OLD, NEW),
        ([goes(OLD), comes("content/qh/dt/2026/0106-x.md")], OLD, "content/qh/dt/2026/0106-x.md"),
        ([goes(OLD), comes(f"{FOLDER}/0106-x/a.pdf")], OLD, f"{FOLDER}/0106-x/a.pdf"),
    ],
)
def test_v134_a_move_that_the_files_do_not_bear_out(
    files: list[FileChange], old: str, new: str
) -> None:
    assert codes(files, Move(old, new)) == ["V134"]
    assert codes([goes(OLD), comes(NEW)], Move(OLD, NEW)) == []
    assert codes([goes(OLD), changed(NEW)], Move(OLD, NEW)) == []


def test_v134_one_path_goes_once() -> None:
    files = [goes(OLD), comes(NEW), comes(B)]
    assert codes(files, Move(OLD, NEW), Move(OLD, B)) == ["V134"]


def test_attachments_go_along_and_languages_keep_apart() -> None:
    english = [path.replace(".md", ".en.md") for path in (OLD, NEW)]
    table = [path.replace(".md", "/a.pdf") for path in (OLD, NEW)]
    files = [goes(OLD), goes(english[0]), goes(table[0])]
    files += [comes(NEW), comes(english[1]), comes(table[1]), comes(NEW.replace(".md", "/b.pdf"))]
    moves = [Move(english[0], NEW), Move(OLD, NEW)]
    assert origins(files, moves) == {NEW: OLD, table[1]: table[0]}


names = st.sampled_from([f"{FOLDER}/010{n}-a.md" for n in range(1, 6)])
kinds = st.sampled_from([goes, comes, changed])
files_of_changes = st.dictionaries(names, kinds, min_size=1).map(
    lambda rows: [make(path) for path, make in sorted(rows.items())]
)


@given(files_of_changes, st.lists(st.tuples(names, names), max_size=4), st.sets(names))
def test_only_what_comes_new_gets_a_time_and_only_that_of_what_goes_released(
    files: list[FileChange], pairs: list[tuple[str, str]], released: set[str]
) -> None:
    moves = [Move(*pair) for pair in pairs]
    times = {p: ReleasedFile(p, "0" * 40, 1, f"at {p}", "", False) for p in released}
    if list(check_moves(files, moves, "x")):
        return
    by_path = {file.path: file for file in files}
    carried = carried_times(times, files, moves)
    for path, time in carried.items():
        assert by_path[path].old is None
        origin = time.removeprefix("at ")
        assert origin in released
        assert by_path[origin].new is None
    assert len(set(carried.values())) == len(carried)


def test_moves_are_part_of_what_is_signed_and_none_leaves_the_digest_as_it_was() -> None:
    files = [goes(OLD), comes(NEW)]
    assert content_digest(files, None, ()) == content_digest(files)
    assert content_digest(files, None, [Move(OLD, NEW)]) != content_digest(files)


def test_rows_that_are_no_pairs_are_refused() -> None:
    with pytest.raises(ValueError, match="unpack"):
        move_rows([["a"]])
    rows: Any = [["a", 1]]
    with pytest.raises(ValueError, match="two paths"):
        move_rows(rows)


def test_a_ledger_without_moves_reads_as_before_and_one_with_them_keeps_the_time() -> None:
    book = Book()
    book.release(book.submit({A: "甲"}))
    first = book.review.released[A].published
    new = A.replace("0105-a", "0105-b")
    files = [book.file(A, None), book.file(new, "甲")]
    body = book.body(files)
    assert "moves" not in body
    book.append(EntryKind.SUBMITTED, {
        **body, "moves": [[A, new]], "digest": content_digest(files, None, [Move(A, new)]),
    })  # fmt: skip
    book.release(body["change"])
    assert book.review.released[new].published == first
    other = A.replace("0105-a", "0105-c")
    book.release(book.submit({new: None, other: "甲"}))
    assert book.review.released[other].published != first
    assert book.change(2).klass is ChangeClass.CONTENT
