"""A released item moves, walked as its people walk it; whoever knows the old address arrives."""

from __future__ import annotations

from sanshen.content.source import open_source
from sanshen.content.tree import load_tree
from tests.city.city import REVIEWERS
from tests.city.content import NEWS
from tests.walks.office import Office

NEW = NEWS.replace("0105-kaigong", "0105-xiangmu-kaigong")
OLD_ADDRESS = "/dt/2026/0105-kaigong.html"


def test_move_submit_three_reviews_and_the_old_time_stays(office: Office) -> None:
    editor = office.desk("editor")
    first = office.state().released[NEWS].published
    said = editor.act("move", NEWS, NEW, "--dry-run")
    assert (said.code, f"{NEWS} → {NEW}" in said.output) == (0, True), said.output
    assert editor.must("status", "--porcelain") == ""
    moved = editor.act("move", NEWS, NEW)
    assert moved.code == 0, moved.output
    assert f"  - {OLD_ADDRESS}\n" in (editor.folder / NEW).read_text(encoding="utf-8")
    assert not (editor.folder / NEWS).exists()
    again = editor.act("move", NEW, NEWS)
    assert (again.code, "uncommitted" in again.output) == (2, True), again.output

    submitted = editor.act("submit", "-m", "改名")
    assert submitted.code == 0, submitted.output
    assert f"Moved: {OLD_ADDRESS} → /dt/2026/0105-xiangmu-kaigong.html" in submitted.output
    seen = office.desk("first").act("review", "1", lang="zh")
    assert f"移动：{OLD_ADDRESS}" in seen.output
    words = ("secrecy", "1", "--conclusion", "可公开", "--ground", "不涉密")
    assert office.desk("secrecy").act(*words).code == 0
    answers = [office.desk(p).act("approve", "1", "--stage", s.value) for p, s in REVIEWERS]
    assert [answer.code for answer in answers] == [0, 0, 0], [a.output for a in answers]

    released = office.state().released
    assert NEWS not in released
    assert released[NEW].published == first
    auditor = office.desk("publisher")
    auditor.must("pull", "--quiet")
    tree = load_tree(open_source(auditor.folder))
    assert tree.redirects["cs", OLD_ADDRESS].target_path == NEW
    verified = auditor.act("verify")
    assert (verified.code, "VERIFIED" in verified.output) == (0, True), verified.output


def test_a_move_that_the_new_place_does_not_allow_writes_nothing(office: Office) -> None:
    editor = office.desk("editor")
    refused = editor.act("move", NEWS, "content/cs/gfxwj/2026/0105-kaigong.md")
    assert (refused.code, "C107" in refused.output) == (1, True), refused.output
    missing = editor.act("move", "content/cs/dt/2026/0101-wu.md", NEW)
    assert (missing.code, "neither an item nor a column" in missing.output) == (2, True)
    assert editor.must("status", "--porcelain") == ""
