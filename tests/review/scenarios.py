"""The scenes in which the published cases of other review tools are played, one law each."""

from __future__ import annotations

from dataclasses import replace

from sanshen.model.changes import ChangeClass
from sanshen.model.statements import STAGES, Stage, StatementType
from sanshen.policy.load import load_policy
from sanshen.policy.policy import Role
from sanshen.review.verdict import VerdictState
from tests.city.content import policy_text
from tests.review.builders import FINAL, FIRST, SECOND, A, B, Book, C, make_policy

READY, WAITING = VerdictState.READY, VerdictState.WAITING
LINE = (("first", FIRST), ("second", SECOND), ("final", FINAL))


def opened(*people: str, **more: object) -> Book:
    """Change 1 by ``people``, its secrecy review done."""
    book = Book(make_policy(**more))  # type: ignore[arg-type]
    book.submit({A: "一稿"}, people or ("editor",))
    book.secrecy(1)
    return book


def signs(book: Book, *line: tuple[str, Stage]) -> list[list[str]]:
    """Approvals in turn; the codes of each."""
    return [book.approve(person, 1, stage) for person, stage in line]


def refused(text: str) -> list[str]:
    """The codes of a policy text that is not accepted."""
    policy, found = load_policy(text.encode())
    assert policy is None
    return [f.code for f in found]


def contributors_do_not_count() -> None:
    book = opened("editor", "both", "first-b")
    assert signs(book, ("both", FIRST), ("first-b", FIRST)) == [["V210"], ["V210"]]
    assert signs(book, *LINE) == [[], [], []]
    assert book.stands(1) is READY


def a_rule_naming_nobody_is_never_met() -> None:
    assert "P103" in refused(policy_text().replace("final: [final, final-b]", "final: []"))
    book = opened(roles={Role.FINAL: ()})
    assert signs(book, *LINE[:2], ("publisher", FINAL)) == [[], [], ["V209"]]
    assert book.stands(1) is WAITING


def an_unknown_approver_approves_nothing() -> None:
    assert "P102" in refused(policy_text().replace("final: [final,", "final: [nobody,"))
    book = opened()
    made = book.statement("first", StatementType.APPROVE, 1, stage=FIRST)
    assert book.check(replace(made, person="nobody"), by="first") == ["V214"]


def one_holder_of_the_list_is_enough() -> None:
    for person in ("first", "first-b"):
        book = opened(roles={Role.SECRECY: ("secrecy",)})
        assert signs(book, (person, FIRST)) == [[]]
        assert Role.FIRST in book.done(1)


def a_push_voids_what_was_approved() -> None:
    book = opened()
    signs(book, *LINE)
    assert book.stands(1) is READY
    book.submit({A: "二稿"}, ("colleague",), number=1)
    assert book.done(1) == []


def a_move_of_main_elsewhere_voids_nothing() -> None:
    book = opened()
    signs(book, *LINE[:2])
    book.release(book.submit({B: "他事"}, ("final",)))
    assert signs(book, LINE[2]) == [[]]
    assert book.stands(1) is READY


def a_reviewer_who_writes_becomes_a_contributor() -> None:
    book = opened()
    signs(book, *LINE[:2])
    book.submit({A: "改一个字"}, ("second",), number=1)
    assert book.done(1) == []
    book.secrecy(1)
    assert signs(book, ("first", FIRST), ("second", SECOND)) == [[], ["V210"]]


def conditions_without_people_release_nothing() -> None:
    book = opened()
    assert book.done(1) == [Role.SECRECY]
    assert book.stands(1) is WAITING


def conditions_and_people_release() -> None:
    book = opened()
    signs(book, *LINE)
    assert book.done(1) == [Role.SECRECY, Role.FIRST, Role.SECOND, Role.FINAL]
    assert book.stands(1) is READY


def each_column_has_to_be_met() -> None:
    book = Book(make_policy(columns={"jd": {Role.SECOND: ("second-jd",)}}))
    book.submit({A: "文件", C: "解读"})
    book.secrecy(1)
    assert signs(book, *LINE) == [[], [], ["V212"]]
    assert signs(book, ("second-jd", SECOND), LINE[2]) == [[], []]
    assert book.stands(1) is READY


