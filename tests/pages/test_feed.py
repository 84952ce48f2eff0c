"""订阅: Atom and JSON Feed as their standards want them, whatever the words."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta, timezone
from xml.etree import ElementTree as ET

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sanshen.pages.feed import (
    ATOM_TYPE,
    JSON_TYPE,
    feed_links,
    feed_paths,
    render_atom,
    render_json_feed,
)
from sanshen.pages.machine_views import FeedView
from sanshen.pages.views import FeedEntry

ATOM = "{http://www.w3.org/2005/Atom}"
CHINA = timezone(timedelta(hours=8))
ORIGIN = "https://www.yangli.example"
# What XML 1.0 can hold and parsers leave as it is.
WORDS = st.text(
    st.characters(min_codepoint=0x20, exclude_categories=["Cs"], exclude_characters="\ufffe\uffff"),
    min_size=1,
)
ENTRIES = st.builds(
    FeedEntry,
    title=WORDS,
    url=st.from_regex(r"[a-z]{1,8}/20[0-9]{2}/[0-9]{4}-[a-z]{1,8}\.html", fullmatch=True),
    date=st.datetimes(min_value=datetime(2000, 1, 1), timezones=st.just(CHINA)),
    modified=st.datetimes(min_value=datetime(2000, 1, 1), timezones=st.just(UTC)),
    summary=WORDS,
    author=WORDS,
    category=WORDS,
    tags=st.lists(WORDS, max_size=2).map(tuple),
    lang=st.sampled_from(["", "en", "zh-CN"]),
)
FEEDS = st.builds(
    FeedView,
    title=WORDS,
    subtitle=WORDS | st.just(""),
    lang=st.sampled_from(["zh-CN", "en"]),
    origin=st.just(ORIGIN),
    home=st.just("xwdt/index.html"),
    atom=st.just("feeds/xwdt/all.atom.xml"),
    json=st.just("feeds/xwdt/all.json"),
    author=WORDS,
    entries=st.lists(ENTRIES, max_size=4).map(tuple),
)


@given(FEEDS)
def test_an_atom_feed_has_what_rfc_4287_requires(feed: FeedView) -> None:
    root = ET.fromstring(render_atom(feed))
    assert root.tag == f"{ATOM}feed"
    assert root.get("{http://www.w3.org/XML/1998/namespace}lang") == feed.lang
    for holder in (root, *root.findall(f"{ATOM}entry")):
        for name in ("id", "title", "updated"):
            assert len(holder.findall(f"{ATOM}{name}")) == 1, name
        assert len(holder.findall(f"{ATOM}author/{ATOM}name")) == 1
        moment = datetime.fromisoformat(holder.findtext(f"{ATOM}updated") or "")
        assert moment.tzinfo is not None
        assert (holder.findtext(f"{ATOM}id") or "").startswith(f"{ORIGIN}/")
        alternate = [one for one in holder.findall(f"{ATOM}link") if one.get("rel") == "alternate"]
        assert len({one.get("href") for one in alternate}) == len(alternate) == 1
    (own,) = [one for one in root.findall(f"{ATOM}link") if one.get("rel") == "self"]
    assert own.get("href") == f"{ORIGIN}/{feed.atom}"


@given(FEEDS)
def test_words_of_a_feed_arrive_as_they_are_in_both_formats(feed: FeedView) -> None:
    root = ET.fromstring(render_atom(feed))
    document = json.loads(render_json_feed(feed))
    assert root.findtext(f"{ATOM}title") == document["title"] == feed.title
    found = root.findall(f"{ATOM}entry")
    assert len(found) == len(document["items"]) == len(feed.entries)
    for entry, atom, item in zip(feed.entries, found, document["items"], strict=True):
        assert atom.findtext(f"{ATOM}title") == item["title"] == entry.title
        assert atom.findtext(f"{ATOM}summary") == item["content_text"] == entry.summary
        assert atom.findtext(f"{ATOM}author/{ATOM}name") == entry.author
        assert item["authors"] == [{"name": entry.author}]
        terms = [one.get("term") for one in atom.findall(f"{ATOM}category")]
        assert terms == item["tags"] == list(dict.fromkeys((entry.category, *entry.tags)))


@given(FEEDS)
def test_a_json_feed_has_what_version_1_1_requires(feed: FeedView) -> None:
    document = json.loads(render_json_feed(feed))
    assert document["version"] == "https://jsonfeed.org/version/1.1"
    assert document["feed_url"] == f"{ORIGIN}/{feed.json}"
    for item in document["items"]:
        assert isinstance(item["id"], str)
        assert item["id"] == item["url"]
        assert "content_text" in item or "content_html" in item
        for name in ("date_published", "date_modified"):
            assert datetime.fromisoformat(item[name]).tzinfo is not None


@given(FEEDS)
def test_a_feed_is_as_old_as_its_newest_entry(feed: FeedView) -> None:
    root = ET.fromstring(render_atom(feed))
    updated = datetime.fromisoformat(root.findtext(f"{ATOM}updated") or "")
    if feed.entries:
        newest = max(entry.modified for entry in feed.entries)
        assert updated == newest.replace(microsecond=0)
    else:
        assert updated == datetime(1970, 1, 1, tzinfo=UTC)
    assert render_atom(feed) == render_atom(feed)


def test_a_feed_entry_without_author_has_that_of_the_feed() -> None:
    when = datetime(2026, 3, 20, tzinfo=CHINA)
    entry = FeedEntry("题", "a/b.html", when, when, "摘要", "", "栏")
    feed = FeedView("源", "", "zh-CN", ORIGIN, "a/", "f.xml", "f.json", "市政府", (entry,))
    names = [one.text for one in ET.fromstring(render_atom(feed)).iter(f"{ATOM}name")]
    assert names == ["市政府", "市政府"]
    assert json.loads(render_json_feed(feed))["items"][0]["authors"] == [{"name": "市政府"}]


def test_a_character_xml_cannot_hold_is_an_error() -> None:
    feed = FeedView("\x0b", "", "en", ORIGIN, "a/", "f.xml", "f.json", "x", ())
    with pytest.raises(ValueError, match=r"x0b"):
        render_atom(feed)


def test_feeds_of_columns_and_languages_have_places_of_their_own() -> None:
    places = [
        path
        for lang in ("zh-cn", "en")
        for column in ("", "all", "zwgk", "zwgk/gfxwj")
        for path in feed_paths(lang, column)
    ]
    assert len(set(places)) == len(places)
    assert places[:2] == ["feeds/all.atom.xml", "feeds/all.json"]
    assert feed_paths("en", "zwgk") == ("en/feeds/zwgk/all.atom.xml", "en/feeds/zwgk/all.json")
    atom, json_feed = feed_links("源", "zh-cn")
    assert (atom.type, json_feed.type) == (ATOM_TYPE, JSON_TYPE)
