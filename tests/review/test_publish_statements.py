"""上网登记的受理: who may say what of a published site, and what it has to name."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tests.review.builders import A, Book


@pytest.fixture
def book() -> Book:
    """Change 1 released."""
    book = Book()
    book.submit({A: "一稿"})
    book.pass_reviews(1)
    book.release(1)
    return book


def test_a_publish_statement_of_the_newest_state_is_entered(book: Book) -> None:
    assert book.say(book.publishing()) == []
    assert book.review.published["cs"][0] == book.review.seq - 1
    assert 1 in book.review.published_changes
    assert book.say(book.publishing()) == []


def test_v209_only_a_publisher_publishes_and_only_his_site(book: Book) -> None:
    assert book.check(book.publishing("editor")) == ["V209"]
    assert book.check(book.publishing(site="other")) == ["V209"]
    assert book.check(book.publishing()) == []


def test_v207_a_publish_statement_follows_the_last_one(book: Book) -> None:
    first, second = book.publishing(), replace(book.publishing(), made_at="later")
    assert book.say(first) == []
    assert book.say(second) == ["V207"]
    assert book.say(book.publishing()) == []


def test_v218_what_was_published_is_what_was_released(book: Book) -> None:
    made = book.publishing()
    assert book.check(replace(made, content="0" * 64)) == ["V218"]
    assert book.check(replace(made, ledger_seq=0, ledger_hash=book.review.hashes[0])) == ["V218"]
    assert book.check(made) == []


def test_v220_a_publish_statement_names_pages_and_manifest(book: Book) -> None:
    made = book.publishing()
    assert book.check(replace(made, pages={})) == ["V220"]
    assert book.check(replace(made, manifest="")) == ["V220"]
    assert book.check(made) == []
