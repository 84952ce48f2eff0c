"""构建: one site by one process, what stops it, and what is left when it fails."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from sanshen.index.release_file import PLACE, ReleaseFile
from sanshen.output.preview_folder import PreviewFolder
from sanshen.output.trees import standby_tree
from sanshen.publish.build import BuildReport, build_site, pelican_environment
from sanshen.publish.pelican_process import Done, PelicanProcess, Starter
from sanshen.publish.preview import render_preview
from sanshen.publish.work_plan import read_result, write_result
from tests.city.city import City
from tests.city.content import NEWS, news_text
from tests.city.in_process import InProcess
from tests.city.sample_city import SampleCity, read_files
from tests.publish.clone import Clone, Failing, Never, Silent, cloned, codes, started

PAGE = "dt/2026/0105-kaigong.html"
SAMPLE_NEWS = "content/portal/xwdt/2026/0310-chunhan.md"


def preview(city: SampleCity, site: str = "portal", start: Starter = Never) -> BuildReport:
    """A preview of the working tree that should not come to rendering."""
    return render_preview(city.root, None, site, lang="zh", start=start)


def test_pelicans_process_builds_the_public_site_and_what_this_process_builds_is_the_same(
    clone: Clone, tmp_path: Path
) -> None:
    report = clone.build(PelicanProcess)
    assert report.findings == ()
    assert report.succeeded
    assert report.output is not None
    files = clone.served()
    assert len(files) == report.output.manifest.files
    page = files[PAGE].decode()
    assert '<meta name="PubDate" content="2026-01-05' in page
    assert "未审稿" not in page
    assert f"https://www.cs.example/{PAGE}" in files["feeds/all.atom.xml"].decode()
    other = cloned(clone.city, tmp_path / "other")
    assert other.build(InProcess).output == report.output
    assert other.served() == files


def test_builds_are_the_same_bytes_whenever_and_wherever_they_run(
    clone: Clone, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    clone.build()
    monkeypatch.setenv("TZ", "America/Anchorage")
    monkeypatch.setenv("LC_ALL", "C")
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1")
    monkeypatch.setenv("PYTHONHASHSEED", "7")
    monkeypatch.setenv("SANSHEN_LANG", "en")
    elsewhere = cloned(clone.city, tmp_path / "a b" / "elsewhere")
    assert elsewhere.build(PelicanProcess).succeeded
    assert elsewhere.served() == clone.served()


def test_each_site_is_built_by_itself(sample_city: SampleCity) -> None:
    assert sample_city.serve("county").findings == ()
    files = read_files(sample_city.root / "output" / "county")
    assert "xwdt/2026/0311-shuiku.html" in files
    assert not any(path.startswith(("zwgk", "en/")) for path in files)
    assert b"www.yangxian.example" in files["index.html"]
    assert not (sample_city.root / "output" / "portal").exists()


def test_a_page_that_is_no_longer_declared_leaves_the_tree(clone: Clone) -> None:
    clone.build()
    kept = (clone.root / "output/cs/gfxwj/2026/0110-banfa.html").stat().st_ino
    clone.city.release({NEWS: None})
    report = clone.build()
    assert report.output is not None
    assert PAGE in report.output.removed
    assert PAGE not in clone.served()
    assert (clone.root / "output/cs/gfxwj/2026/0110-banfa.html").stat().st_ino == kept


def test_a_full_build_clears_what_nobody_declared(clone: Clone) -> None:
    clone.build()
    (standby_tree(clone.root, "cs") / "old.html").write_text("withdrawn", encoding="utf-8")
    report = clone.build(full=True)
    assert report.succeeded
    clone.city.release({NEWS: news_text("改")})
    assert clone.build().succeeded
    assert "old.html" not in clone.served()


def broken_theme(city: City) -> None:
    """A template that fails as soon as it is rendered, passed by the guard."""
    base = city.read("theme/templates/base.html").decode()
    broken = base.replace("{{ SITENAME }}", "{{ nobody }}")
    assert broken != base
    number = city.submit("publisher", {"theme/templates/base.html": broken})
    assert city.pass_guard(number).released is not None


@pytest.mark.parametrize("start", [InProcess, PelicanProcess])
def test_b106_a_failing_build_leaves_the_live_site_as_it_was(clone: Clone, start: Starter) -> None:
    assert clone.build().succeeded
    live = clone.served()
    broken_theme(clone.city)
    report = clone.build(start)
    assert codes(report) == ["B106"]
    assert "nobody" in dict(report.findings[0].args)["log"]
    assert not report.succeeded
    assert clone.served() == live


def test_after_a_failure_the_next_build_is_right(clone: Clone, tmp_path: Path) -> None:
    clone.build()
    clone.city.release({NEWS: news_text("第一回")})
    assert codes(clone.build(Failing)) == ["B106"]
    clone.city.release({NEWS: news_text("第二回")})
    assert clone.build().succeeded
    fresh = cloned(clone.city, tmp_path / "fresh")
    fresh.build()
    assert clone.served() == fresh.served()


def test_b101_without_a_ledger_nothing_is_rendered_or_written(sample_city: SampleCity) -> None:
    place = PreviewFolder(sample_city.root / "build/x", "portal")
    report = build_site(sample_city.root, "portal", "HEAD", True, place, "zh", Never)
    assert codes(report) == ["B101"]
    assert not place.folder.exists()


def test_b101_what_is_not_main_as_released_is_not_built(clone: Clone) -> None:
    clone.build()
    live = clone.served()
    sneaked = clone.city.commit("editor", {NEWS: news_text("没有审过")})
    clone.city.repository.run("update-ref", "refs/heads/sneaked", sneaked)
    report = clone.build(Never, main=sneaked if clone.fetch() else "")
    assert codes(report) == ["B101"]
    assert NEWS in str(dict(report.findings[0].args)["reason"])
    assert clone.served() == live


def tampering(alter: Callable[[ReleaseFile], None]) -> Starter:
    """Pelican's own process, the release list altered right before it is told its plan."""

    class Tampered(PelicanProcess):
        def render(self, plan: Path) -> Done:
            (root,) = (p for p in plan.parents if (p / PLACE).exists())
            with closing(ReleaseFile(root / PLACE)) as held:
                alter(held)
            return super().render(plan)

    return Tampered


