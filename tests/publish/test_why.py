"""生成原因: what the last build made of a page and because of what, and what it depends on."""

from __future__ import annotations

import json

import pytest

from sanshen.index.rows import AttachmentChange, AttachmentRow, Changes, ItemChange
from sanshen.publish.reports import changed_paths, report_file
from sanshen.publish.why import content_paths, explain_page
from tests.city.sample_city import SampleCity
from tests.units.edits import INTERPRETATION, NEWS
from tests.units.test_lists import item

PAGE = "zwgk/gfxwj/2026/0227-yongshui.html"


def why(city: SampleCity, page: str, lang: str = "en", publishing: bool = False) -> str:
    """What is said of a page."""
    treeish = "HEAD" if publishing else None
    return explain_page(city.root, "portal", publishing, treeish, page, lang)


def test_a_page_that_was_made_names_what_changed(sample_city: SampleCity) -> None:
    sample_city.build()
    sample_city.replace(INTERPRETATION, "解读\n", "x\n", 1)
    sample_city.build()
    said = why(sample_city, PAGE)
    assert f"{PAGE}: made by the last build" in said
    assert "Only pages the changes touch were looked at" in said
    assert f"because of {INTERPRETATION} (its file changed)" in said
    assert "page type item, template article" in said
    assert f"  {PAGE.replace('zwgk', 'content/portal/zwgk').replace('.html', '.md')}" in said
    assert "404.html: left as it was by the last build" in why(sample_city, "404.html")


def test_a_release_is_named_as_one(sample_city: SampleCity) -> None:
    sample_city.build(publishing=True)
    sample_city.release("2026-05-05T00:00:00+00:00")
    sample_city.build(publishing=True)
    said = why(sample_city, "xwdt/2026/0310-chunhan.html", publishing=True)
    assert f"because of {NEWS} (its release changed)" in said


@pytest.mark.parametrize(
    "page", ["", "/", "index.html", "/index.html", "https://www.yangli.example/index.html?x#y"]
)
def test_a_page_is_named_by_its_path_or_its_address(sample_city: SampleCity, page: str) -> None:
    sample_city.build()
    assert why(sample_city, page).startswith("index.html: made by the last build")


def test_long_lists_are_cut_and_counted(
    sample_city: SampleCity, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sanshen.publish.why.SHOWN", 2)
    sample_city.build()
    lines = why(sample_city, "index.html").splitlines()
    assert len([line for line in lines if line.startswith("  content/")]) == 2
    assert lines[-1].strip().startswith("and ")


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_a_page_there_is_not_is_said(sample_city: SampleCity, lang: str) -> None:
    sample_city.build()
    assert "none.html" in why(sample_city, "none.html", lang)


def test_the_account_of_a_build_says_what_was_made_and_removed(sample_city: SampleCity) -> None:
    sample_city.build()
    sample_city.write({"content/portal/gk/lianxi.md": None})
    built = sample_city.build()
    file = report_file(sample_city.root, "portal", False)
    account = json.loads(file.read_text(encoding="utf-8"))
    assert built.output is not None
    assert account["made"] == list(built.output.made)
    assert account["removed"] == ["gk/lianxi.html"]
    assert account["changed"] == {"content/portal/gk/lianxi.md": "removed"}


def test_changes_are_told_by_path_and_kind() -> None:
    one, file = item(1), AttachmentRow("content/a.png", "", "", 1, "image/png", "", "", True)
    changes = Changes(
        False,
        (
            ItemChange(None, item(2), True, True),
            ItemChange(item(3), None, True, True),
            ItemChange(one, one._replace(title="x"), True, False),
            ItemChange(item(4), item(4)._replace(published="x"), False, False),
        ),
        (AttachmentChange(file, None), AttachmentChange(file, file)),
        frozenset({"content/cs/site.yml"}),
    )
    assert changed_paths(changes) == {
        item(2).path: "added", item(3).path: "removed", one.path: "text", item(4).path: "release",
        "content/a.png": "text", "content/cs/site.yml": "text",
    }  # fmt: skip


def test_paths_of_content_are_found_anywhere_in_inputs() -> None:
    inputs = (("x", "content/a.md"), ("y", (("content/b.md", 1), ["no", "content/c.md"])), None)
    assert list(content_paths(inputs)) == ["content/a.md", "content/b.md", "content/c.md"]
