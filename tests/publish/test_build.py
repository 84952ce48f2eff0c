"""构建: a real Pelican process, and what is left when it fails."""

from __future__ import annotations

import subprocess
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

import pytest

from sanshen.output.trees import served_link, standby_tree, swap_tree
from sanshen.output.writing import folder_manifest, manifest_file
from sanshen.publish.build import BuildReport, Runner, build_site, pelican_environment

NEWS = "content/portal/xwdt/2026/0310-chunhan.md"
ReleaseFile = Callable[..., Path]


def codes(report: BuildReport) -> list[str]:
    """The codes of what is wrong, in order, once each."""
    return list(dict.fromkeys(found.code for found in report.findings))


def never(*_: object) -> subprocess.CompletedProcess[str]:
    """A runner that must not be reached."""
    raise AssertionError("Pelican was started")


def test_the_public_site_is_built_and_sound(
    city: Path, release_file: ReleaseFile, agreeing: Runner
) -> None:
    output = standby_tree(city, "portal")
    report = build_site(city, "portal", "HEAD", release_file(), output, "zh", agreeing)
    assert report.findings == ()
    assert report.succeeded
    assert report.manifest == folder_manifest(output)
    assert report.pages == sum(path.endswith(".html") for path in report.manifest)
    page = (output / "xwdt/2026/0310-chunhan.html").read_text(encoding="utf-8")
    assert '<meta name="PubDate" content="2026-03-20 10:05">' in page
    assert "第7号" in page
    assert "未审稿" not in page
    feed = (output / "feeds/all.atom.xml").read_text(encoding="utf-8")
    assert "https://www.yangli.example/xwdt/2026/0310-chunhan.html" in feed
    assert "2026-03-20T10:05:00+08:00" in feed


def test_builds_are_the_same_bytes_whenever_and_from_whatever_they_run(
    city: Path, release_file: ReleaseFile, agreeing: Runner, monkeypatch: pytest.MonkeyPatch
) -> None:
    listed = release_file()
    first = build_site(city, "portal", "HEAD", listed, city / "build/x/a", "zh", agreeing)
    monkeypatch.setenv("TZ", "America/Anchorage")
    monkeypatch.setenv("LC_ALL", "C")
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1")
    second = build_site(city, "portal", "HEAD", listed, city / "build/x/b", "en", agreeing)
    (city / "build/records.sqlite").unlink()
    third = build_site(city, "portal", None, listed, city / "build/x/b", "zh", agreeing)
    assert first.manifest
    assert first.manifest == second.manifest == third.manifest


def test_each_site_is_built_by_itself(
    city: Path, release_file: ReleaseFile, agreeing: Runner
) -> None:
    output = standby_tree(city, "county")
    report = build_site(city, "county", "HEAD", release_file(), output, "zh", agreeing)
    assert report.findings == ()
    assert "xwdt/2026/0311-shuiku.html" in report.manifest
    assert not any(path.startswith(("zwgk", "en/")) for path in report.manifest)
    home = (output / "index.html").read_text(encoding="utf-8")
    assert "www.yangxian.example" in home


def test_a_page_that_is_no_longer_declared_leaves_the_tree(
    city: Path, release_file: ReleaseFile, agreeing: Runner
) -> None:
    output = standby_tree(city, "portal")
    listed = release_file()
    build_site(city, "portal", "HEAD", listed, output, "zh", agreeing)
    (output / "old.html").write_text("withdrawn", encoding="utf-8")
    kept = (output / "gk/lianxi.html").stat().st_ino
    again = build_site(city, "portal", "HEAD", listed, output, "zh", agreeing)
    assert again.succeeded
    assert "old.html" not in again.manifest
    assert (output / "gk/lianxi.html").stat().st_ino == kept


def test_a_failing_build_leaves_the_live_site_as_it_was(
    city: Path, release_file: ReleaseFile, agreeing: Runner
) -> None:
    first = standby_tree(city, "portal")
    assert build_site(city, "portal", "HEAD", release_file(), first, "zh", agreeing).succeeded
    swap_tree(city, "portal", first)
    live = folder_manifest(served_link(city, "portal").resolve())
    base = city / "theme/templates/base.html"
    base.write_text(base.read_text("utf-8").replace("{{ SITENAME }}", "{{ nobody }}"), "utf-8")
    report = build_site(
        city, "portal", None, release_file(), standby_tree(city, "portal"), "zh", agreeing
    )
    assert codes(report) == ["B106"]
    assert "nobody" in dict(report.findings[0].args)["log"]
    assert folder_manifest(served_link(city, "portal").resolve()) == live