def another_blob(held: ReleaseFile) -> None:
    """The list releases another text than main holds."""
    row = held.row(NEWS)
    assert row is not None
    assert row[2] is not None
    held.put(held.seq, [(NEWS, row[1], replace(row[2], blob="0" * 40))], logged=False)


@pytest.mark.parametrize(
    ("alter", "code"),
    [
        (another_blob, "B103"),
        (lambda held: held.put(held.seq, [(NEWS, None, None)], logged=False), "B102"),
        (lambda held: held.set("ledger_commit", "0" * 40), "B101"),
    ],
    ids=["another blob", "not listed", "another ledger"],
)
def test_the_gate_in_pelicans_process_looks_for_itself(
    clone: Clone, alter: Callable[[ReleaseFile], None], code: str
) -> None:
    report = clone.build(tampering(alter))
    assert codes(report) == ["B106"]
    assert code in dict(report.findings[0].args)["log"]
    assert clone.served() == {}
    assert not any(standby_tree(clone.root, "cs").rglob("*.html"))


def test_b107_an_unknown_site_names_the_ones_there_are(sample_city: SampleCity) -> None:
    report = preview(sample_city, "nowhere")
    assert codes(report) == ["B107"]
    assert dict(report.findings[0].args)["known"] == "county、portal"


def test_b108_a_folder_with_files_of_others_is_not_touched(
    sample_city: SampleCity, tmp_path: Path
) -> None:
    letters = tmp_path / "letters"
    letters.mkdir()
    (letters / "a.txt").write_text("x", encoding="utf-8")
    report = render_preview(sample_city.root, None, "portal", letters, "zh", Never)
    assert codes(report) == ["B108"]
    assert [p.name for p in letters.iterdir()] == ["a.txt"]
    assert [p.name for p in tmp_path.iterdir() if "letters" in p.name] == ["letters"]


