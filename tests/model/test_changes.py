"""变更: the digest that approvals cover, and which class a path is of."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from sanshen.model.changes import (
    ChangeClass,
    FileChange,
    class_of,
    content_digest,
    file_changes,
    state_digest,
)

sides = st.none() | st.builds(
    "{}:{}".format,
    st.sampled_from(["100644", "100755", "120000"]),
    st.text("0123456789abcdef", min_size=40, max_size=40),
)
files = st.lists(
    st.builds(FileChange, st.text(min_size=1), sides, sides),
    min_size=1,
    max_size=5,
    unique_by=lambda f: f.path,
)
legacies = st.none() | st.dictionaries(st.text(), st.none() | st.text(), max_size=3)


@given(files, legacies, st.randoms())
def test_the_order_of_files_plays_no_role(
    changed: list[FileChange], legacy: dict[str, str | None] | None, random: st.DataObject
) -> None:
    """Law: the digest is one of a set of files, however they are listed."""
    before = content_digest(changed, legacy)
    random.shuffle(changed)  # type: ignore[attr-defined]
    assert content_digest(changed, legacy) == before


@given(files, st.data())
def test_any_single_change_changes_the_digest(
    changed: list[FileChange], data: st.DataObject
) -> None:
    """Law: path, old side or new side (mode, blob, absence) of one file, one file more or less."""
    before = content_digest(changed)
    at = data.draw(st.integers(0, len(changed) - 1))
    part = data.draw(st.sampled_from(["path", "old", "new", "mode", "less", "more", "swap"]))
    file, rest = changed[at], changed[:at] + changed[at + 1 :]
    if part == "path":
        other = data.draw(st.text(min_size=1))
        assume(other not in {f.path for f in changed})
        after = [*rest, replace(file, path=other)]
    elif part in ("old", "new"):
        side = data.draw(sides)
        assume(side != getattr(file, part))
        after = [*rest, replace(file, **{part: side})]
    elif part == "mode":
        assume(file.new is not None and not file.new.startswith("100600"))
        after = [*rest, replace(file, new=f"100600{(file.new or '')[6:]}")]
    elif part == "swap":
        assume(file.old != file.new)
        after = [*rest, replace(file, old=file.new, new=file.old)]
    else:
        new = FileChange("/".join(f.path for f in changed) + "/x", None, None)
        after = rest if part == "less" else [*changed, new]
    assert content_digest(after) != before


@given(files, legacies, legacies)
def test_a_baselines_digest_covers_its_old_times(
    changed: list[FileChange], one: dict[str, str | None] | None, two: dict[str, str | None] | None
) -> None:
    """Law: digests are equal exactly where the times are; no times is not the same as none."""
    same = content_digest(changed, one) == content_digest(changed, two)
    assert same == (one == two)


@given(files)
def test_rows_read_back_are_the_files(changed: list[FileChange]) -> None:
    assert file_changes([f.row() for f in changed]) == tuple(sorted(changed, key=lambda f: f.path))


@pytest.mark.parametrize("rows", [[["a", None]], [[None, None, "x"]], [["a", None, "x", "y"]], [1]])
def test_a_row_of_another_shape_is_refused(rows: list[list[str | None]]) -> None:
    with pytest.raises((ValueError, TypeError)):
        file_changes(rows)


@given(st.dictionaries(st.text("ab/.", min_size=1), st.sampled_from(["100644:1", "100644:2"])))
def test_the_state_of_main_is_told_by_every_path_and_blob(state: dict[str, str]) -> None:
    """Law: one file more, less or other gives another digest; order plays no role."""
    before = state_digest(state)
    assert state_digest(dict(reversed(state.items()))) == before
    assert state_digest({**state, "new": "100644:1"}) != before
    for path in state:
        assert state_digest({**state, path: "100755:1"}) != before
        assert state_digest({p: v for p, v in state.items() if p != path}) != before


@pytest.mark.parametrize(
    ("path", "klass"),
    [
        ("content/cs/dt/2026/0105-a.md", ChangeClass.CONTENT),
        ("content/cs/dt/2026/0105-a/biao.csv", ChangeClass.CONTENT),
        ("content/cs/site.yml", ChangeClass.GUARD),
        ("content/cs/dt/column.yml", ChangeClass.GUARD),
        ("content/cs/dt/x.yaml", ChangeClass.GUARD),
        ("contents/x.md", ChangeClass.GUARD),
        ("Content/cs/x.md", ChangeClass.GUARD),
        ("review_policy.yml", ChangeClass.GUARD),
        ("theme/templates/base.html", ChangeClass.GUARD),
        ("registry/legacy/cs.yml", ChangeClass.GUARD),
    ],
)
def test_content_is_what_lies_below_content_but_its_settings(path: str, klass: ChangeClass) -> None:
    assert class_of(path) is klass