def a_step_that_does_not_apply_is_no_obstacle() -> None:
    book = Book()
    book.submit({"theme/x.css": "x"}, klass=ChangeClass.GUARD)
    line = zip(("guard-a", "guard-b", "guard-c"), STAGES, strict=True)
    assert signs(book, *line) == [[], [], []]
    assert book.stands(1) is READY


def where_nothing_applies_nothing_is_approved() -> None:
    book = opened()
    book.review.changes[1] = replace(book.change(1), files=())
    assert book.review.scopes(book.change(1)) == ()
    assert book.stands(1) is WAITING


def an_error_is_no_yes() -> None:
    for data in (None, b"", b"\xff\xfe", policy_text().replace("people:", "peple:").encode()):
        policy, found = load_policy(data)
        assert policy is None
        assert found


def an_objection_wins() -> None:
    book = opened()
    signs(book, *LINE[:2])
    assert book.give_back("final-b", 1, FINAL) == []
    assert book.stands(1) is VerdictState.RETURNED


def an_objector_without_the_role_is_not_heard() -> None:
    book = opened()
    assert book.give_back("publisher", 1, FIRST) == ["V209"]
    assert book.stands(1) is WAITING


def the_newest_objector_is_named() -> None:
    book = opened()
    book.give_back("first", 1, FIRST)
    book.give_back("first-b", 1, FIRST)
    standing = book.change(1).standing_return(FIRST)
    assert standing is not None
    assert standing.statement.person == "first-b"


def the_objector_may_withdraw() -> None:
    book = opened()
    book.give_back("first", 1, FIRST)
    assert signs(book, ("first", FIRST)) == [[]]
    assert book.change(1).standing_return(FIRST) is None


def a_colleague_of_the_stage_may_lift_the_objection() -> None:
    book = opened()
    book.give_back("first", 1, FIRST)
    assert signs(book, ("both", FIRST)) == [[]]
    assert book.stands(1) is WAITING
    assert Role.FIRST in book.done(1)


def the_last_word_decides() -> None:
    book = opened()
    book.give_back("first", 1, FIRST)
    signs(book, ("first", FIRST))
    book.give_back("both", 1, FIRST)
    assert book.stands(1) is VerdictState.RETURNED
    assert Role.FIRST not in book.done(1)


def nothing_yet_is_pending() -> None:
    book = opened()
    signs(book, LINE[0])
    assert book.stands(1) is WAITING


def an_empty_list_of_rules_is_refused() -> None:
    text = policy_text()
    roles = text[text.index("roles:") : text.index("guard:")]
    assert refused(text.replace(roles, "roles: []\n"))


def a_list_where_a_name_is_expected_is_refused() -> None:
    assert refused(policy_text().replace("- site: cs", "- site: [cs]"))


def two_meanings_in_one_rule_are_refused() -> None:
    assert refused(policy_text().replace("publisher: [publisher]", "first: [first]"))
    assert refused(policy_text().replace("- site: cs", "- site: cs\n    sites: cs"))


def the_same_person_twice_is_refused() -> None:
    book = opened()
    assert signs(book, ("both", FIRST), ("both", SECOND)) == [[], ["V211"]]
    assert book.verdict(1).waiting[0].role is Role.SECOND


def the_rules_before_the_change_decide() -> None:
    book = Book()
    theirs = make_policy({Role.FIRST: ("editor",)})
    book.submit({A: "一稿"}, ("colleague",))
    book.submit({"review_policy.yml": theirs.digest}, klass=ChangeClass.GUARD)
    assert book.approve("editor", 1, FIRST) == ["V209"]
    assert book.verdict(2).steps[0].may == ("guard-a",)


def a_replayed_approval_is_not_counted() -> None:
    book = opened()
    made = book.statement("first", StatementType.APPROVE, 1, stage=FIRST)
    assert book.say(made) == []
    book.submit({B: "一稿"}, ("colleague",))
    assert book.check(made) == ["V208"]
    moved = replace(made, change=2, after=book.change(2).last_entry)
    assert book.check(moved) == ["V205"]
    assert book.done(2) == []
