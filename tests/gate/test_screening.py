"""入库前筛查: what a push brings is listed whole, and what must not stay is turned away."""

from __future__ import annotations

import pytest

from sanshen.gate import screening
from sanshen.gate.screening import new_objects, screen
from sanshen.gitio.repository import ZERO_ID
from sanshen.model.findings import Finding
from sanshen.review.references import STATEMENT_REF, SUBMIT_REF
from tests.city.city import MAIN, City
from tests.city.content import NEWS, news_text

FOLDER = NEWS.removesuffix(".md")
PNG = b"\x89PNG\r\n\x1a\n" + bytes(64)
Files = dict[str, str | bytes | None]


def found(city: City, files: Files, parent: str = MAIN) -> tuple[Finding, ...]:
    """What screening says of a commit."""
    return screen(city.repository, city.commit("editor", files, parent=parent), SUBMIT_REF)


def codes(city: City, files: Files, parent: str = MAIN) -> list[str]:
    """The codes of what screening says."""
    return [f.code for f in found(city, files, parent)]


def test_ordinary_text_pictures_and_settings_pass(city: City) -> None:
    column = city.read("content/cs/dt/column.yml").decode()
    files: Files = {NEWS: news_text("改"), f"{FOLDER}/tu.png": PNG, "theme/x.css": "a{}"}
    assert found(city, {**files, "content/cs/dt/column.yml": column + "order: 2\n"}) == ()


def test_v118_one_byte_over_the_limit_wherever_it_lies(
    city: City, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(screening, "SIZE_LIMIT", 2000)
    for path in (NEWS, f"{FOLDER}/biao.csv", "theme/x.css"):
        assert codes(city, {path: b"1" * 2001}) == ["V118"]
        assert codes(city, {path: b"1" * 2000}) == []
    (one,) = found(city, {NEWS: b"1" * 2001})
    assert dict(one.args) == {"file": NEWS, "size": "2001", "limit": "2000"}


def test_v118_a_commit_message_is_measured_too(city: City, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(screening, "SIZE_LIMIT", 3000)
    long = city.commit("editor", {NEWS: news_text("改")}, message="字" * 1001)
    assert [f.code for f in screen(city.repository, long, SUBMIT_REF)] == ["V118"]
    assert codes(city, {NEWS: news_text("改")}) == []


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("ye.html", b"<script>1</script>"),
        ("tu.svg", b'<svg xmlns="http://www.w3.org/2000/svg"><script/></svg>'),
        ("biao.xlsm", b"PK\x03\x04"),
        ("wen.pdf", b"MZ\x90\x00"),
        ("tu.png", b"GIF89a"),
        ("anzhuang.exe", b"MZ"),
    ],
)
def test_a1_files_that_run_or_are_not_what_they_say(city: City, name: str, data: bytes) -> None:
    refused = codes(city, {f"{FOLDER}/{name}": data})
    assert refused
    assert all(code.startswith("A1") for code in refused)
    assert codes(city, {f"{FOLDER}/tu.png": PNG}) == []


def test_a_file_that_a_later_commit_takes_away_is_found(city: City) -> None:
    first = city.commit("editor", {f"{FOLDER}/ye.html": b"<b>", NEWS: news_text("改")})
    assert codes(city, {f"{FOLDER}/ye.html": None}, parent=first) == ["A101"]


def test_the_history_a_reference_leads_to_is_not_listed_again(city: City) -> None:
    old = city.commit("editor", {NEWS: news_text("一")})
    top = city.commit("editor", {f"{FOLDER}/biao.csv": "甲,乙"}, parent=old)
    blobs = [one.path for one in new_objects(city.repository, top) if one.kind == "blob"]
    assert sorted(blobs) == sorted([NEWS, f"{FOLDER}/biao.csv"])
    city.repository.run("update-ref", "refs/changes/1/1", old)
    blobs = [one.path for one in new_objects(city.repository, top) if one.kind == "blob"]
    assert blobs == [f"{FOLDER}/biao.csv"]
    assert list(new_objects(city.repository, old)) == []


def test_every_object_is_listed_with_kind_size_and_path(city: City) -> None:
    commit = city.commit("editor", {NEWS: "一", "theme/a b.css": "ab"})
    listed = list(new_objects(city.repository, commit))
    assert {(one.path, one.size) for one in listed if one.kind == "blob"} == {
        (NEWS, 3),
        ("theme/a b.css", 2),
    }
    assert [one.id for one in listed if one.kind == "commit"] == [commit]
    assert sum(one.kind == "tree" for one in listed) == len({"", *_folders(NEWS), "theme"})


def _folders(path: str) -> set[str]:
    parts = path.split("/")[:-1]
    return {"/".join(parts[:n]) for n in range(1, len(parts) + 1)}


@pytest.mark.parametrize("name", ["a\nb", "a\u2028b c", "a\x1cb c", "a\x85b c", "审"])
def test_no_name_hides_a_file_from_the_limit(
    city: City, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    monkeypatch.setattr(screening, "SIZE_LIMIT", 2000)
    raw = name.encode("gbk" if name == "审" else "utf-8").decode("utf-8", "surrogateescape")
    refused = found(city, {f"theme/{raw}.css": b"1" * 2001})
    assert [f.code for f in refused] == ["V118"]
    assert dict(refused[0].args)["file"].encode("utf-8")


@pytest.mark.parametrize("reference", [SUBMIT_REF, STATEMENT_REF])
def test_a_deletion_brings_nothing_and_is_refused(city: City, reference: str) -> None:
    assert [f.code for f in screen(city.repository, ZERO_ID, reference)] == ["V111"]