def test_b101_a_missing_or_foreign_release_list_stops_before_pelican(
    city: Path, tmp_path: Path
) -> None:
    wrong = tmp_path / "wrong.json"
    wrong.write_text('{"format": "other"}', encoding="utf-8")
    for file in (tmp_path / "gone.json", wrong):
        output = standby_tree(city, "portal")
        report = build_site(city, "portal", "HEAD", file, output, "zh", never)
        assert codes(report) == ["B101"]
        assert not output.exists()


def test_the_gate_in_pelican_asks_the_ledger_itself(city: Path, release_file: ReleaseFile) -> None:
    output = standby_tree(city, "portal")
    report = build_site(city, "portal", "HEAD", release_file(), output, "zh")
    assert codes(report) == ["B106"]
    assert "B101" in dict(report.findings[0].args)["log"]
    assert not output.exists()


def test_content_that_differs_from_the_list_is_not_built(
    city: Path, release_file: ReleaseFile, agreeing: Runner
) -> None:
    listed = release_file()
    (city / NEWS).write_text((city / NEWS).read_text("utf-8") + "\n补充。\n", "utf-8")
    output = standby_tree(city, "portal")
    assert codes(build_site(city, "portal", None, listed, output, "zh", never)) == ["B103"]
    assert not output.exists()
    assert build_site(city, "portal", "HEAD", listed, output, "zh", agreeing).succeeded


def test_b107_an_unknown_site_names_the_ones_there_are(city: Path) -> None:
    report = build_site(city, "nowhere", None, None, city / "build/x", "zh", never)
    assert codes(report) == ["B107"]
    assert dict(report.findings[0].args)["known"] == "county、portal"


def test_b108_a_folder_with_files_of_others_is_not_touched(city: Path, tmp_path: Path) -> None:
    letters = tmp_path / "letters"
    letters.mkdir()
    (letters / "a.txt").write_text("x", encoding="utf-8")
    report = build_site(city, "portal", None, None, letters, "zh", never)
    assert codes(report) == ["B108"]
    assert [p.name for p in letters.iterdir()] == ["a.txt"]
    assert not manifest_file(letters).exists()


def test_b109_a_missing_theme_is_named(city: Path) -> None:
    (city / "theme/static/css/main.css").unlink()
    assert codes(build_site(city, "portal", None, None, city / "build/x", "zh", never)) == ["B109"]


def test_unreadable_content_is_reported_with_its_own_sentences(city: Path) -> None:
    (city / NEWS).write_text("---\nkind: news\ntitel: x\n---\n", encoding="utf-8")
    report = build_site(city, "portal", None, None, city / "build/x", "zh", never)
    assert len(report.findings) >= 2
    assert {found.path for found in report.findings} == {NEWS}


def test_b106_the_log_of_a_run_that_fails_is_in_the_finding(city: Path) -> None:
    def failing(
        command: Sequence[str], environment: Mapping[str, str], folder: Path
    ) -> subprocess.CompletedProcess[str]:
        return subprocess.CompletedProcess(list(command), 3, "line\n\nthe reason\n")

    report = build_site(city, "portal", None, None, city / "build/x", "zh", failing)
    assert codes(report) == ["B106"]
    assert dict(report.findings[0].args) == {"exit": "3", "log": "line / the reason"}


def test_the_environment_of_a_run_holds_nothing_left_over(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SANSHEN_RELEASE_LIST", "/somewhere/else.json")
    monkeypatch.setenv("SANSHEN_SITE", "other")
    found = pelican_environment(tmp_path, "portal", None, None, "en")
    ours = {name: value for name, value in found.items() if name.startswith("SANSHEN_")}
    assert ours == {
        "SANSHEN_ROOT": str(tmp_path.resolve()),
        "SANSHEN_SITE": "portal",
        "SANSHEN_TREEISH": "",
        "SANSHEN_RELEASE_LIST": "",
        "SANSHEN_LANG": "en",
    }
