"""登记公钥: one line more in the office's own text, everything else as it was."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sanshen.policy.keys import KeyRegistrationError, add_key
from sanshen.policy.load import load_policy
from tests.city.content import PEOPLE, policy_text
from tests.review.signatures import key_of

HEAD = "# 制度\nschema: 1\npeople:\n"
TAIL = "  b:\n    post: 乙\n# 完\n"
NEW = key_of("new")
OLD = key_of("old")


def added(row: str, key: str = NEW) -> str:
    """What becomes of the rows of person ``a``."""
    text = add_key(f"{HEAD}  a:\n{row}{TAIL}", "a", key)
    assert text.startswith(f"{HEAD}  a:\n")
    assert text.endswith(TAIL)
    return text[len(HEAD) + 5 : -len(TAIL)]


def test_a_first_key_gets_a_list_of_its_own() -> None:
    assert added("    post: 甲\n") == f"    keys:\n      - {NEW}\n    post: 甲\n"


def test_comments_stay_with_the_lines_they_belong_to() -> None:
    row = "    # 2024年任职\n    post: 甲 # 代理\n\n    # 单位全称\n    unit: 办公室\n"
    assert added(row) == f"    keys:\n      - {NEW}\n{row}"


def test_a_further_key_comes_last_and_the_old_ones_keep_their_comments() -> None:
    row = f"    keys:\n      # 旧，2025年\n      - {OLD} # 台式机\n    # 职务\n    post: 甲\n"
    line = f"      - {OLD} # 台式机\n"
    assert added(row) == row.replace(line, f"{line}      - {NEW}\n")


def test_a_list_that_is_not_indented_stays_so() -> None:
    row = f"    post: 甲\n    keys:\n    - {OLD}\n"
    assert added(row) == f"{row}    - {NEW}\n"


@pytest.mark.parametrize("empty", ["keys: []", "keys: []  # 待登记", "keys:", "keys:  # 待登记"])
def test_an_empty_list_is_filled_where_it_stands(empty: str) -> None:
    kept = empty.replace("[]", "").rstrip()
    row = f"    post: 甲\n    {empty}\n    unit: 办公室\n"
    wanted = f"    post: 甲\n    {kept}\n      - {NEW}\n    unit: 办公室\n"
    assert added(row) == wanted


def test_a_key_listed_already_changes_nothing_whatever_its_comment() -> None:
    row = f"    keys:\n      - {OLD} 台式机\n"
    assert added(row, f"{OLD} 笔记本") == row


def test_the_comment_of_a_key_file_is_left_out() -> None:
    assert "zhang@host" not in added("    post: 甲\n", f"{NEW} zhang@host\n")


@pytest.mark.parametrize(
    "row",
    [
        "    {post: 甲, unit: 办公室}\n",
        f"    keys: [{OLD}]\n",
        "    keys: [\n    ]\n    post: 甲\n",
        f"    keys:\n      - >-\n        {OLD}\n    post: 甲\n",
        f'    "keys":\n      - "{OLD}"\n    post: [\n',
    ],
)
def test_another_style_is_refused_rather_than_spoilt(row: str) -> None:
    with pytest.raises(KeyRegistrationError, match=r"review_policy\.yml"):
        added(row)


@pytest.mark.parametrize("person", ["c", "post", "schema"])
def test_somebody_unlisted_gets_no_key(person: str) -> None:
    with pytest.raises(KeyRegistrationError, match=person):
        add_key(HEAD + TAIL, person, NEW)


@pytest.mark.parametrize("key", ["", "ssh-ed25519", "ssh-ed25519 公钥", f"{NEW}\n{OLD}",
                                 f"ssh-rsa {NEW.split()[1]}"])  # fmt: skip
def test_what_is_no_key_is_not_written(key: str) -> None:
    with pytest.raises(KeyRegistrationError):
        add_key(HEAD + TAIL, "b", key)


def test_a_text_that_is_no_policy_is_refused() -> None:
    for text in ("", "- a\n", "people: []\n", "people:\n  b: x\n", "people:\n  b:\n"):
        with pytest.raises(KeyRegistrationError):
            add_key(text, "b", NEW)


@given(st.lists(st.tuples(st.sampled_from(sorted(PEOPLE)), st.integers(0, 3)), max_size=12))
def test_keys_in_any_order_are_those_of_the_policy_afterwards(rows: list[tuple[str, int]]) -> None:
    """Law: what was added, and nothing else, is what the policy then says."""
    text = policy_text()
    before, _ = load_policy(text.encode())
    wanted: dict[str, list[str]] = {person: [] for person in PEOPLE}
    for person, number in rows:
        key = key_of(f"{person}{number}")
        text = add_key(text, person, key)
        if key not in wanted[person]:
            wanted[person].append(key)
    after, findings = load_policy(text.encode())
    assert before is not None
    assert after is not None, findings
    assert {p: list(row.keys) for p, row in after.people.items()} == wanted
    assert (after.rules[0].holders, after.guard) == (before.rules[0].holders, before.guard)
