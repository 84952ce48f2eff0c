"""网页检查: the quick look and the exact reader agree on every page, sound or broken in any way."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sanshen.model.findings import Finding
from sanshen.publish.page_checks import PageChecker
from sanshen.publish.page_parts import read_page
from sanshen.publish.page_rules import check_links, check_page
from tests.publish.sound_page import ANCHORS, FILES, PATH, PREVIEW, PUBLIC, SITE


def has_anchor(path: str, anchor: str) -> bool:
    return not path.endswith(".html") or (path, anchor) in ANCHORS


def exact(page: str, published: bool, level: str = "article") -> tuple[Finding, ...]:
    """What the exact reader finds, and nobody else."""
    parts = read_page(page)
    return (
        *check_page(SITE, PATH, level, "zh-cn", parts, published),
        *check_links(SITE, PATH, parts, FILES.__contains__, has_anchor),
    )


def checker(published: bool) -> PageChecker:
    return PageChecker(SITE, published, FILES.__contains__, has_anchor)


def check(one: PageChecker, page: str, level: str = "article") -> tuple[Finding, ...]:
    return one.check(PATH, level, "zh-cn", page.encode())


PAGES = [(True, PUBLIC), (False, PREVIEW)]
# used again and again: what is remembered of one page must not change the answer for another
WARM = {published: checker(published) for published, _ in PAGES}


@pytest.mark.parametrize(("published", "page"), PAGES)
def test_sound_pages_are_not_left_to_the_exact_reader(published: bool, page: str) -> None:
    one = checker(published)
    for number in range(20):
        assert check(one, page.replace("高度重视", f"高度重视{number}")) == ()
    assert one.explained == 0
    assert exact(page, published) == ()


@pytest.mark.parametrize("level", ["none", "site", "column", "article"])
def test_each_level_asks_for_its_own_tags(level: str) -> None:
    counts = {"none": 0, "site": 3, "column": 7, "article": 10}
    bare = re.sub(r'<meta name="(?:Site|Column|Article|Pub|Content)[^>]*>', "", PUBLIC)
    found = check(checker(True), bare, level)
    assert [one.code for one in found] == ["B113"] * counts[level]
    assert check(checker(True), PUBLIC, level) == ()


TARGETS = (
    "/gone.html", "gone.html", "#gone", "", "#", "?x", "/", "//www.yangli.example/x", PATH,
    "/index.html#main", "/index.html#no", f"/{PATH}#top", f"/{PATH}#no", "http://[",
    "https:index.html",
    "https://www.yangli.example/no", "https://www.yangli.examplex/no", "/a/../index.html",
    "%2Findex.html", "/p.png#x", "#%74op", "#top ", " /index.html", "javascript:x",
    "0310-chunhan.html#main", "/INDEX.html", "index.html/", "/xwdt/", "./",
)  # fmt: skip
TEXTS = ("", " ", "\u3000", "&nbsp;", "&#12288;", "a\nb", "a > b", "&lt;")


def tag_changes(tag: str) -> dict[str, str]:
    """What may become of one tag: gone, twice, empty, written otherwise, within another."""
    return {
        "dropped": "",
        "doubled": tag + tag,
        "emptied": re.sub(r'="[^"]*"', '=""', tag),
        "single quotes": tag.replace('"', "'"),
        "no quotes": tag.replace('"', ""),
        "upper case": tag.upper(),
        "self-closed": tag[:-1] + "/>",
        "cut": tag[:-1],
        "broken": tag.replace(" ", "\n"),
        "comment": f"<!--{tag}-->",
        "in comment": f"<!-- {tag}",
        "blank": f"< {tag[1:]}",
        "text": f"a < b{tag}",
        "blanks": tag.replace("=", " = "),
        "no value": re.sub(r'="[^"]*"', "", tag, count=1),
        "entities": tag.replace('="', '="&#32;'),
        "null": re.sub(r'="[^"]*">', '="null">', tag),
        "marked": re.sub(r"^(<\w+)", r'\1 class="x unreviewed"', tag),
        "again": re.sub(r'( [a-z-]+=)"[^"]*"', r'\g<0>\1""', tag, count=1),
        "style": f"<style>{tag}</style>",
        "script": f"<script>{tag}</script>",
        "textarea": f"<textarea>{tag}",
        "title": f"<title>{tag}\n</title>",
        "h1": f"<h1>{tag}</h1>",
        "unworded": f'<a href="/index.html"> &nbsp;</a>{tag}',
        "picture": f'<img src="/p.png">{tag}',
        "robots": f'{tag}<meta name="robots" content="noindex">',
    }


def mutations(page: str) -> Iterator[tuple[str, str]]:
    """(what was done, page) for every tag, address, text and line changed in every way above."""
    for match in re.finditer(r"<[^>]*>", page):
        for name, other in tag_changes(match[0]).items():
            yield f"{name}: {match[0]}", page[: match.start()] + other + page[match.end() :]
    for pattern, others in (
        (r'(?<=href=")[^"]*|(?<=src=")[^"]*', TARGETS),
        (r"(?<=>)[^<>\n]+", TEXTS),
    ):
        for match in re.finditer(pattern, page):
            for other in others:
                yield (
                    f"{match[0]} becomes {other}",
                    page[: match.start()] + other + page[match.end() :],
                )
    lines = page.split("\n")
    for at, line in enumerate(lines):
        for changed in ([], [line] * 2, [*line.partition(">")]):
            yield f"line becomes {changed}", "\n".join([*lines[:at], *changed, *lines[at + 1 :]])


MUTATED = {published: list(mutations(page)) for published, page in PAGES}


@pytest.mark.parametrize("published", [True, False])
def test_every_mutated_page_is_judged_as_the_exact_reader_judges_it(published: bool) -> None:
    """Every one of some 4,000 single mutations of a page of each mode, about a thousand of them
    broken, by a checker that has seen the sound page often, and all broken ones before."""
    one, wrong, broken = WARM[published], [], 0
    for _ in range(20):
        assert check(one, dict(PAGES)[published]) == ()
    for name, page in MUTATED[published]:
        wanted = exact(page, published)
        broken += bool(wanted)
        if check(one, page) != wanted:
            wrong.append(name)
    assert wrong == []
    assert len(MUTATED[published]) > 3_500
    assert broken > 800


@given(st.data())
def test_pages_mutated_several_times_are_judged_as_the_exact_reader_judges_them(
    data: st.DataObject,
) -> None:
    """Law: for two to four mutations one upon another, each chosen freely, fast says fine exactly
    where slow finds nothing; the checker is warm from all pages before."""
    published, page = data.draw(st.sampled_from(PAGES))
    for _ in range(data.draw(st.integers(2, 4))):
        choices = list(mutations(page))
        page = choices[data.draw(st.integers(0, len(choices) - 1))][1] if choices else page
    assert check(WARM[published], page) == exact(page, published)
    assert check(checker(published), page) == exact(page, published)


PIECES = [
    *"<>\"'a \n/&=-!\0\r\u3000é", '<a href="/index.html">', "</a>", "<title>", "</title>", "<b",
    "<!--", "-->",
]  # fmt: skip


@given(st.lists(st.sampled_from(PIECES), max_size=12), st.integers(0, len(PUBLIC)))
def test_anything_put_in_anywhere_is_judged_as_the_exact_reader_judges_it(
    pieces: list[str], place: int
) -> None:
    """Law: any text of up to 12 pieces, put in at any place of a sound page, changes nothing."""
    page = PUBLIC[:place] + "".join(pieces) + PUBLIC[place:]
    assert check(WARM[True], page) == exact(page, True)


def test_an_anchor_of_the_page_itself_is_looked_up_on_the_page() -> None:
    one = checker(True)
    own = PUBLIC.replace('href="#top"', f'href="/{PATH}#main"')
    for _ in range(20):
        assert check(one, own) == ()
    lost = own.replace('id="main"', 'id="other"').replace('href="#main"', 'href="#other"')
    assert [found.code for found in check(one, lost)] == ["B120"]


def test_where_an_address_leads_is_remembered_and_asked_anew_on_the_page_it_means() -> None:
    one = checker(True)
    home = PUBLIC.replace('href="/index.html"', 'href="/index.html#main"')
    for _ in range(3):
        assert check(one, home) == ()
    found = one.check("index.html", "article", "zh-cn", home.replace('"main"', '"other"').encode())
    assert "B120" in {each.code for each in found}


def test_a_page_nobody_declared_has_dead_links_to_itself() -> None:
    one = PageChecker(SITE, True, (FILES - {PATH}).__contains__, has_anchor)
    assert {found.code for found in check(one, PUBLIC)} == {"B120"}


def test_a_checker_forgets_and_goes_on(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sanshen.publish.page_checks._KEPT", 1)
    monkeypatch.setattr("sanshen.publish.page_pieces._KEPT", 3)
    one = checker(True)
    for number in range(40):
        assert check(one, PUBLIC.replace("高度重视", f"高度重视{number}")) == ()
    assert check(one, PUBLIC.replace("/theme/main.css", "/theme/no.css")) != ()
    assert one.explained == 1
