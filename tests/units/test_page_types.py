"""网页类型: what a site declares, and that no unit a change touches is left out."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import NamedTuple

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sanshen.units.book import UnitBook
from sanshen.units.page_types import PAGE_TYPES, affected_refs, declare
from sanshen.units.unit import Level, UnitKind, UnitRef
from tests.city.sample_city import SampleCity, units_of
from tests.units.edits import DOCUMENT, INTERPRETATION, NEWS, NOTICE, TEXTS, apply, news

SIZE = 12 if settings().max_examples <= 40 else 250
PICTURE = NEWS.replace(".md", "/qu.svg")

Act = Callable[[SampleCity], None]


def test_every_file_of_a_site_is_declared_once(public: UnitBook) -> None:
    paths = [unit.path for unit in units_of(public)]
    assert sorted(set(paths)) == paths
    assert {
        "index.html",
        "en/index.html",
        "404.html",
        "robots.txt",
        "sitemap.xml",
        "catalogue/index.json",
        "feeds/all.atom.xml",
        "feeds/all.json",
        "feeds/xwdt/all.json",
        "tags/index.html",
        "xwdt/index.html",
        "xwdt/2026/index.html",
        "zwgk/index.html",
        "zwgk/gfxwj/index.html",
        "en/zwgk/gfxwj/index.html",
        "zwgk/gfxwj/2026/0227-yongshui.html",
        "en/zwgk/gfxwj/2026/0227-yongshui.html",
        "bsfw/yongshui-baozhuang.html",
        "gk/lianxi.html",
    } <= set(paths)
    assert "en/xwdt/index.html" not in paths
    assert not any("county" in path or "shuiku" in path for path in paths)


def test_every_type_of_page_has_a_name_of_its_own_and_declares_under_it(public: UnitBook) -> None:
    assert len({one.name for one in PAGE_TYPES}) == len(PAGE_TYPES)
    for one in PAGE_TYPES:
        for ref in one.refs(public):
            unit = one.declare(public, ref.args)
            assert ref.type == one.name
            assert unit is None or unit.ref == ref


def test_dated_items_are_articles_undated_ones_pages(preview: UnitBook) -> None:
    units = {unit.path: unit for unit in units_of(preview)}
    assert units["xwdt/2026/0310-chunhan.html"].template == "article"
    assert units["gk/gaikuang.html"].template == "page"
    assert units["gk/gaikuang.html"].level is Level.ARTICLE
    assert units["zwgk/index.html"].level is Level.COLUMN
    assert units["index.html"].level is Level.SITE


def test_a_preview_declares_nothing_for_machines(preview: UnitBook, public: UnitBook) -> None:
    shown = {unit.path for unit in units_of(preview)}
    more = {unit.path for unit in units_of(public)} - shown
    assert shown < {unit.path for unit in units_of(public)}
    assert {path.split("/")[0] for path in more} == {
        "feeds", "en", "sitemap.xml", "sitemaps", "catalogue",
    }  # fmt: skip
    assert all(path.startswith("en/feeds/") for path in more if path.startswith("en/"))


@pytest.mark.parametrize(
    ("extra", "prefixes"),
    [
        ("tags", ("tags/", "topics/")),
        ("years", ("xwdt/2026/index",)),
        ("feeds", ("feeds/", "en/feeds/")),
        ("sitemap", ("sitemap",)),
        ("catalogue", ("catalogue/",)),
    ],
)
def test_what_a_site_omits_is_not_declared(
    sample_city: SampleCity, extra: str, prefixes: tuple[str, ...]
) -> None:
    assert any(path.startswith(prefixes) for path in sample_city.unit_keys(publishing=True))
    sample_city.replace("content/portal/site.yml", "timezone", f"omit: [{extra}]\ntimezone")
    sample_city.commit()
    sample_city.release()
    assert not any(path.startswith(prefixes) for path in sample_city.unit_keys(publishing=True))


def test_references_of_what_is_not_there_declare_nothing(public: UnitBook) -> None:
    for type_, args in (
        ("item", ("content/portal/xwdt/2026/0909-none.md",)),
        ("item", ("content/county/xwdt/2026/0311-shuiku.md",)),
        ("attachment", ("content/portal/none.png",)),
        ("column", ("none", "zh-cn", "0")),
        ("column", ("xwdt", "en", "0")),
        ("column", ("xwdt", "zh-cn", "9")),
        ("year", ("xwdt", "zh-cn", "1999", "0")),
        ("tag", ("无", "zh-cn", "0")),
        ("tag_index", ("en",)),
        ("feed", ("none", "zh-cn", "atom")),
        ("home", ("fr",)),
        ("redirect", ("/none.html",)),
        ("redirect_map", ()),
        ("sitemap", ("fr", "1")),
        ("sitemap", ("zh-cn", "9")),
        ("catalogue", ("9",)),
        ("theme", ("none.css",)),
    ):
        assert declare(public, UnitRef(type_, args)) is None, (type_, args)


def test_a_type_that_is_none_is_an_error(public: UnitBook) -> None:
    with pytest.raises(KeyError):
        declare(public, UnitRef("none", ()))


def test_text_and_files_need_no_template_and_pages_have_one(public: UnitBook) -> None:
    for unit in units_of(public):
        assert bool(unit.template) == (unit.kind is UnitKind.PAGE), unit.path
        assert bool(unit.blob) == (unit.kind is UnitKind.FILE), unit.path


def edit(number: int) -> Act:
    """One of the edits of text, where its file is there."""
    path = TEXTS[number][0]
    return lambda city: apply(city, [TEXTS[number]] if (city.root / path).exists() else [])


def move(city: SampleCity) -> None:
    """An item into another column, with a redirect from its old address."""
    if (city.root / NOTICE).exists():
        text = (city.root / NOTICE).read_text(encoding="utf-8")
        former = "former_addresses: [/zwgk/tzgg/2026/0401-tingshui.html]\n"
        new = NOTICE.replace("0401-", "0402-")
        city.write({NOTICE: None, new: text.replace("title:", f"{former}title:", 1)})


def toggle(path: str, text: str | bytes) -> Act:
    """A file added, or deleted where it is there."""
    return lambda city: city.write({path: None if (city.root / path).exists() else text})


def many(city: SampleCity) -> None:
    """News enough for several pages of a list."""
    city.write(dict(news(n) for n in range(100, 165)))


ACTS: dict[str, Act] = {
    **{f"text {n}": edit(n) for n in range(len(TEXTS))},
    "move": move,
    "item": toggle(*news(1)),
    "oldest item": toggle(
        "content/portal/xwdt/2024/0101-lao.md",
        "---\nkind: news\ntitle: 旧闻\nsource: 样例日报\ntags: [农业]\n---\n正文。\n",
    ),
    "many": many,
    "translation": toggle(
        NEWS.replace(".md", ".en.md"),
        "---\nkind: news\ntitle: Drought\nsummary: s\nsource: Daily\n---\nText.\n",
    ),
    "translated interpretation": toggle(
        INTERPRETATION.replace(".md", ".en.md"),
        "---\nkind: interpretation\ntitle: About\nsummary: s\nsource: Daily\n---\nText.\n",
    ),
    "translation of the document": toggle(
        DOCUMENT.replace(".md", ".en.md"),
        "---\nkind: normative\ntitle: Other\nsummary: s\nsource: Office\n---\nText.\n",
    ),
    "picture": lambda city: city.write({PICTURE: f"<svg xmlns='http://www.w3.org/2000/svg'>"
                                        f"<title>{city.git('rev-list', '--count', 'HEAD')}"
                                        "</title></svg>"}),
}  # fmt: skip
OTHER_TIMES = ("2026-03-20T02:05:00+00:00", "2026-01-05", "2026-06-05T00:00:00+00:00")

Step = tuple[list[str], str, bool]
steps = st.tuples(
    st.lists(st.sampled_from(sorted(ACTS)), min_size=1, max_size=3, unique=True),
    st.sampled_from(OTHER_TIMES),
    st.booleans(),
)


class Seen(NamedTuple):
    """What is declared: the digest of what all pages share, and the key of every unit."""

    shared: str
    keys: dict[UnitRef, str]


def seen(book: UnitBook) -> Seen:
    """Everything a book declares."""
    return Seen(book.shared_inputs(), {unit.ref: unit.key for unit in units_of(book)})


@pytest.fixture(scope="module")
def fresh(sample_files: Mapping[str, bytes]) -> Callable[[Path], SampleCity]:
    """Makes sample cities; hypothesis would print all files of a mapping."""
    return lambda folder: SampleCity(folder / "city", sample_files)


@settings(
    max_examples=SIZE, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None
)
@given(chain=st.lists(steps, min_size=1, max_size=3), publishing=st.booleans())
def test_every_unit_whose_key_differs_is_among_the_affected(
    fresh: Callable[[Path], SampleCity], chain: list[Step], publishing: bool
) -> None:
    """12 chains of up to 3 steps of up to 3 edits, previewed or released; with --full 250."""
    with tempfile.TemporaryDirectory() as folder:
        city = fresh(Path(folder))
        city.release()
        with city.book(publishing=publishing) as book:
            before = seen(book)
        for acts, time, again in chain:
            for name in acts:
                ACTS[name](city)
            city.commit()
            city.release(time, again=again)
            changes = city.update(publishing).changes
            with city.book(publishing=publishing) as book:
                affected = set(affected_refs(book, changes))
                after = seen(book)
            assert not changes.full
            if after.shared == before.shared:
                differing = {ref for ref, _ in before.keys.items() ^ after.keys.items()}
                assert differing <= affected
            before = after
