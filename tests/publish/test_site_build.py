"""一次构建: prepared, made and finished in this process; what is reused, what is left behind."""

from __future__ import annotations

from pathlib import Path

import pytest

from sanshen.index.city_index import CityIndex
from sanshen.model.canonical import sha256_bytes
from sanshen.output.manifest import Manifest
from sanshen.output.standby import open_trees
from sanshen.output.trees import live_tree
from sanshen.publish.plan_error import PlanError
from sanshen.publish.site_build import building, finish, make_all, manifest_key, prepare
from sanshen.publish.theme_source import read_theme
from tests.city.sample_city import SampleCity, read_files
from tests.units.edits import NEWS, news

PAGE = "xwdt/2026/0310-chunhan.html"


def files(city: SampleCity) -> dict[str, bytes]:
    """What the folder of builds in this process holds."""
    return read_files(city.place().folder)


def anew(city: SampleCity, publishing: bool = True) -> dict[str, bytes]:
    """What a full build of the same state makes."""
    assert city.build(publishing=publishing, full=True).findings == ()
    return files(city)


@pytest.mark.parametrize("publishing", [False, True])
def test_what_follows_a_change_is_what_a_full_build_makes(
    sample_city: SampleCity, publishing: bool
) -> None:
    first = sample_city.build(publishing=publishing)
    assert first.output is not None
    assert len(first.made) == first.output.manifest.files
    sample_city.replace(NEWS, "春旱应对", "抗旱")
    sample_city.write({news(1)[0]: news(1)[1], "content/portal/gk/lianxi.md": None})
    sample_city.commit()
    sample_city.release("2026-04-20T02:05:00+00:00", again=False)
    second = sample_city.build(publishing=publishing)
    assert second.findings == ()
    assert second.output is not None
    assert second.output.removed == ("gk/lianxi.html",)
    assert PAGE in second.made
    assert second.output.reused > 10
    changed = files(sample_city)
    assert changed == anew(sample_city, publishing)
    rows = ((path, sha256_bytes(data)) for path, data in changed.items())
    assert second.output.manifest == Manifest.of(rows)


def test_the_index_remembers_what_was_written(sample_city: SampleCity) -> None:
    built = sample_city.build(publishing=True)
    assert built.output is not None
    with CityIndex.open(built.prepared.plan.index, None, sample_city.root) as index:
        rows = {row.path: row for row in index.units("portal")}
        assert index.meta(manifest_key("portal")) == built.output.manifest.text()
        assert not index.changes("portal").items
    made = files(sample_city)
    assert rows.keys() == made.keys()
    assert {(p, r.sha256, r.size) for p, r in rows.items()} == {
        (path, sha256_bytes(data), len(data)) for path, data in made.items()
    }


def test_nothing_is_touched_where_nothing_changed(sample_city: SampleCity) -> None:
    sample_city.serve()
    tree = live_tree(sample_city.root, "portal")
    again = sample_city.serve()
    assert again.prepared.standby is None
    assert again.prepared.plan.refs == ()
    assert again.output is not None
    assert (again.made, again.output.removed, again.output.fresh) == (set(), (), False)
    assert live_tree(sample_city.root, "portal") == tree


def test_a_file_whose_text_is_put_back_is_not_written_again(sample_city: SampleCity) -> None:
    sample_city.build()
    before = files(sample_city)
    sample_city.replace(NEWS, "保障用水", "保障灌溉")
    sample_city.replace(NEWS, "保障灌溉", "保障用水")
    built = sample_city.build()
    assert built.made == set()
    assert files(sample_city) == before


