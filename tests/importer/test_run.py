"""The whole import: a folder in, items and register out, and nothing the second time."""

from __future__ import annotations

from pathlib import Path

import pytest

from sanshen.content.settings import parse_legacy
from sanshen.content.source import MemorySource
from sanshen.content.tree import load_tree
from sanshen.importer import (
    ImportRefusedError,
    ImportReport,
    import_markdown,
    load_mapping,
    plan_import,
    write_plan,
)
from sanshen.importer.foreign import parse_foreign
from sanshen.importer.target import load_target
from tests.importer.builders import COLUMN, NOW, REGISTER, SAMPLE, document, make_city, mapping

ROOT = Path(__file__).resolve().parents[2]
LAWS = ROOT / "sanshen" / "importer" / "maps" / "laws.yml"
CORPUS = ROOT.parent / "shared" / "corpora" / "laws-md"


def run(source: Path, root: Path) -> ImportReport:
    return import_markdown(source, root, "portal", "fgk", load_mapping(LAWS), NOW)


def files_of(root: Path) -> dict[str, bytes]:
    found = (file for file in root.rglob("*") if file.is_file())
    return {file.relative_to(root).as_posix(): file.read_bytes() for file in found}


def check_imported(source: Path, root: Path, report: ImportReport) -> None:
    """No character of a body is lost, the register is whole, and the tree has no findings."""
    for item in report.imported:
        foreign = parse_foreign(item.source, (source / item.source).read_bytes(), "utf-8")
        written = (root / item.path).read_bytes().decode("utf-8")
        assert written.endswith(f"\n---\n{item.body.text}")
        assert item.body.original() == foreign.body, item.source
    register, findings = parse_legacy(REGISTER, (root / REGISTER).read_bytes())
    assert findings == ()
    assert register is not None
    assert set(register.times) == {item.path for item in report.imported}
    waiting = {path for path, time in register.times.items() if time is None}
    assert waiting == {item.path for item in report.waiting}
    tree = load_tree(MemorySource(files_of(root)))
    assert tree.findings == ()
    assert tree.items.keys() == register.times.keys()


def test_the_sample_laws_are_imported_whole(tmp_path: Path) -> None:
    root = make_city(tmp_path)
    report = run(SAMPLE, root)
    assert report.refused == ()
    assert (len(report.imported), len(report.changed), len(report.waiting)) == (6, 3, 2)
    check_imported(SAMPLE, root, report)
    assert (root / f"{COLUMN}/2020/0108-shi-li-shi-zheng-fu-xin-xi-gong-kai-ban-fa.md").is_file()


def test_a_second_run_writes_nothing(tmp_path: Path) -> None:
    root = make_city(tmp_path)
    run(SAMPLE, root)
    before = files_of(root)
    again = run(SAMPLE, root)
    assert (len(again.imported), len(again.unchanged), again.refused) == (0, 6, ())
    assert files_of(root) == before


def test_an_interrupted_import_is_completed_by_the_next(tmp_path: Path) -> None:
    root = make_city(tmp_path)
    whole = run(SAMPLE, root)
    before = files_of(root)
    for item in whole.imported[:3]:
        (root / item.path).unlink()
    (root / REGISTER).unlink()
    assert len(run(SAMPLE, root).imported) == 3
    assert files_of(root) == before


def test_an_edited_item_is_kept_and_named(tmp_path: Path) -> None:
    root = make_city(tmp_path)
    (first, *_) = run(SAMPLE, root).imported
    (root / first.path).write_bytes(first.data + "补充一句。\n".encode())
    before = files_of(root)
    again = run(SAMPLE, root)
    assert [f.code for each in again.refused for f in each.findings] == ["M111"]
    assert files_of(root) == before


def test_a_file_that_came_in_between_is_not_overwritten(tmp_path: Path) -> None:
    root = make_city(tmp_path)
    target = load_target(root, "portal", mapping())
    plan = plan_import({"a.md": document()}, target, mapping(), NOW)
    file = root / plan.items[0].path
    file.parent.mkdir(parents=True)
    file.write_bytes(b"other")
    with pytest.raises(FileExistsError):
        write_plan(root, plan)
    assert file.read_bytes() == b"other"
    assert [path.name for path in file.parent.iterdir()] == [file.name]


def test_files_that_are_not_markdown_are_named_and_hidden_ones_left_out(tmp_path: Path) -> None:
    source = tmp_path / "source"
    (source / ".git").mkdir(parents=True)
    (source / ".git" / "x.md").write_bytes(b"x")
    (source / "fujian.doc").write_bytes(b"x")
    (source / "A.MD").write_bytes(document())
    root = make_city(tmp_path / "city")
    report = import_markdown(source, root, "portal", "fgk", mapping(), NOW)
    assert (report.others, [item.source for item in report.imported]) == (("fujian.doc",), ["A.MD"])


@pytest.mark.parametrize("name", ["empty", "absent"])
def test_nothing_to_import_is_an_error_and_writes_nothing(tmp_path: Path, name: str) -> None:
    (tmp_path / "empty").mkdir()
    root = make_city(tmp_path / "city")
    before = files_of(root)
    with pytest.raises(ImportRefusedError) as caught:
        run(tmp_path / name, root)
    assert [found.code for found in caught.value.findings] == [
        {"empty": "M130", "absent": "M131"}[name]
    ]
    assert files_of(root) == before


def test_a_source_file_that_cannot_be_read_stops_the_import(tmp_path: Path) -> None:
    source = tmp_path / "source"
    source.mkdir()
    (source / "a.md").write_bytes(document())
    (source / "b.md").symlink_to(source / "gone.md")
    root = make_city(tmp_path / "city")
    before = files_of(root)
    with pytest.raises(ImportRefusedError) as caught:
        run(source, root)
    assert [found.code for found in caught.value.findings] == ["M131"]
    assert files_of(root) == before


@pytest.mark.skipif(not CORPUS.is_dir(), reason="the corpus of laws is not on this machine")
def test_a_body_of_real_laws_is_imported_whole(tmp_path: Path) -> None:
    root = make_city(tmp_path)
    source = CORPUS / "行政法"
    report = run(source, root)
    assert report.refused == ()
    assert len(report.imported) >= 50
    check_imported(source, root, report)


@pytest.mark.full
@pytest.mark.skipif(not CORPUS.is_dir(), reason="the corpus of laws is not on this machine")
def test_the_whole_corpus_is_imported_and_nothing_is_lost(tmp_path: Path) -> None:
    root = make_city(tmp_path)
    report = run(CORPUS, root)
    counted = report.counts["imported"] + report.counts["refused"]
    assert counted == report.counts["examined"] == len(list(CORPUS.rglob("*.md")))
    assert report.counts["imported"] > 1500
    check_imported(CORPUS, root, report)
