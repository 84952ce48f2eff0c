"""语料: the same words on every machine, in the proportions that are documented."""

from __future__ import annotations

import hashlib
from collections import Counter

import pytest

from benchmarks import sources
from benchmarks.corpus import articles, make_article, place_of, source_count
from benchmarks.million import lacking_room
from benchmarks.vocabulary import COLUMNS, TAGS

SIZE = 500
DIGEST = "3f3155a1214540ccb332602cd0ea306e260d757490f7580ace05245458a96dea"


def test_the_corpus_never_changes() -> None:
    digest = hashlib.sha256()
    for path, data in sources.corpus_files(60):
        digest.update(path.encode() + b"\0" + data)
    assert digest.hexdigest() == DIGEST, "figures of different corpora cannot be compared"


def test_the_proportions_are_the_documented_ones() -> None:
    found = list(articles(SIZE))
    assert sum(article.has_english for article in found) == SIZE // 10
    assert sum(article.picture for article in found) == SIZE // 5
    tables = sum(any("| --- |" in str(b) for b in article.blocks) for article in found)
    assert tables == SIZE // 5
    links = [sum(isinstance(b, int) for b in article.blocks) for article in found]
    assert set(links) == {3}
    assert {article.place.column for article in found} == set(COLUMNS)
    assert len(list(sources.corpus_files(SIZE))) == source_count(SIZE)


def test_a_few_tags_are_frequent_and_most_are_rare() -> None:
    used = Counter(tag for article in articles(SIZE) for tag in article.tags)
    assert len(TAGS) == len(set(TAGS)) == 200
    assert used[TAGS[0]] > 10 * used[TAGS[100]]
    assert all(1 <= len(article.tags) <= 4 for article in articles(SIZE))


def test_a_link_knows_where_an_article_is_without_making_it() -> None:
    for number in (0, 7, 499):
        assert make_article(number, SIZE).place == place_of(number)


def test_an_added_article_is_newer_than_all_others() -> None:
    assert place_of(-1).time > place_of(0).time > place_of(1).time


def test_a_site_the_disk_cannot_hold_is_refused_with_both_figures(
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    folder = tmp_path_factory.getbasetemp()
    assert lacking_room(folder, 1) == ""
    said = lacking_room(folder, 10**12)
    assert "40000000 GB are needed" in said
    assert said.endswith("GB are free")
