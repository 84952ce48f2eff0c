"""核对输出树: each way a tree can differ from its manifest is found, and nothing else."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sanshen.catalogue import is_blocking, render_finding
from sanshen.output.tree_writer import TreeWriter
from sanshen.output.verification import verify_tree
from tests.output.releasing import digest
from tests.output.test_standby import sound

FILES = {"a.html": "1", "a/b.html": "2", "a-b.html": "3", "z/y/x.html": "4"}


def build(tree: Path, files: dict[str, str]) -> None:
    """Write files into a tree."""
    tree.mkdir(exist_ok=True)
    with TreeWriter(tree) as writer:
        for path, text in files.items():
            writer.put(path, text.encode())


def rows(files: dict[str, str]) -> list[tuple[str, str]]:
    """The rows of a manifest in order."""
    return sorted((path, digest(text)) for path, text in files.items())


def differences(tree: Path, files: dict[str, str]) -> set[tuple[str, str]]:
    """(code, path) of each finding."""
    found = list(verify_tree(tree, "portal", rows(files)))
    assert all(is_blocking(one) and render_finding(one, "zh") for one in found)
    assert len(found) == len(set(found))
    return {(one.code, one.path.removeprefix("output/portal/")) for one in found}


def test_a_tree_equal_to_its_manifest_has_no_findings(tmp_path: Path) -> None:
    build(tmp_path / "t", FILES)
    assert differences(tmp_path / "t", FILES) == set()


def test_missing_extra_and_changed_files_are_told_apart(tmp_path: Path) -> None:
    build(tmp_path / "t", FILES)
    (tmp_path / "t" / "a/b.html").unlink()
    (tmp_path / "t" / "a/c.html").write_text("extra", encoding="utf-8")
    (tmp_path / "t" / "z/y/x.html").write_text("5", encoding="utf-8")
    (tmp_path / "t" / "a.html").unlink()
    (tmp_path / "t" / "a.html").symlink_to("a-b.html")
    assert differences(tmp_path / "t", FILES) == {
        ("B111", "a/b.html"), ("B112", "a/c.html"), ("B141", "z/y/x.html"),
        ("B112", "a.html"), ("B111", "a.html"),
    }  # fmt: skip


DOTS = frozenset({".", "..", "..."})
TREES = st.dictionaries(
    st.text("ab.-/", min_size=1, max_size=4).map(lambda t: "/".join(filter(None, t.split("/")))),
    st.sampled_from(["x", "y"]),
    max_size=6,
).map(lambda d: {p: d[p] for p in sound({p for p in d if p and not set(p.split("/")) & DOTS})})


@given(there=TREES, wanted=TREES)
def test_the_findings_are_exactly_the_differences(
    tmp_path_factory: pytest.TempPathFactory, there: dict[str, str], wanted: dict[str, str]
) -> None:
    tree = tmp_path_factory.mktemp("verify") / "t"
    build(tree, there)
    missing = {("B111", path) for path in wanted.keys() - there.keys()}
    extra = {("B112", path) for path in there.keys() - wanted.keys()}
    other = {("B141", p) for p in there.keys() & wanted.keys() if there[p] != wanted[p]}
    assert differences(tree, wanted) == missing | extra | other


def test_rows_out_of_order_are_refused(tmp_path: Path) -> None:
    build(tmp_path / "t", FILES)
    backwards = list(reversed(rows(FILES)))
    with pytest.raises(ValueError, match="after"):
        list(verify_tree(tmp_path / "t", "portal", backwards))
