"""查看变更: the page as it would be and the diff, marked as not reviewed, under build/preview."""

from __future__ import annotations

from pathlib import Path

import pytest

from sanshen.gitio.repository import Repository
from sanshen.office.inbox import fetch_drafts
from sanshen.office.showing import render_diff, show_change
from tests.city.city import City
from tests.city.content import NEWS, news_text
from tests.city.themed import themed_files
from tests.walks.office import LiveCity, Office


@pytest.fixture(scope="module")
def themed(tmp_path_factory: pytest.TempPathFactory, city_keys: dict[str, Path]) -> City:
    """A city with the project's theme; its baseline released."""
    city = City.found(tmp_path_factory.mktemp("themed") / "house", city_keys, themed_files())
    city.sign_baseline()
    return city


@pytest.fixture
def office(themed: City, tmp_path: Path) -> Office:
    city = LiveCity(themed.copy(tmp_path / "house"))
    return Office(city, tmp_path, str(city.repository.path))


def reviewers_clone(office: Office) -> Repository:
    """A reviewer's clone that has fetched everything."""
    repository = office.desk("first").repository
    repository.run("fetch", "-q", "origin")
    fetch_drafts(repository)
    return repository


def test_the_page_and_the_diff_are_written_and_say_that_nobody_has_reviewed_them(
    office: Office,
) -> None:
    office.city.submit("editor", {NEWS: news_text("改后的标题")})
    repository = reviewers_clone(office)
    status = repository.text("status", "--porcelain")
    shown = show_change(repository, office.state().changes[1], "zh")
    (page,) = shown.pages
    html = page.read_text(encoding="utf-8")
    assert "改后的标题" in html
    assert "未审稿" in html
    assert "noindex" in html
    diff = shown.diff.read_text(encoding="utf-8")
    assert "改后的标题</ins>" in diff
    assert "示范项目开工</del>" in diff
    assert "未审稿" in diff
    assert "noindex" in diff
    assert page.is_relative_to(repository.path / "build" / "preview")
    assert not (repository.path / "output").exists()
    assert repository.text("status", "--porcelain") == status


def test_a_deletion_shows_its_diff_and_no_page(office: Office) -> None:
    office.city.submit("editor", {NEWS: None})
    shown = show_change(reviewers_clone(office), office.state().changes[1], "en")
    assert shown.pages == ()
    assert "示范项目开工" in shown.diff.read_text(encoding="utf-8")


def test_a_guard_change_shows_its_diff(office: Office) -> None:
    site = office.city.read("content/cs/site.yml").decode().replace("0899-6600000", "0899-6600001")
    office.city.submit("publisher", {"content/cs/site.yml": site})
    shown = show_change(reviewers_clone(office), office.state().changes[1], "en")
    assert "0899-6600001" in shown.diff.read_text(encoding="utf-8")


def test_markup_in_a_change_stays_text_in_its_diff(office: Office) -> None:
    office.city.submit("editor", {NEWS: news_text("标题 A&B", "1 < 2，&amp; 和 `<script>`。")})
    repository = reviewers_clone(office)
    change = office.state().changes[1]
    main = repository.resolve("refs/remotes/origin/main")
    draft = repository.resolve("refs/changes/1/1")
    html = render_diff(repository, change, main, draft, "en")
    assert "<script>" not in html
    assert "&lt;script&gt;" in html
    assert "A&amp;B" in html


def test_what_has_moved_is_compared_with_what_it_was(office: Office) -> None:
    new = NEWS.replace("0105-kaigong", "0105-xiangmu")
    header = "\nformer_addresses: [/dt/2026/0105-kaigong.html]\n---\n"
    text = news_text("改后的标题").replace("\n---\n", header, 1)
    office.city.submit("editor", {NEWS: None, new: text})
    shown = show_change(reviewers_clone(office), office.state().changes[1], "zh")
    diff = shown.diff.read_text(encoding="utf-8")
    assert f"移动：{NEWS} → {new}" in diff
    assert "former_addresses" in diff
    assert "改后的标题</ins>" in diff
    assert "示范项目开工</del>" in diff
    assert "<del>项目今日开工。</del>" not in diff
    assert f"删除：{NEWS}" not in diff
