"""输出单元: which keys a change changes; a key that stays means bytes that stay."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sanshen.theming.templating import PageRenderer
from sanshen.units.pagers import PAGE_SIZE
from sanshen.units.unit import Level, Unit, UnitKind, UnitRef, key_of
from tests.city.sample_city import PUBLISHED, SampleCity, units_of
from tests.units.edits import EDITS, INTERPRETATION, NEWS, SETTINGS, Edit, apply, news

SIZE = 12 if settings().max_examples <= 40 else 200
TIMES = (PUBLISHED, "2026-03-20")

State = tuple[frozenset[Edit], str]
Pages = dict[str, tuple[str, bytes]]


def changed(before: Mapping[str, object], after: Mapping[str, object]) -> set[str]:
    """Paths whose unit is new, gone or has another key."""
    return {path for path, _ in before.items() ^ after.items()}


def add_news(city: SampleCity, count: int) -> None:
    """So many more news items, in the order of their names."""
    city.write(dict(map(news, range(count))))


def test_the_same_inputs_give_the_same_keys(sample_city: SampleCity) -> None:
    for publishing in (False, True):
        first = sample_city.unit_keys(publishing=publishing)
        assert first == sample_city.unit_keys(publishing=publishing)
        sample_city.update(publishing, full=True)
        assert first == sample_city.unit_keys(publishing=publishing)


def test_an_edited_text_changes_its_own_page_only(sample_city: SampleCity) -> None:
    before = sample_city.unit_keys()
    sample_city.replace(NEWS, "保障用水", "x")
    assert changed(before, sample_city.unit_keys()) == {"xwdt/2026/0310-chunhan.html"}


def test_a_new_title_changes_every_page_that_shows_it(sample_city: SampleCity) -> None:
    before = sample_city.unit_keys()
    sample_city.replace(INTERPRETATION, "解读\n", "x\n", 1)
    assert changed(before, sample_city.unit_keys()) == {
        "zwgk/zcjd/2026/0227-yongshui-jiedu.html",
        "zwgk/gfxwj/2026/0227-yongshui.html",
        "en/zwgk/gfxwj/2026/0227-yongshui.html",
        "zwgk/zcjd/index.html",
        "zwgk/zcjd/2026/index.html",
        "zwgk/index.html",
        "index.html",
    }


@pytest.mark.parametrize(
    ("edit", "all_pages"),
    [
        (SETTINGS[0], True),
        (SETTINGS[4], False),
        (("theme/templates/base.html", "<main", "<main "), True),
    ],
    ids=["site settings", "column settings", "theme"],
)
def test_settings_and_theme_are_inputs(
    sample_city: SampleCity, edit: Edit, all_pages: bool
) -> None:
    before = sample_city.unit_keys()
    with sample_city.book() as book:
        pages = {unit.path for unit in units_of(book) if unit.kind is UnitKind.PAGE}
    sample_city.replace(*edit, 1)
    different = changed(before, sample_city.unit_keys())
    assert "index.html" in different
    assert not all_pages or pages <= different


def test_our_code_is_an_input(sample_city: SampleCity, monkeypatch: pytest.MonkeyPatch) -> None:
    before = sample_city.unit_keys(publishing=True)
    monkeypatch.setattr("sanshen.units.book.code_digest", lambda: "another")
    after = sample_city.unit_keys(publishing=True)
    with sample_city.book(publishing=True) as book:
        copied = {unit.path for unit in units_of(book) if not unit.shared}
    assert before.keys() - changed(before, after) == copied
    assert "robots.txt" in copied
    assert not any(path.endswith((".html", ".json")) for path in copied)


def test_adding_items_changes_no_archive_page(sample_city: SampleCity) -> None:
    add_news(sample_city, 3 * PAGE_SIZE)
    before = sample_city.unit_keys()
    sample_city.write(dict([news(3 * PAGE_SIZE)]))
    after = sample_city.unit_keys()
    archives = {path for path in before if path.startswith("xwdt/page-")}
    assert archives == {"xwdt/page-1.html", "xwdt/page-2.html"}
    assert changed(before, after) == {
        "xwdt/index.html", "xwdt/2026/index.html", "index.html", "xwdt/2026/0605-n60.html",
    }  # fmt: skip


def test_the_release_entry_is_an_input_of_the_pages_that_show_it(sample_city: SampleCity) -> None:
    with sample_city.book(publishing=True) as book:
        pages = {u.path for u in units_of(book) if u.level in (Level.ARTICLE, Level.COLUMN)}
        feeds = {u.path for u in units_of(book) if u.path.startswith("feeds/xwdt/")}
        before = {unit.path: unit.key for unit in units_of(book)}
    sample_city.release("2026-03-21T02:05:00+00:00")
    unchanged = before.keys() - changed(before, sample_city.unit_keys(publishing=True))
    assert pages
    assert feeds
    assert not (pages | feeds) & unchanged
    assert "404.html" in unchanged


def test_content_is_named_by_path_and_blob(sample_city: SampleCity) -> None:
    blob = sample_city.git("rev-parse", f"HEAD:{NEWS}")
    with sample_city.book() as book:
        (unit,) = (u for u in units_of(book) if u.path == "xwdt/2026/0310-chunhan.html")
    assert unit.sources == ((NEWS, blob),)


def bytes_of(unit: Unit, renderer: PageRenderer, city: SampleCity) -> bytes:
    """What a build would write for a unit."""
    if unit.kind is UnitKind.PAGE:
        return renderer.render(unit.template, unit.context(), unit.path)
    if unit.kind is UnitKind.TEXT:
        return unit.text()
    return (city.root / unit.sources[0][0]).read_bytes()


@pytest.fixture(scope="module")
def output(
    tmp_path_factory: pytest.TempPathFactory, sample_files: Mapping[str, bytes]
) -> Callable[[frozenset[Edit], str], Pages]:
    """Every file of the portal after some edits, released at a time: path → (key, bytes).

    One repository with one record store and one index, so that they are part of the law; a
    state that was seen before is looked up.
    """
    city = SampleCity(tmp_path_factory.mktemp("law") / "city", sample_files)
    seen: dict[State, Pages] = {}

    def make(edits: frozenset[Edit], time: str) -> Pages:
        if (edits, time) not in seen:
            city.write({path: sample_files[path] for path, _, _ in EDITS})
            apply(city, sorted(edits))
            city.commit()
            city.release(time)
            with city.book(publishing=True) as book:
                renderer = PageRenderer(book.theme, True)
                seen[edits, time] = {
                    unit.path: (unit.key, bytes_of(unit, renderer, city)) for unit in units_of(book)
                }
        return seen[edits, time]

    return make


states = st.tuples(st.frozensets(st.sampled_from(EDITS), max_size=3), st.sampled_from(TIMES))


@settings(max_examples=SIZE, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(before=states, after=states)
def test_a_file_whose_key_is_unchanged_is_the_same_bytes(
    output: Callable[..., Pages], before: State, after: State
) -> None:
    """Over pairs of states of up to three edits each and two times of release."""
    first, second = output(*before), output(*after)
    for path in first.keys() & second.keys():
        if first[path][0] == second[path][0]:
            assert first[path][1] == second[path][1], path


@pytest.mark.parametrize("edit", EDITS, ids=lambda e: f"{e[0]} {e[2].strip()}")
def test_each_edit_of_the_law_changes_some_key_and_some_bytes(
    output: Callable[..., Pages], sample_files: Mapping[str, bytes], edit: Edit
) -> None:
    assert edit[1].encode() in sample_files[edit[0]]
    before = output(frozenset(), PUBLISHED)
    after = output(frozenset({edit}), PUBLISHED)
    keys = {path: key for path, (key, _) in before.items()}
    assert changed(keys, {path: key for path, (key, _) in after.items()})
    files = {path: data for path, (_, data) in before.items()}
    assert changed(files, {path: data for path, (_, data) in after.items()})


def test_files_hold_no_time_of_the_build_and_nothing_of_the_machine(
    output: Callable[..., Pages], tmp_path_factory: pytest.TempPathFactory
) -> None:
    place = str(tmp_path_factory.getbasetemp()).encode()
    pages = output(frozenset(), "2026-03-20")
    assert len(pages) > 40
    for path, (_, data) in pages.items():
        assert place not in data, path
        assert str(Path(__file__).parents[2]).encode() not in data, path


def test_text_of_headers_is_escaped(output: Callable[..., Pages]) -> None:
    edit = (NEWS, "title: ", 'title: <b onclick="x()">&')
    page = output(frozenset({edit}), PUBLISHED)["xwdt/2026/0310-chunhan.html"][1].decode()
    assert "<b onclick" not in page
    assert "&lt;b onclick=&#34;x()&#34;&gt;&amp;" in page


def test_a_key_tells_its_inputs_apart() -> None:
    ref = UnitRef("item", ("a",))
    keys = {
        key_of(ref, "a.html", "s", (("x", "1"),)),
        key_of(ref, "a.html", "s", (("x", 1),)),
        key_of(ref, "a.html", "s", (("x", None),)),
        key_of(ref, "a.html", "s", (("y", "1"),)),
        key_of(ref, "b.html", "s", (("x", "1"),)),
        key_of(ref, "a.html", "t", (("x", "1"),)),
        key_of(UnitRef("item", ("b",)), "a.html", "s", (("x", "1"),)),
    }
    assert len(keys) == 7
