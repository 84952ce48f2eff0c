"""提交的受理: what the ledger can prove of a submission, and every reason to refuse one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import pytest

from sanshen.model.changes import ChangeClass, FileChange
from sanshen.model.entries import EntryKind
from sanshen.review.authorship import parse_commit
from sanshen.review.submissions import check_classes, check_submission
from tests.review.builders import A, B, Book, blob, make_policy
from tests.review.signatures import certificate, raw_commit, verifier

WHERE = "refs/changes/1"
CONTENT, GUARD, BASELINE = ChangeClass.CONTENT, ChangeClass.GUARD, ChangeClass.BASELINE


@pytest.fixture
def book() -> Book:
    return Book()


def proved(
    book: Book,
    texts: dict[str, str],
    commits: Sequence[str] = (),
    pusher: str = "editor",
    **more: Any,
) -> dict[str, Any]:
    """A SUBMITTED body with commits and a certificate for the newest of them."""
    commits = list(commits) or [raw_commit("editor")]
    people = more.pop("people", {pusher, "editor"})
    body = book.body([book.file(p, t) for p, t in sorted(texts.items())], people, **more)
    signed = certificate(pusher, parse_commit(commits[0]).id)
    return {**body, "pusher": pusher, "certificate": signed, "commits": commits}


def codes(book: Book, body: dict[str, Any]) -> list[str]:
    """The codes for which a submission is refused now."""
    return [f.code for f in check_submission(book.review, body, book.now, verifier)]


def test_a_proved_submission_is_taken(book: Book) -> None:
    assert codes(book, proved(book, {A: "一稿"})) == []


def test_somebody_else_may_push_a_signed_commit_and_becomes_a_contributor(book: Book) -> None:
    body = proved(book, {A: "一稿"}, pusher="colleague")
    assert codes(book, body) == []
    assert body["contributors"] == ["colleague", "editor"]


def test_v102_a_certificate_that_is_none(book: Book) -> None:
    for text in ("", "certificate version 0.1\n", "x"):
        assert codes(book, {**proved(book, {A: "一稿"}), "certificate": text}) == ["V102"]


def test_v102_a_commit_that_is_none(book: Book) -> None:
    assert codes(book, {**proved(book, {A: "一稿"}), "commits": ["tree x\n\n"]}) == ["V102"]
    assert codes(book, {**proved(book, {A: "一稿"}), "commits": []}) == ["V102"]


def test_v102_a_pusher_who_is_nobody_or_somebody_else(book: Book) -> None:
    body = proved(book, {A: "一稿"})
    assert codes(book, {**body, "pusher": "colleague"}) == ["V102"]
    stranger = certificate("stranger", parse_commit(body["commits"][0]).id)
    assert codes(book, {**body, "certificate": stranger}) == ["V102"]


def test_v102_a_pusher_no_longer_in_office(book: Book) -> None:
    policy = book.review.policy_in_force()
    gone = replace(policy.people["editor"], until=policy.day(book.now))
    book.review.policy = replace(policy, people={**policy.people, "editor": gone})
    assert codes(book, proved(book, {A: "一稿"})) == ["V102"]


def test_v102_a_certificate_with_one_other_byte(book: Book) -> None:
    body = proved(book, {A: "一稿"})
    altered = body["certificate"].replace("pushee test", "pushee text")
    assert codes(book, {**body, "certificate": altered}) == ["V102"]


def test_v102_a_certificate_for_another_commit_or_reference(book: Book) -> None:
    body = proved(book, {A: "一稿"})
    commit = parse_commit(body["commits"][0]).id
    for wrong in (certificate("editor", "3" * 40), certificate("editor", commit, "refs/heads/x")):
        assert codes(book, {**body, "certificate": wrong}) == ["V102"]
    assert codes(book, {**body, "certificate": certificate("editor", commit)}) == []


def test_v103_a_certificate_used_before(book: Book) -> None:
    body = proved(book, {A: "一稿"})
    book.append(EntryKind.SUBMITTED, body)
    again = proved(book, {A: "二稿"}, number=1)
    assert codes(book, {**again, "certificate": body["certificate"]}) == ["V103"]
    commit = parse_commit(again["commits"][0]).id
    fresh = certificate("editor", commit, nonce="2-b")
    assert codes(book, {**again, "certificate": fresh}) == []


@pytest.mark.parametrize(
    "commit",
    [
        raw_commit("stranger@elsewhere.example", by="editor"),
        raw_commit("editor", author="stranger"),
        raw_commit("editor", message="改稿\n\nCo-authored-by: 丙 <stranger@elsewhere.example>"),
        raw_commit("editor", message="改稿\n\nCo-authored-by: 丙"),
    ],
)
def test_v104_an_identity_nobody_knows(book: Book, commit: str) -> None:
    assert set(codes(book, proved(book, {A: "一稿"}, [commit]))) == {"V104"}


def test_v105_a_forged_committer(book: Book) -> None:
    commit = raw_commit("colleague", by="editor")
    body = proved(book, {A: "一稿"}, [commit], people={"colleague", "editor"})
    assert codes(book, body) == ["V105"]


def test_v105_an_unsigned_commit_anywhere_in_the_history(book: Book) -> None:
    unsigned = raw_commit("editor", by="", message="旧")
    assert codes(book, proved(book, {A: "一稿"}, [unsigned])) == ["V105"]
    assert codes(book, proved(book, {A: "一稿"}, [raw_commit("editor"), unsigned])) == ["V105"]
    signed = [raw_commit("editor"), raw_commit("editor", message="旧")]
    assert codes(book, proved(book, {A: "一稿"}, signed)) == []


@pytest.mark.parametrize(
    ("klass", "other"), [(CONTENT, "review_policy.yml"), (CONTENT, "content/cs/site.yml"),
                         (GUARD, A)],
)  # fmt: skip
def test_v106_content_and_settings_together(book: Book, klass: ChangeClass, other: str) -> None:
    own = A if klass is CONTENT else "theme/x.css"
    assert codes(book, proved(book, {own: "x", other: "y"}, klass=klass)) == ["V106"]
    assert codes(book, proved(book, {own: "x"}, klass=klass)) == []


def test_v108_nothing_changed() -> None:
    assert [f.code for f in check_classes((), CONTENT, WHERE)] == ["V108"]
    assert check_classes((FileChange(A, None, blob("x")),), CONTENT, WHERE) == ()


def test_v115_a_baseline_that_changes_or_removes_or_brings_settings() -> None:
    new, register = FileChange(A, None, blob("x")), FileChange("registry/legacy/cs.yml", "o", None)
    wrong = (
        FileChange(B, blob("o"), blob("x")),
        FileChange(B, blob("o"), None),
        FileChange("theme/x.css", None, blob("x")),
        register,
    )
    for file in wrong:
        assert [f.code for f in check_classes((new, file), BASELINE, WHERE)] == ["V115"]
    good = replace(register, new=blob("x"))
    assert check_classes((new, good), BASELINE, WHERE) == ()


@pytest.mark.parametrize("mode", ["120000", "160000", "100755"])
@pytest.mark.parametrize("klass", list(ChangeClass))
def test_v121_links_submodules_and_executables(mode: str, klass: ChangeClass) -> None:
    path = "theme/x.css" if klass is GUARD else A
    file = FileChange(path, None, f"{mode}:{'1' * 40}")
    assert [f.code for f in check_classes((file,), klass, WHERE)] == ["V121"]
    plain = replace(file, new=f"100644:{'1' * 40}")
    assert check_classes((plain,), klass, WHERE) == ()


def test_a_link_may_always_go() -> None:
    gone = FileChange(A, f"120000:{'1' * 40}", None)
    assert check_classes((gone,), CONTENT, WHERE) == ()


def test_v122_numbers_and_rounds_follow_one_another(book: Book) -> None:
    body = proved(book, {A: "一稿"})
    for wrong in ({"change": 0}, {"change": 2}, {"change": -1}, {"round": 0}, {"round": 2}):
        assert codes(book, {**body, **wrong}) == ["V122"]
    book.append(EntryKind.SUBMITTED, body)
    second = proved(book, {A: "二稿"}, [raw_commit("editor", message="二")], number=1)
    assert codes(book, second) == []
    for wrong in ({"round": 1}, {"round": 3}):
        assert codes(book, {**second, **wrong}) == ["V122"]
    other = proved(book, {B: "他事"}, [raw_commit("editor", message="他")])
    assert codes(book, {**other, "change": 3}) == ["V122"]
    assert codes(book, other) == []


def test_v122_a_released_change_has_no_further_round(book: Book) -> None:
    number = book.submit({A: "一稿"})
    book.release(number)
    assert codes(book, proved(book, {A: "二稿"}, number=number)) == ["V122"]


def test_v122_only_the_founding_makes_change_0(book: Book) -> None:
    body = book.body([book.file(A, "旧稿")], (), number=0, klass=BASELINE, legacy={A: None})
    assert codes(book, body) == []
    assert codes(book, {**body, "class": "content"}) == ["V122"]
    book.submit({B: "x"}, number=1)
    assert codes(book, body) == ["V122"]


def test_the_first_change_of_a_city_without_old_content_is_number_1(book: Book) -> None:
    assert proved(book, {A: "一稿"})["change"] == 1
    assert codes(book, proved(book, {A: "一稿"})) == []


def test_v123_a_digest_that_is_not_that_of_the_files(book: Book) -> None:
    body = proved(book, {A: "一稿"})
    assert codes(book, {**body, "digest": "0" * 64}) == ["V123"]
    other = [FileChange(A, None, blob("他稿")).row()]
    assert codes(book, {**body, "files": other}) == ["V123"]


def test_v123_a_baselines_digest_covers_its_old_times(book: Book) -> None:
    body = book.body([book.file(A, "旧")], (), number=0, klass=BASELINE, legacy={A: "2026-01-05"})
    assert codes(book, {**body, "legacy": {A: "2026-01-04"}}) == ["V123"]


def test_v124_contributors_that_leave_out_or_add_somebody(book: Book) -> None:
    coauthored = raw_commit(
        "editor", message="改稿\n\nCo-Authored-By: 丙 <first@people.test.example>"
    )
    body = proved(book, {A: "一稿"}, [coauthored], people={"editor", "first"})
    assert codes(book, body) == []
    for wrong in (["editor"], ["editor", "first", "second"], []):
        assert codes(book, {**body, "contributors": wrong}) == ["V124"]


def test_v125_a_change_keeps_its_class(book: Book) -> None:
    number = book.submit({A: "旧"}, (), number=0, klass=BASELINE, legacy={A: "2026-01-05"})
    body = proved(book, {A: "新"}, number=number)
    assert codes(book, body) == ["V125"]
    again = proved(book, {A: "新"}, number=number, klass=BASELINE, legacy={A: "2026-01-06"})
    assert codes(book, again) == []


def test_policy_comes_from_main_and_not_from_the_change(book: Book) -> None:
    """A guard change that makes its author a reviewer is judged by the policy before it."""
    number = book.submit({"review_policy.yml": "新制度"}, klass=GUARD)
    assert [s.may for s in book.verdict(number).steps] == [("guard-a",), ("guard-b",), ("guard-c",)]
    assert make_policy().digest == book.review.policy_in_force().digest
