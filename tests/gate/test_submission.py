"""提交: what becomes of a pushed commit, each refusal beside a push that is taken in."""

from __future__ import annotations

import pytest

from sanshen.catalogue import render_finding
from sanshen.gate.submission import take_submission
from sanshen.gitio import ssh
from sanshen.model.changes import ChangeClass
from sanshen.model.statements import Stage
from sanshen.review.verdict import VerdictState, evaluate_change
from tests.city.city import MAIN, City
from tests.city.content import (
    DOCUMENT,
    INTERPRETATION,
    NEWS,
    document_text,
    interpretation_text,
    news_text,
    policy_text,
)

OTHER = NEWS.replace("0105-kaigong", "0106-jungong")


def refused(city: City, commit: str, *options: str, person: str = "editor") -> list[str]:
    """The codes for which a push is refused; nothing was written."""
    before = city.state().seq, city.repository.text("for-each-ref")
    taken = city.push(person, commit, *options)
    assert taken.change is None
    assert (city.state().seq, city.repository.text("for-each-ref")) == before
    return city.codes(taken)


def test_a_push_opens_a_change_with_its_draft(city: City) -> None:
    commit = city.commit("editor", {NEWS: news_text("改")})
    taken = city.push("editor", commit)
    assert taken.change is not None
    assert taken.findings == ()
    assert (taken.change.number, taken.change.round, taken.change.title) == (1, 1, "改")
    assert taken.change.klass is ChangeClass.CONTENT
    assert taken.change.contributors == {"editor"}
    assert city.repository.reference("refs/changes/1/1") == commit
    assert city.verify().findings == ()


def test_a_push_of_an_open_changes_files_is_its_next_round(city: City) -> None:
    city.submit("editor", {NEWS: news_text("一稿")})
    assert city.submit("colleague", {NEWS: news_text("二稿")}, "change=1") == 1
    change = city.state().changes[1]
    assert (change.round, change.contributors) == (2, {"editor", "colleague"})
    assert city.submit("editor", {OTHER: news_text("他事")}) == 2


def test_everybody_in_the_history_of_a_push_is_a_contributor(city: City) -> None:
    first = city.commit("editor", {NEWS: news_text("一")}, author="first")
    message = f"改\n\nCo-authored-by: 丙 <{city.email('second')}>\n"
    second = city.commit("colleague", {NEWS: news_text("二")}, parent=first, message=message)
    taken = city.push("final", second)
    assert taken.change is not None
    assert taken.change.contributors == {"editor", "first", "colleague", "second", "final"}
    assert city.verify().findings == ()


def test_v104_and_v105_hold_for_every_commit_of_a_push(city: City) -> None:
    stranger = city.commit("editor", {NEWS: news_text("一")}, author="x@elsewhere.example")
    forged = city.commit("colleague", {NEWS: news_text("一")}, signed_by="editor")
    unsigned = city.commit("editor", {NEWS: news_text("一")}, signed_by="")
    for base, code in ((stranger, "V104"), (forged, "V105"), (unsigned, "V105")):
        top = city.commit("editor", {NEWS: news_text("二")}, parent=base)
        assert refused(city, base) == [code]
        assert refused(city, top) == [code]
    assert city.submit("editor", {NEWS: news_text("二")}) == 1


def test_v102_a_certificate_for_another_commit(city: City) -> None:
    commit, other = (city.commit("editor", {NEWS: news_text(t)}) for t in ("一", "二"))
    handover = city.handover("editor", other)
    taken = city.gate(lambda gate: take_submission(gate, commit, handover, ()))
    assert city.codes(taken) == ["V102"]
    assert city.push("editor", commit).change is not None


def test_v106_content_and_settings_in_one_push(city: City) -> None:
    mixed = {NEWS: news_text("改"), "review_policy.yml": policy_text() + "# 注\n"}
    assert "V106" in refused(city, city.commit("editor", mixed))
    assert city.submit("editor", {NEWS: news_text("改")}) == 1


