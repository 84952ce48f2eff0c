"""The report says what was done, changed and refused, and counts it."""

from __future__ import annotations

import json
from pathlib import Path

from sanshen.importer import ImportReport, plan_import, render_report, report_json
from sanshen.importer.edits import Edit, EditedBody, EditKind
from sanshen.importer.report import report_of
from tests.importer.builders import NOW, document, make_target, mapping

DOCUMENTS = {
    "a.md": document(body="# 一\r\n\r\n甲<br>乙\r\n"),
    "b.md": document(title="示例市绿化条例", date=None),
    "c.md": document(more="hits: 3\n"),
    "d.md": b"no header",
}


def report(tmp_path: Path) -> ImportReport:
    plan = plan_import(DOCUMENTS, make_target(tmp_path), mapping(), NOW)
    return report_of(plan, ("a.doc",))


def test_counts_add_up(tmp_path: Path) -> None:
    found = report(tmp_path)
    assert found.counts == {
        "examined": 4,
        "lang:zh-cn": 2,
        "redirecting": 0,
        "addresses": 0,
        "guessed": 0,
        "lost": 0,
        "imported": 2,
        "unchanged": 0,
        "changed": 1,
        "waiting": 1,
        "refused": 2,
        "others": 1,
        "refused:M106": 1,
        "refused:M102": 1,
        "edit:line-end": 3,
        "edit:html-escaped": 1,
        "edit:heading-demoted": 1,
    }
    assert [item.source for item in found.changed] == ["a.md"]
    assert [item.source for item in found.waiting] == ["b.md"]


def test_the_text_names_every_refusal_change_and_waiting_item(tmp_path: Path) -> None:
    found = report(tmp_path)
    zh, en = render_report(found, "zh"), render_report(found, "en")
    for text in (zh, en):
        assert "c.md:5: M106" in text
        assert "d.md:1: M102" in text
        assert text.count("a.md") == 3
        assert "a.doc" in text
    assert "HTML标记转为文字，1处" in zh
    assert "换行符统一，3处" in zh
    assert "待编辑核实" in zh
    assert "2 refused" in en


def test_many_changes_of_one_class_in_one_item_are_one_line(tmp_path: Path) -> None:
    lines = render_report(report(tmp_path), "zh").splitlines()
    assert [line for line in lines if "a.md：换行" in line] == [
        '  a.md：换行符统一，3处，首处原文"\\r\\n"'
    ]


def test_the_json_holds_enough_to_take_every_change_back(tmp_path: Path) -> None:
    found = report(tmp_path)
    value = json.loads(report_json(found))
    (entry,) = [each for each in value["items"] if each["source"] == "a.md"]
    (item,) = [each for each in found.imported if each.source == "a.md"]
    rounds = tuple(
        tuple(Edit(EditKind(e["kind"]), e["offset"], e["before"], e["after"]) for e in made)
        for made in entry["rounds"]
    )
    body = EditedBody(item.data.decode().partition("\n---\n")[2], rounds)
    assert body.original() == "# 一\r\n\r\n甲<br>乙\r\n"
    assert [each["source"] for each in value["refused"]] == ["c.md", "d.md"]
    assert value["counts"]["refused"] == 2
