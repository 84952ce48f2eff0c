"""撰稿与提交: who a commit names, and whether its committer signed it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sanshen.gitio import ssh
from sanshen.review.authorship import check_commit, contributors_of, parse_commit
from tests.city.city import City
from tests.city.content import NEWS, news_text
from tests.review.builders import make_policy
from tests.review.signatures import DOMAIN, raw_commit, signature_of, verifier

POLICY = make_policy()


def codes(raw: str) -> list[str]:
    """The codes of one commit."""
    return [f.code for f in check_commit(parse_commit(raw), POLICY, "x", verifier)]


def named(raw: str) -> set[str]:
    """The contributors of one commit."""
    return set(contributors_of((parse_commit(raw),), POLICY))


def test_author_committer_and_coauthors_are_contributors() -> None:
    trailers = "\n".join(f"Co-authored-by: 丙 <{p}@{DOMAIN}>" for p in ("first", "second"))
    raw = raw_commit("editor", author="colleague", message=f"改稿\n\n{trailers}")
    assert named(raw) == {"editor", "colleague", "first", "second"}
    assert codes(raw) == []


@pytest.mark.parametrize(
    "line",
    [
        f"co-authored-by:丙<first@{DOMAIN}>",
        f"CO-AUTHORED-BY: 丙 <first@{DOMAIN}>   ",
        f"Co-authored-by : 丙 <first@{DOMAIN}>",
        f"Co-authored-by: 丙 <first@{DOMAIN}>\r",
        f"Co-authored-by: 丙 <first@{DOMAIN}> (口述)",
        f"Co-authored-by: 丙 <first@{DOMAIN}>, 丁 <second@{DOMAIN}>",
    ],
)
def test_a_coauthor_is_found_however_the_line_is_written(line: str) -> None:
    assert "first" in named(raw_commit("editor", message=f"改稿\n\n{line}\n"))


def test_v104_a_coauthor_whose_address_cannot_be_read_blocks() -> None:
    assert codes(raw_commit("editor", message="改稿\n\nCo-authored-by: first")) == ["V104"]
    assert codes(raw_commit("editor", message="改稿\n\nReviewed-by: first")) == []


@pytest.mark.parametrize("email", ["", "editor", f"Editor@{DOMAIN}", "editor@evil.example",
                                   f"editor@{DOMAIN}.evil.example", f"*@{DOMAIN}"])  # fmt: skip
def test_v104_an_address_that_is_not_exactly_a_persons(email: str) -> None:
    raw = raw_commit("editor").replace(f"<editor@{DOMAIN}>", f"<{email}>", 1)
    assert codes(raw) == ["V104"]
    assert codes(raw_commit("editor")) == []


def test_v104_names_every_unknown_identity() -> None:
    raw = raw_commit("x@y.example", author="z@y.example", by="editor")
    found = check_commit(parse_commit(raw), POLICY, "x", verifier)
    assert [dict(f.args)["email"] for f in found] == ["z@y.example", "x@y.example"]


def test_v105_unsigned_forged_or_altered() -> None:
    assert codes(raw_commit("editor", by="")) == ["V105"]
    assert codes(raw_commit("editor", by="colleague")) == ["V105"]
    assert codes(raw_commit("editor").replace("改稿", "改搞")) == ["V105"]
    assert codes(raw_commit("editor", author="colleague")) == []


def test_v105_a_signature_moved_from_another_commit() -> None:
    other = parse_commit(raw_commit("editor", message="别的"))
    own = raw_commit("editor", by="")
    folded = other.signature.replace("\n", "\n ")
    assert codes(own.replace("\n\n", f"\ngpgsig {folded}\n\n", 1)) == ["V105"]
    right = signature_of("editor", "git", own.encode()).replace("\n", "\n ")
    assert codes(own.replace("\n\n", f"\ngpgsig {right}\n\n", 1)) == []


@pytest.mark.parametrize("lost", ["author", "committer"])
def test_a_commit_without_author_or_committer_is_none(lost: str) -> None:
    lines = raw_commit("editor").split("\n")
    with pytest.raises(ValueError, match=lost):
        parse_commit("\n".join(line for line in lines if not line.startswith(f"{lost} ")))


def test_a_commit_of_git_itself_has_its_id_and_its_signature_holds(city: City) -> None:
    commit = city.commit("editor", {NEWS: news_text("改")})
    raw = city.repository.read_blob(commit).decode()
    read, policy = parse_commit(raw), city.state().policy_in_force()
    assert read.id == commit
    assert read.parents == (city.repository.resolve("refs/heads/main"),)
    assert check_commit(read, policy, "x", ssh.verify) == ()
    forged = parse_commit(raw.replace("改稿", "改搞"))
    assert [f.code for f in check_commit(forged, policy, "x", ssh.verify)] == ["V105"]


GOOD = raw_commit("editor", message=f"改稿\n\nCo-authored-by: 丙 <first@{DOMAIN}>")


@given(st.integers(0, len(GOOD)), st.text(max_size=5), st.integers(0, 5))
def test_what_passes_is_the_signed_text_to_the_byte(at: int, put: str, cut: int) -> None:
    """Law: text put into a signed commit, or cut out, is found, or lies in the signature alone."""
    raw = GOOD[:at] + put + GOOD[at + cut :]
    try:
        found = codes(raw)
    except ValueError:
        return
    assert found or parse_commit(raw).payload == parse_commit(GOOD).payload
