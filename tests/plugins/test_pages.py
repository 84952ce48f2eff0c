"""What the templates make of a plan: a key that stays means bytes that stay."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sanshen.content.source import MemorySource
from sanshen.publish.plan import Plan, make_plan
from sanshen.publish.release_list import ReleasedFile, ReleaseList
from sanshen.publish.unit import UnitKind
from sanshen.theming.templating import PageRenderer

ROOT = Path(__file__).resolve().parents[2]
SAMPLE = ROOT / "tests" / "city" / "sample"
NEWS = "content/portal/xwdt/2026/0310-chunhan.md"
DOCUMENT = "content/portal/zwgk/gfxwj/2026/0227-yongshui.md"
GUIDE = "content/portal/bsfw/yongshui-baozhuang.md"

Files = Mapping[str, bytes]
Edit = tuple[str, bytes, bytes]

EDITS: tuple[Edit, ...] = (
    (NEWS, "保障用水".encode(), "保障灌溉".encode()),
    (NEWS, "春旱应对".encode(), "抗旱".encode()),
    (NEWS, "样例日报".encode(), "样例晚报".encode()),
    (DOCUMENT, "已修改".encode(), "废止".encode()),
    (DOCUMENT, "## 第一章".encode(), "## 首章".encode()),
    (DOCUMENT, "用水计划表".encode(), "计划表".encode()),
    (DOCUMENT.replace(".md", "/biao.csv"), b"100", b"200"),
    (DOCUMENT.replace(".md", ".en.md"), b"Measures", b"Rules"),
    (GUIDE, "申请表".encode(), "登记表".encode()),
    ("content/portal/site.yml", b"0899-1110001", b"0899-1110009"),
    ("content/portal/zwgk/column.yml", "政府信息公开\n".encode(), "信息公开\n".encode()),
    ("content/portal/gk/column.yml", b"order: 4", b"order: 0"),
    ("content/county/site.yml", b"www.yangxian", b"www.xinxian"),
    ("theme/templates/_item.html", b'class="meta"', b'class="facts"'),
    ("theme/templates/index.html", b"<section", b"<div></div><section"),
    ("theme/static/css/main.css", b"72rem", b"70rem"),
)


def sample() -> dict[str, bytes]:
    """The sample city with the theme."""
    found = {f.relative_to(SAMPLE).as_posix(): f for f in SAMPLE.rglob("*") if f.is_file()}
    found |= {f.relative_to(ROOT).as_posix(): f for f in (ROOT / "theme").rglob("*.*")}
    return {path: file.read_bytes() for path, file in found.items() if file.is_file()}


def edited(files: Files, edits: list[Edit]) -> dict[str, bytes]:
    """The files with each edit made where its text occurs."""
    changed = dict(files)
    for path, old, new in edits:
        changed[path] = changed[path].replace(old, new)
    return changed


def everything(files: Files, published: str) -> ReleaseList:
    """A list that releases all content of ``files``."""
    blobs = MemorySource(files).blobs()
    released = {
        path: ReleasedFile(path, blob.id, 1, published, published, False)
        for path, blob in blobs.items()
        if path.startswith("content/")
    }
    return ReleaseList("r", 1, "h", "s", released)


def rendered(plan: Plan) -> dict[str, tuple[str, str]]:
    """Path to (key, text) of every page."""
    renderer = PageRenderer(plan.theme, plan.selection.published)
    return {
        unit.path: (
            unit.key,
            renderer.render(unit.template, unit.context(), unit.path).decode(),
        )
        for unit in plan.units
        if unit.kind is UnitKind.PAGE
    }


@pytest.fixture(scope="module")
def cache(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One record store for all examples, so that it is part of the law too."""
    return tmp_path_factory.mktemp("cache") / "records.sqlite"


@pytest.fixture(scope="module")
def untouched(cache: Path) -> Mapping[str, tuple[str, str]]:
    """The pages of the sample's preview, no edit made."""
    return rendered(make_plan(MemorySource(sample()), "portal", None, cache))


@given(
    before=st.lists(st.sampled_from(EDITS), max_size=3),
    after=st.lists(st.sampled_from(EDITS), max_size=3),
    times=st.tuples(*[st.sampled_from(["2026-03-20", "2026-03-20T02:00:00+00:00"])] * 2),
)
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_a_page_whose_key_is_unchanged_is_the_same_text(
    cache: Path, before: list[Edit], after: list[Edit], times: tuple[str, str]
) -> None:
    pages = []
    for edits, time in ((before, times[0]), (after, times[1])):
        files = edited(sample(), edits)
        source = MemorySource(files)
        pages.append(rendered(make_plan(source, "portal", everything(files, time), cache)))
    first, second = pages
    for path in first.keys() & second.keys():
        if first[path][0] == second[path][0]:
            assert first[path][1] == second[path][1], path


@pytest.mark.parametrize("edit", EDITS, ids=lambda e: f"{e[0]} {e[2].decode()}")
def test_each_edit_of_the_law_changes_some_page(
    cache: Path, untouched: Mapping[str, tuple[str, str]], edit: Edit
) -> None:
    files = sample()
    assert edit[1] in files[edit[0]]
    after = rendered(make_plan(MemorySource(edited(files, [edit])), "portal", None, cache))
    assert untouched != after


def test_pages_hold_no_time_of_the_build_and_nothing_of_the_machine(
    untouched: Mapping[str, tuple[str, str]],
) -> None:
    assert untouched
    for _, text in untouched.values():
        assert str(ROOT) not in text
        assert not re.search(r"\b\d\d:\d\d:\d\d\b", text)


def test_text_of_headers_is_escaped(cache: Path) -> None:
    files = edited(sample(), [(NEWS, b"title: ", b'title: <b onclick="x()">&')])
    page = rendered(make_plan(MemorySource(files), "portal", None, cache))
    text = page["xwdt/2026/0310-chunhan.html"][1]
    assert "<b onclick" not in text
    assert "&lt;b onclick=&#34;x()&#34;&gt;&amp;" in text
