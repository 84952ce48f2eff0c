"""提交的检查: what a change is about, and what is wrong with main as it would be after it."""

from __future__ import annotations

import time

import pytest

from sanshen.gate.gate import open_gate
from sanshen.gate.judgement import (
    calendar_files,
    judge_content,
    judge_guard,
    release_times,
    result_source,
)
from sanshen.gate.submission import changed_files
from sanshen.model.changes import ChangeClass, FileChange
from sanshen.workdays.year_file import parse_calendar
from tests.city.city import MAIN, City
from tests.city.content import (
    DOCUMENT,
    INTERPRETATION,
    NEWS,
    document_text,
    interpretation_text,
    news_text,
)

ENGLISH = DOCUMENT.replace(".md", ".en.md")
POLICY = "review_policy.yml"
Files = dict[str, str | bytes | None]


def laid_over(city: City, files: Files) -> tuple[FileChange, ...]:
    """The file changes of a commit over main."""
    return changed_files(city.repository, MAIN, city.commit("editor", files))


def judged(city: City, files: Files, klass: ChangeClass = ChangeClass.CONTENT) -> list[str]:
    """The codes of a judgement."""
    rows = laid_over(city, files)
    if klass is ChangeClass.GUARD:
        return [f.code for f in city.gate(lambda gate: judge_guard(gate, rows)).findings]
    return [f.code for f in city.gate(lambda gate: judge_content(gate, rows, klass)).findings]


def test_a_matter_is_known_by_its_leading_item(city: City) -> None:
    rows = laid_over(city, {INTERPRETATION: interpretation_text(title="新解读"),
                            DOCUMENT: document_text("新办法")})  # fmt: skip
    found = city.gate(lambda gate: judge_content(gate, rows, ChangeClass.CONTENT))
    assert (found.key, found.title, found.findings) == (DOCUMENT, "新办法", ())


def test_v107_two_matters_are_named(city: City) -> None:
    two: Files = {NEWS: news_text("甲事"), DOCUMENT: document_text("乙办法")}
    taken = city.push("editor", city.commit("editor", two))
    assert taken.change is None
    assert city.codes(taken) == ["V107"]
    assert dict(taken.findings[0].args) == {"first": "甲事", "second": "乙办法"}
    for path, text in two.items():
        assert judged(city, {path: text}) == []


def test_v107_a_deleted_translation_and_its_original_are_one_matter(city: City) -> None:
    city.release({ENGLISH: "---\nkind: normative\ntitle: Measures\n---\n\nA summary.\n"})
    assert judged(city, {ENGLISH: None, DOCUMENT: document_text("改")}) == []
    assert judged(city, {ENGLISH: None, NEWS: news_text("改")}) == ["V107"]


@pytest.mark.parametrize("title", ["示范项目开工", "示范项目开工了"])
def test_v114_a_released_item_is_not_moved(city: City, title: str) -> None:
    new = NEWS.replace("kaigong", "kaigong-yishi")
    assert "V114" in judged(city, {NEWS: None, new: news_text(title)})
    other = news_text("另一件事", "全市防汛工作会议今日召开，部署汛期各项准备。" * 5)
    assert "V114" not in judged(city, {NEWS: None, new: other})
    assert "V114" not in judged(city, {NEWS: None})


def test_v114_a_draft_may_still_change_its_name(city: City) -> None:
    one, other = (NEWS.replace("0105-kaigong", name) for name in ("0106-cao", "0107-cao"))
    number = city.submit("editor", {one: news_text("草稿")})
    taken = city.push("editor", city.commit("editor", {other: news_text("草稿")}),
                      f"change={number}")  # fmt: skip
    assert taken.change is not None
    assert taken.change.paths == {other}


def test_what_is_wrong_elsewhere_on_main_is_not_held_against_a_change(city: City) -> None:
    """A rule tightened later stops the changes that touch what it is about, and no others."""
    column = "content/cs/zcjd/column.yml"
    notices = city.read(column).decode().replace("[interpretation]", "[notice]")
    city.repository.run("update-ref", MAIN, city.commit("guard-a", {column: notices}))
    aside = laid_over(city, {NEWS: news_text("改")})
    touching = laid_over(city, {INTERPRETATION: interpretation_text(title="改")})
    with open_gate(city.house, city.tick()) as gate:
        assert judge_content(gate, aside, ChangeClass.CONTENT).findings == ()
        assert judge_content(gate, touching, ChangeClass.CONTENT).findings