def test_a_build_that_ended_between_making_and_finishing_leaves_nothing_behind(
    sample_city: SampleCity,
) -> None:
    sample_city.serve()
    sample_city.replace(NEWS, "春旱应对", "第一回")
    sample_city.commit()
    sample_city.release(again=False)
    root = sample_city.root
    with open_trees(root, "portal") as trees:
        place = sample_city.listed(True)
        prepared = prepare(root, "portal", "HEAD", place, trees)
        assert tuple(make_all(root, prepared.plan, read_theme(root, "HEAD")))
    live = live_tree(root, "portal")
    assert live is not None
    assert b"\xe7\xac\xac\xe4\xb8\x80\xe5\x9b\x9e" not in (live / PAGE).read_bytes()
    sample_city.replace(NEWS, "第一回", "第二回")
    sample_city.commit()
    sample_city.release(again=False)
    assert sample_city.serve().findings == ()
    served = read_files(root / "output" / "portal")
    assert "第二回" in served[PAGE].decode()
    assert served == anew(sample_city)


def test_what_is_wrong_with_the_whole_is_told_and_nothing_is_recorded(
    sample_city: SampleCity,
) -> None:
    sample_city.serve()
    before = read_files(sample_city.root / "output" / "portal")
    sample_city.replace("theme/templates/404.html", "<h1>", '<a href="/gone.html">x</a><h1>')
    sample_city.commit()
    built = sample_city.serve()
    assert built.output is None
    assert {(one.code, one.path) for one in built.findings} == {("B120", "output/portal/404.html")}
    assert read_files(sample_city.root / "output" / "portal") == before
    sample_city.replace("theme/templates/404.html", '<a href="/gone.html">x</a>', "")
    sample_city.commit()
    again = sample_city.serve()
    assert again.findings == ()
    assert read_files(sample_city.root / "output" / "portal") == before


def test_what_is_wrong_with_the_content_stops_before_a_tree_is_touched(
    sample_city: SampleCity,
) -> None:
    sample_city.build()
    before = files(sample_city)
    sample_city.write({NEWS: "no header"})
    with pytest.raises(PlanError) as error:
        sample_city.build()
    assert NEWS in {one.path for one in error.value.findings}
    assert files(sample_city) == before


@pytest.mark.parametrize("kind", ["serial", "fork", "spawn", "worker"])
def test_every_executor_makes_the_same_files(
    sample_city: SampleCity, kind: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    expected = anew(sample_city)
    monkeypatch.setenv("SANSHEN_EXECUTOR", kind)
    monkeypatch.setenv("SANSHEN_WORKERS", "2")
    monkeypatch.setattr("sanshen.publish.site_build.FEW", 5)
    monkeypatch.setattr("sanshen.publish.site_build.BATCH", 7)
    assert anew(sample_city) == expected


def test_progress_is_told_after_every_task(
    sample_city: SampleCity, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sanshen.publish.site_build.BATCH", 10)
    root, place = sample_city.root, sample_city.place()
    prepared = prepare(root, "portal", "", None, place)
    theme, told = read_theme(root, None), list[tuple[int, int]]()
    made = make_all(root, prepared.plan, theme, lambda done, total: told.append((done, total)))
    output, found = finish(root, prepared, theme, made, place)
    assert found == ()
    assert output is not None
    total = len(prepared.plan.refs)
    assert told == [(min(n, total), total) for n in range(10, total + 10, 10)]


def test_two_builds_of_a_city_take_turns(sample_city: SampleCity, tmp_path: Path) -> None:
    import subprocess
    import sys

    program = (
        "import sys\nfrom pathlib import Path\n"
        "from sanshen.publish.site_build import building\n"
        "print('began', flush=True)\n"
        "with building(Path(sys.argv[1]), True):\n    print('inside', flush=True)\n"
    )
    with building(sample_city.root, True):
        other = subprocess.Popen(
            [sys.executable, "-c", program, sample_city.root], stdout=subprocess.PIPE, text=True
        )
        assert other.stdout is not None
        assert other.stdout.readline() == "began\n"
        with pytest.raises(subprocess.TimeoutExpired):
            other.wait(0.3)
    assert other.communicate()[0] == "inside\n"