def test_v108_a_commit_that_changes_nothing_or_is_on_main(city: City) -> None:
    there = news_text("改")
    undone = city.commit("editor", {NEWS: city.read(NEWS)},
                         parent=city.commit("editor", {NEWS: there}))  # fmt: skip
    assert "V108" in refused(city, undone)
    assert refused(city, city.repository.resolve(MAIN)) == ["V108"]


def test_v109_a_draft_of_what_main_no_longer_holds(city: City) -> None:
    late = city.commit("colleague", {NEWS: news_text("我的")})
    aside = city.commit("colleague", {OTHER: news_text("另一件")})
    number = city.release({NEWS: news_text("已放行")})
    taken = city.push("colleague", late)
    assert city.codes(taken) == ["V109"]
    assert f"第{number}号变更" in render_finding(taken.findings[0], "zh")
    assert "git rebase origin/main" in render_finding(taken.findings[0], "en")
    assert city.push("colleague", aside).change is not None


def test_v110_a_history_of_its_own(city: City) -> None:
    repository = city.repository
    tree = repository.text("rev-parse", f"{MAIN}^{{tree}}")
    person = f"editor <{city.email('editor')}> 1772413200 +0000"
    payload = f"tree {tree}\nauthor {person}\ncommitter {person}\n\n改\n"
    armour = ssh.sign(city.keys["editor"], "git", payload.encode()).replace("\n", "\n ")
    signed = payload.replace("\n\n", f"\ngpgsig {armour}\n\n", 1)
    commit = repository.text("hash-object", "-t", "commit", "-w", "--stdin", stdin=signed.encode())
    assert refused(city, commit) == ["V110"]


def test_v113_files_of_two_open_changes(city: City) -> None:
    city.submit("editor", {NEWS: news_text("一件")})
    city.submit("editor", {OTHER: news_text("另一件")})
    both = city.commit("editor", {NEWS: news_text("一件。"), OTHER: news_text("另一件。")})
    assert "V113" in refused(city, both)
    assert city.submit("editor", {OTHER: news_text("另一件。")}) == 2


def test_v117_a_named_change_that_is_not_open(city: City) -> None:
    number = city.submit("editor", {NEWS: news_text("一件")})
    more = city.commit("editor", {NEWS: news_text("再改")})
    for named in ("7", "0", "x", "", "-1"):
        assert refused(city, more, f"change={named}") == ["V117"]
    taken = city.push("editor", more, f"change={number}")
    assert taken.change is not None
    assert taken.change.round == 2


@pytest.mark.parametrize("where", ["message", "author"])
def test_v119_a_commit_in_another_encoding(city: City, where: str) -> None:
    repository = city.repository
    raw = repository.read_blob(city.commit("editor", {NEWS: news_text("改")}, signed_by=""))
    old, new = {"message": ("改稿", "改稿"), "author": ("author editor", "author 编辑")}[where]
    foreign = raw.decode().replace(old, new, 1).encode("gbk")
    commit = repository.text("hash-object", "-t", "commit", "-w", "--stdin", stdin=foreign)
    assert refused(city, commit) == ["V119"]


def test_v119_a_file_name_in_another_encoding(city: City) -> None:
    name = "theme/审.css".encode("gbk").decode("utf-8", "surrogateescape")
    taken = city.push("editor", city.commit("editor", {name: "a{}"}))
    assert city.codes(taken) == ["V119"]
    assert "\\udcc9\\udcf3.css" in render_finding(taken.findings[0], "zh")


def test_v120_the_same_content_again(city: City) -> None:
    city.submit("editor", {NEWS: news_text("改")})
    same = city.commit("colleague", {NEWS: news_text("改")})
    assert refused(city, same, "change=1") == ["V120"]
    assert city.submit("editor", {NEWS: news_text("再改")}) == 1