def test_b109_a_missing_or_unreadable_theme_is_named(sample_city: SampleCity) -> None:
    sample_city.write({"theme/static/css/main.css": None})
    assert codes(preview(sample_city)) == ["B109"]
    sample_city.git("checkout", "-q", "theme")
    sample_city.write({"theme/templates/base.html": "{% if %}"})
    assert codes(preview(sample_city)) == ["B109"]


def test_b110_a_tree_that_is_not_what_the_manifest_says_is_not_served(clone: Clone) -> None:
    class Forgetful(InProcess):
        def render(self, plan: Path) -> Done:
            done = super().render(plan)
            file = Path(self.environment["SANSHEN_RESULT"])
            write_result(file, (made._replace(tally="0:0") for made in read_result(file)))
            return done

    clone.build()
    live = clone.served()
    clone.city.release({NEWS: news_text("改")})
    assert codes(clone.build(Forgetful)) == ["B110"]
    assert clone.served() == live
    assert clone.build().succeeded
    assert "改" in clone.served()[PAGE].decode()


def test_unreadable_content_is_reported_with_its_own_sentences(sample_city: SampleCity) -> None:
    contact = "content/portal/gk/lianxi.md"
    sample_city.write({
        SAMPLE_NEWS: "---\nkind: news\ntitel: x\n---\n",
        contact: "---\nkind: page\ntitle：x\n---\n",
    })  # fmt: skip
    report = preview(sample_city)
    assert len(report.findings) >= 3
    assert {found.path for found in report.findings} >= {SAMPLE_NEWS, contact}


def test_a_dead_link_stops_the_build(sample_city: SampleCity) -> None:
    sample_city.replace(SAMPLE_NEWS, "0227-yongshui.md", "gone.md")
    assert codes(preview(sample_city)) == ["L101"]


def test_faults_of_another_site_do_not_stop_this_one(sample_city: SampleCity) -> None:
    sample_city.write({"content/county/xwdt/2026/0401-x.md": "no header"})
    assert preview(sample_city, start=InProcess).succeeded
    assert not preview(sample_city, "county").succeeded


def test_b106_the_log_of_a_run_that_fails_is_in_the_finding(sample_city: SampleCity) -> None:
    report = preview(sample_city, start=Failing)
    assert codes(report) == ["B106"]
    assert dict(report.findings[0].args) == {"exit": "3", "log": "line / the reason"}


def test_b106_a_run_that_leaves_no_result_has_failed(sample_city: SampleCity) -> None:
    assert preview(sample_city, start=InProcess).succeeded
    sample_city.replace(SAMPLE_NEWS, "保障用水", "x")
    report = preview(sample_city, start=Silent)
    assert codes(report) == ["B106"]
    assert "result.json" in dict(report.findings[0].args)["log"]


def test_nothing_is_rendered_where_nothing_changed(sample_city: SampleCity) -> None:
    assert preview(sample_city, start=InProcess).succeeded
    report = preview(sample_city, start=Never)
    assert report.succeeded
    assert report.looked_at == 0
    assert report.output is not None
    assert (report.output.made, report.output.removed, report.output.fresh) == ((), (), False)


def test_each_build_starts_one_process_with_the_settings_of_its_kind(
    sample_city: SampleCity, clone: Clone
) -> None:
    seen: list[Sequence[str]] = []
    preview(sample_city, start=started(seen))
    clone.build(started(seen))
    names = [Path(command[command.index("-s") + 1]).name for command in seen]
    assert names == ["pelicanconf.py", "publishconf.py"]
    assert all("--fatal" in command for command in seen)


def test_the_environment_of_a_run_holds_nothing_left_over(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SANSHEN_RELEASE_LIST", "/somewhere/else.json")
    monkeypatch.setenv("SANSHEN_SITE", "other")
    monkeypatch.setenv("SANSHEN_PLAN", "/somewhere/plan.json")
    found = pelican_environment(tmp_path, "portal", None, None, "en")
    ours = {name: value for name, value in found.items() if name.startswith("SANSHEN_")}
    assert ours == {
        "SANSHEN_ROOT": str(tmp_path.resolve()),
        "SANSHEN_SITE": "portal",
        "SANSHEN_TREEISH": "",
        "SANSHEN_RELEASE_LIST": "",
        "SANSHEN_LANG": "en",
    }
    assert found["PYTHONSAFEPATH"] == "1"