def test_a_baseline_is_one_migration_however_many_items(city: City) -> None:
    files: Files = {NEWS.replace("0105", f"010{n}"): news_text(f"旧闻{n}") for n in (1, 2, 3)}
    rows = laid_over(city, files)
    found = city.gate(lambda gate: judge_content(gate, rows, ChangeClass.BASELINE))
    assert (found.key, found.title, found.findings) == ("registry/legacy", "存量登记：cs", ())


@pytest.mark.parametrize(
    ("text", "code"),
    [
        (None, "P101"),
        ("", "P101"),
        ("first: [nobody]", "P102"),
        ("first: []", "P103"),
        ("first: [guard-b]", "P104"),
    ],
)
def test_a_policy_change_is_judged_as_it_would_be_in_force(
    city: City, text: str | None, code: str
) -> None:
    policy = city.read(POLICY).decode()
    new = policy.replace("first: [guard-a]", text) if text else text
    assert code in judged(city, {POLICY: new}, ChangeClass.GUARD)
    assert judged(city, {POLICY: policy + "# 注\n"}, ChangeClass.GUARD) == []


def test_p105_a_rule_for_a_column_that_goes_or_never_was(city: City) -> None:
    policy = city.read(POLICY).decode()
    rule = "  - site: cs\n    column: {}\n    second: [second]\nguard:"
    gone = policy.replace("guard:", rule.format("xin"), 1)
    there = policy.replace("guard:", rule.format("dt"), 1)
    assert judged(city, {POLICY: gone}, ChangeClass.GUARD) == ["P105"]
    assert judged(city, {POLICY: there}, ChangeClass.GUARD) == []


def test_p110_a_new_site_needs_people_for_every_role(city: City) -> None:
    site = city.read("content/cs/site.yml").decode().replace("www.cs", "www.xc")
    column = city.read("content/cs/dt/column.yml").decode()
    files: Files = {"content/xc/site.yml": site, "content/xc/dt/column.yml": column}
    assert "P110" in judged(city, files, ChangeClass.GUARD)
    policy = city.read(POLICY).decode()
    rule = "  - site: xc\n    first: [first]\n    second: [second]\n    final: [final]\n"
    rule += "    secrecy: [secrecy]\n    publisher: [publisher]\n"
    with_people = policy.replace("guard:", f"{rule}guard:", 1)
    assert "P110" not in judged(city, {**files, POLICY: with_people}, ChangeClass.GUARD)


def test_the_result_is_main_with_exactly_these_paths_replaced(city: City) -> None:
    rows = laid_over(city, {NEWS: news_text("改"), INTERPRETATION: None})
    blobs = result_source(city.repository, rows).blobs()
    main = city.main_files()
    assert set(blobs) == set(main) - {INTERPRETATION}
    changed = {p for p, b in blobs.items() if main[p] != f"100644:{b.id}"}
    assert changed == {NEWS}


def test_the_calendar_is_the_one_the_city_would_have(city: City) -> None:
    files = calendar_files(result_source(city.repository, ()))
    assert "2026.yml" in files
    assert parse_calendar(files)


@pytest.mark.parametrize("zone", ["UTC", "America/New_York", "Pacific/Kiritimati"])
def test_a_day_of_old_content_is_the_citys_day_on_any_server(
    city: City, monkeypatch: pytest.MonkeyPatch, zone: str
) -> None:
    monkeypatch.setenv("TZ", zone)
    time.tzset()
    times = release_times(city.state())
    monkeypatch.undo()
    time.tzset()
    assert times[INTERPRETATION].isoformat() == "2026-01-12T00:00:00+08:00"
    assert times[DOCUMENT].isoformat() == "2026-01-12T09:30:00+08:00"