def test_merging_an_unrelated_move_of_main_keeps_every_approval(city: City) -> None:
    draft = city.commit("editor", {NEWS: news_text("改")})
    assert city.push("editor", draft).change is not None
    city.clear_secrecy(1)
    city.approve("first", 1, Stage.FIRST)
    city.approve("second", 1, Stage.SECOND)
    city.release({OTHER: news_text("他事")}, "colleague")
    merge = city.commit("final", {NEWS: news_text("改")}, merging=draft)
    assert refused(city, merge, "change=1", person="final") == ["V120"]
    assert city.approve("final", 1, Stage.FINAL).released is not None
    assert city.verify().findings == ()


def test_v131_a_colleagues_open_change_is_updated_by_its_number_alone(city: City) -> None:
    city.submit("editor", {NEWS: news_text("改")})
    city.approve("first", 1, Stage.FIRST)
    other = city.commit("colleague", {NEWS: news_text("同事改")})
    assert refused(city, other, person="colleague") == ["V131"]
    assert city.state().changes[1].round == 1
    assert city.push("colleague", other, "change=1").change is not None
    assert city.push("colleague", city.commit("colleague", {NEWS: news_text("再改")})).change


@pytest.mark.parametrize("mode", ["120000", "100755"])
def test_v121_a_link_or_an_executable(city: City, mode: str) -> None:
    for files in ({NEWS: news_text("改")}, {"theme/x.css": "a{}"}):
        assert "V121" in refused(city, city.commit("editor", dict(files), mode=mode))
        assert city.push("editor", city.commit("editor", dict(files))).change is not None


def test_v125_a_waiting_baseline_is_not_taken_over_by_an_ordinary_push(founded_city: City) -> None:
    city = founded_city
    commit = city.commit("editor", {NEWS: news_text("顶替")})
    for options in ((), ("change=0",)):
        assert "V125" in refused(city, commit, *options)
    city.sign_baseline()
    assert "示范项目开工" in city.read(NEWS).decode()
    assert city.submit("editor", {NEWS: news_text("改")}) == 1


def test_v115_a_later_baseline_adds_new_content_alone(city: City) -> None:
    old = NEWS.replace("0105-kaigong", "0101-jiuwen")
    register = city.read("registry/legacy/cs.yml").decode() + f"  {old}: 2026-01-01 08:00\n"
    files = {old: news_text("旧闻"), "registry/legacy/cs.yml": register}
    more = {**files, NEWS: news_text("改")}
    assert "V115" in refused(city, city.commit("editor", dict(more)), "baseline")
    taken = city.push("editor", city.commit("editor", dict(files)), "baseline")
    assert taken.change is not None
    assert taken.change.legacy == {old: "2026-01-01T08:00:00+08:00"}
    assert city.pass_guard(taken.change.number).released is not None
    released = city.state().released[old]
    assert (released.published, released.baseline) == ("2026-01-01T08:00:00+08:00", True)
    assert city.verify().findings == ()


def test_a_matter_of_three_files_passes_as_one(city: City) -> None:
    english = DOCUMENT.replace(".md", ".en.md")
    number = city.submit(
        "editor",
        {
            DOCUMENT: document_text("测试管理办法（修订）"),
            INTERPRETATION: interpretation_text(title="新办法解读"),
            english: "---\nkind: normative\ntitle: Measures\n---\n\nA summary.\n",
        },
    )
    change = city.state().changes[number]
    assert (change.matter, change.title) == (DOCUMENT, "测试管理办法（修订）")
    assert city.pass_reviews(number).released is not None
    assert change.paths <= city.main_files().keys()


def test_content_with_blocking_findings_opens_no_change(city: City) -> None:
    broken = news_text().replace("title: ", "title：")
    codes = refused(city, city.commit("editor", {NEWS: broken}))
    assert any(code.startswith("Y") for code in codes)


def test_who_may_review_next_is_known_at_once(city: City) -> None:
    taken = city.push("editor", city.commit("first", {NEWS: news_text("改")}))
    assert taken.change is not None
    verdict = evaluate_change(city.state(), taken.change, city.now)
    assert verdict.state is VerdictState.WAITING
    assert verdict.steps[1].may == ("colleague", "first-b")
