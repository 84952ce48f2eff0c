"""One document becomes one item with a path of its own, or is refused with all reasons."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from sanshen.importer import ImportPlan, Mapping, plan_import
from sanshen.importer.bodies import MAX_HTML
from sanshen.importer.headers import NoteKind
from sanshen.importer.target import Target
from tests.importer.builders import COLUMN, MAP, NOW, document, make_target, mapping


@pytest.fixture
def target(tmp_path: Path) -> Target:
    return make_target(tmp_path)


def plan(target: Target, documents: dict[str, bytes], rules: Mapping | None = None) -> ImportPlan:
    return plan_import(documents, target, rules or mapping(), NOW)


def refusals(found: ImportPlan) -> list[tuple[str, str, int]]:
    return [(f.code, f.path, f.line) for each in found.refused for f in each.findings]


def test_a_document_becomes_an_item_of_the_column(target: Target) -> None:
    (item,) = plan(target, {"x/a.md": document()}).items
    assert item.path == f"{COLUMN}/2020/0501-shi-li-shi-he-dao-tiao-li.md"
    assert item.data.decode() == (
        "---\nkind: law\ntitle: 示例市河道条例\nissuers:\n  - 示例市人大常委会\n"
        "validity: 有效\n---\n"
        "第一条 正文。\n"
    )
    assert (item.source, item.published, item.new, item.changed) == (
        "x/a.md",
        "2020-05-01",
        True,
        False,
    )


def test_an_undated_document_waits_on_the_day_the_mapping_names(target: Target) -> None:
    (item,) = plan(target, {"a.md": document(date=None)}).items
    assert item.path.startswith(f"{COLUMN}/2026/1101-")
    assert item.published == "unknown"


def test_without_such_a_day_it_is_refused(target: Target) -> None:
    rules = mapping(text=MAP.replace("  otherwise: 2026-11-01\n", ""))
    found = plan(target, {"a.md": document(date=None)}, rules)
    assert refusals(found) == [("M114", "a.md", 0)]


def test_a_placeholder_makes_a_dated_item_wait_too(target: Target) -> None:
    rules = mapping(text=MAP.replace("    split: 、\n", "    placeholder: 待核实\n"))
    data = document().replace("issuer: 示例市人大常委会\n".encode(), b"")
    (item,) = plan(target, {"a.md": data}, rules).items
    assert item.published == "unknown"
    assert item.path.startswith(f"{COLUMN}/2020/0501-")


def test_equal_names_are_numbered_in_the_order_of_the_sources(target: Target) -> None:
    documents = {f"{name}.md": document(body=f"第{name}条\n") for name in "cab"}
    found = plan(target, documents)
    assert [(item.source, item.path.rpartition("-li")[2]) for item in found.items] == [
        ("a.md", ".md"),
        ("b.md", "-2.md"),
        ("c.md", "-3.md"),
    ]


def test_the_same_document_twice_is_refused_once(target: Target) -> None:
    found = plan(target, {"a.md": document(), "b/a.md": document()})
    assert len(found.items) == 1
    assert refusals(found) == [("M116", "b/a.md", 0)]


def test_a_file_with_other_content_is_never_overwritten(target: Target, tmp_path: Path) -> None:
    (item,) = plan(target, {"a.md": document()}).items
    there = replace(target, existing={item.path: b"edited"})
    found = plan(there, {"a.md": document()})
    assert (found.items, refusals(found)) == ((), [("M111", "a.md", 0)])
    same = replace(target, existing={item.path: item.data})
    assert [each.new for each in plan(same, {"a.md": document()}).items] == [False]


def test_a_title_without_a_reading_is_refused(target: Target) -> None:
    found = plan(target, {"a.md": document(title='"……"')})
    assert refusals(found) == [("M115", "a.md", 0)]


def test_an_old_time_after_now_is_refused(target: Target) -> None:
    tomorrow = f"{NOW + timedelta(days=1):%Y-%m-%d}"
    found = plan(target, {"a.md": document(date=tomorrow)})
    assert refusals(found) == [("M110", "a.md", 0)]


def test_what_our_rules_refuse_is_told_of_the_line_in_the_source(target: Target) -> None:
    rules = mapping(text=MAP + "  doc_number:\n    from: [no]\n")
    found = plan(target, {"a.md": document(more="no: 示府发[2020]3号\n")}, rules)
    (((code, path, line)),) = refusals(found)
    assert code.startswith("C1")
    assert (path, line) == ("a.md", 5)
    good = plan(target, {"a.md": document(more="no: 示府发〔2020〕3号\n")}, rules)
    assert (len(good.items), good.refused) == (1, ())


def test_a_field_our_rules_refuse_may_be_left_out_and_is_noted(target: Target) -> None:
    rules = mapping(text=MAP + "  doc_number:\n    from: [no]\n    invalid: leave_out\n")
    (item,) = plan(target, {"a.md": document(more="no: 示府发[2020]3号\n")}, rules).items
    assert b"doc_number" not in item.data
    assert [(n.kind, n.name, n.before) for n in item.notes] == [
        (NoteKind.LEFT_OUT, "doc_number", "示府发[2020]3号")
    ]


def test_only_the_field_that_is_wrong_is_left_out(target: Target) -> None:
    dates = (
        "  promulgated_on:\n    from: [date]\n    invalid: leave_out\n"
        "  effective_on:\n    from: [since]\n"
        "  doc_number:\n    from: [no]\n    invalid: leave_out\n"
    )
    more = "since: 2001-01-01\nno: 示府发〔2020〕3号\n"
    (item,) = plan(target, {"a.md": document(more=more)}, mapping(text=MAP + dates)).items
    assert [note.name for note in item.notes] == ["promulgated_on"]
    assert "effective_on: 2001-01-01" in item.data.decode()
    assert "示府发〔2020〕3号" in item.data.decode()


@pytest.mark.parametrize(
    ("body", "code", "line"),
    [
        ("甲\n\n[附件](fujian.doc)\n", "M117", 8),
        ("![图](/upload/a.png)\n", "M117", 6),
        ("[见](#wu)\n", "M117", 6),
        ("[见](javascript:alert(1))\n", "M117", 6),
        ("甲\x07乙\n", "Y105", 6),
        ("甲\n\n乙\x0b\n", "Y105", 8),
    ],
)
def test_a_body_that_cannot_be_taken_is_refused_at_its_line(
    target: Target, body: str, code: str, line: int
) -> None:
    assert refusals(plan(target, {"a.md": document(body=body)})) == [(code, "a.md", line)]


def test_links_that_still_lead_somewhere_are_taken(target: Target) -> None:
    body = "## 总则\n\n[见](#总则) [网](https://www.shili.example/) [信](mailto:a@shili.example)\n"
    assert len(plan(target, {"a.md": document(body=body)}).items) == 1


def test_all_reasons_of_a_document_come_at_once(target: Target) -> None:
    data = document(title='"…"', date="昨天", more="hits: 3\n", body="<b>" * (MAX_HTML + 1))
    found = plan(target, {"a.md": data})
    assert {code for code, _, _ in refusals(found)} == {"M106", "M109", "M112", "M115"}


def test_what_stood_before_the_header_is_noted(target: Target) -> None:
    (item,) = plan(target, {"a.md": b"\xef\xbb\xbf\n" + document()}).items
    assert [(note.kind, note.before) for note in item.notes] == [
        (NoteKind.BEFORE_HEADER, "\ufeff\n")
    ]
    assert item.changed
