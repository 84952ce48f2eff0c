"""输出单元: what is declared, and which keys a change of content changes."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import pytest

from sanshen.publish.plan import Plan, PlanError
from sanshen.publish.release_list import ReleaseList
from sanshen.publish.unit import Level, Unit, UnitKind, check_units, file_unit, text_unit
from sanshen.publish.units import PAGE_SIZE

Planner = Callable[..., Plan]
Lister = Callable[..., ReleaseList]
NEWS = "content/portal/xwdt/2026/0310-chunhan.md"


def keys(plan: Plan) -> dict[str, str]:
    """Path to key of every unit."""
    return {unit.path: unit.key for unit in plan.units}


def changed(before: Plan, after: Plan) -> set[str]:
    """Paths whose unit is new, gone or has another key."""
    return {path for path, _ in keys(before).items() ^ keys(after).items()}


def with_news(files: Mapping[str, bytes], count: int) -> dict[str, bytes]:
    """The files with ``count`` more news items, in the order of their names."""
    text = "---\nkind: news\ntitle: 第{n}条\nsource: 样例日报\n---\n正文。\n"
    more = {
        f"content/portal/xwdt/2026/{4 + n // 28:02d}{n % 28 + 1:02d}-n{n}.md": text.format(n=n)
        for n in range(count)
    }
    return {**files, **{path: body.encode() for path, body in more.items()}}


def test_every_file_of_a_site_is_declared_once(
    sample_files: Mapping[str, bytes], release: Lister, plan: Planner
) -> None:
    units = plan(sample_files, release(sample_files)).units
    paths = [unit.path for unit in units]
    assert sorted(set(paths)) == paths
    assert {
        "index.html",
        "en/index.html",
        "404.html",
        "robots.txt",
        "feeds/all.atom.xml",
        "xwdt/index.html",
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


def test_dated_items_are_articles_undated_ones_pages(
    sample_files: Mapping[str, bytes], plan: Planner
) -> None:
    units = {unit.path: unit for unit in plan(sample_files).units}
    assert units["xwdt/2026/0310-chunhan.html"].template == "article"
    assert units["gk/gaikuang.html"].template == "page"
    assert units["gk/gaikuang.html"].level is Level.ARTICLE
    assert units["zwgk/index.html"].level is Level.COLUMN
    assert units["index.html"].level is Level.SITE


def test_a_preview_declares_no_feed_and_forbids_robots(
    sample_files: Mapping[str, bytes], release: Lister, plan: Planner
) -> None:
    preview = {unit.path: unit for unit in plan(sample_files).units}
    public = {unit.path: unit for unit in plan(sample_files, release(sample_files)).units}
    assert not any(unit.kind is UnitKind.FEED for unit in preview.values())
    assert "Disallow: /\n" in preview["robots.txt"].context()["text"]
    assert "Allow: /\n" in public["robots.txt"].context()["text"]


def test_the_same_inputs_give_the_same_keys(
    sample_files: Mapping[str, bytes], release: Lister, plan: Planner
) -> None:
    listed = release(sample_files)
    assert keys(plan(sample_files, listed)) == keys(plan(dict(sample_files), listed))


def test_an_edited_text_changes_its_own_page_only(
    sample_files: Mapping[str, bytes], plan: Planner
) -> None:
    edited = {**sample_files, NEWS: sample_files[NEWS].replace("保障用水".encode(), b"x")}
    assert changed(plan(sample_files), plan(edited)) == {"xwdt/2026/0310-chunhan.html"}


def test_a_new_title_changes_every_page_that_shows_it(
    sample_files: Mapping[str, bytes], plan: Planner
) -> None:
    path = "content/portal/zwgk/zcjd/2026/0227-yongshui-jiedu.md"
    edited = {**sample_files, path: sample_files[path].replace("解读\n".encode(), b"x\n", 1)}
    assert changed(plan(sample_files), plan(edited)) == {
        "zwgk/zcjd/2026/0227-yongshui-jiedu.html",
        "zwgk/gfxwj/2026/0227-yongshui.html",
        "en/zwgk/gfxwj/2026/0227-yongshui.html",
        "zwgk/zcjd/index.html",
        "zwgk/index.html",
        "index.html",
    }


def test_site_settings_column_settings_and_theme_are_inputs(
    sample_files: Mapping[str, bytes], plan: Planner
) -> None:
    pages = {u.path for u in plan(sample_files).units if u.kind is UnitKind.PAGE}
    for path, old, new in (
        ("content/portal/site.yml", b"0899-1110001", b"0899-1110009"),
        ("content/portal/gk/column.yml", b"order: 4", b"order: 0"),
        ("theme/templates/base.html", b"<main", b"<main "),
    ):
        assert old in sample_files[path]
        edited = {**sample_files, path: sample_files[path].replace(old, new, 1)}
        different = changed(plan(sample_files), plan(edited))
        missed = pages - different
        assert not missed or path.endswith("column.yml"), path
        assert "index.html" in different


def test_adding_items_changes_no_archive_page(
    sample_files: Mapping[str, bytes], plan: Planner
) -> None:
    before = plan(with_news(sample_files, 3 * PAGE_SIZE))
    after = plan(with_news(sample_files, 3 * PAGE_SIZE + 1))
    archives = {path for path in keys(before) if path.startswith("xwdt/page-")}
    assert archives == {"xwdt/page-1.html", "xwdt/page-2.html"}
    assert not archives & changed(before, after)
    assert changed(before, after) == {"xwdt/index.html", "index.html", "xwdt/2026/0605-n60.html"}


def test_the_release_entry_is_an_input_of_the_pages_that_show_it(
    sample_files: Mapping[str, bytes], release: Lister, plan: Planner
) -> None:
    first = plan(sample_files, release(sample_files))
    later = plan(sample_files, release(sample_files, "2026-03-21T02:05:00+00:00"))
    unchanged = keys(first).keys() - changed(first, later)
    pages = {u.path for u in first.units if u.level in (Level.ARTICLE, Level.COLUMN)}
    assert not pages & unchanged
    assert "404.html" in unchanged


def test_content_is_named_by_path_and_blob(
    sample_files: Mapping[str, bytes], plan: Planner
) -> None:
    made = plan(sample_files)
    item = made.tree.items[NEWS]
    (unit,) = (u for u in made.units if u.path == item.address[1:])
    assert unit.sources == ((NEWS, item.blob),)


def test_b105_two_units_at_one_address_are_found_whatever_the_case() -> None:
    one = file_unit("zwgk/A.csv", ("content/portal/zwgk/x/A.csv", "0" * 40))
    twin: Unit = text_unit("zwgk/a.csv", "")
    assert [f.code for f in check_units([one, twin])] == ["B105"]
    assert check_units([one, text_unit("zwgk/b.csv", "")]) == ()


def test_unreadable_content_of_the_site_stops_the_plan_with_every_sentence(
    sample_files: Mapping[str, bytes], plan: Planner
) -> None:
    broken = {
        **sample_files,
        NEWS: b"no header",
        "content/portal/gk/lianxi.md": "---\nkind: page\ntitle：x\n---\n".encode(),
    }
    with pytest.raises(PlanError) as error:
        plan(broken)
    assert {f.path for f in error.value.findings} >= {NEWS, "content/portal/gk/lianxi.md"}


def test_a_dead_link_stops_the_plan(sample_files: Mapping[str, bytes], plan: Planner) -> None:
    dead = {**sample_files, NEWS: sample_files[NEWS].replace(b"0227-yongshui.md", b"gone.md")}
    with pytest.raises(PlanError) as error:
        plan(dead)
    assert [f.code for f in error.value.findings] == ["L101"]
