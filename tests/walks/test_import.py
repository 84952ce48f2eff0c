"""Real input: laws are imported, signed as a baseline, one is amended, published and verified."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import httpx
import pytest

from sanshen.model.changes import ChangeClass
from sanshen.server.loopback import listen, running
from sanshen.server.static import site_app
from tests.city.city import City
from tests.city.content import PROJECT, column_text
from tests.city.themed import themed_files
from tests.walks.office import Office, served

LAWS = PROJECT / "sanshen" / "importer" / "maps" / "laws.yml"
SAMPLE = PROJECT / "tests" / "importer" / "sample"
CORPUS = PROJECT.parent / "shared" / "corpora" / "laws-md"
COLUMN = "content/cs/flfg"
REGISTER = "registry/legacy/cs.yml"
ORIGIN = "法律法规文本库（2026年11月迁入）"
ENOUGH = 50


@dataclass(frozen=True, slots=True)
class Imported:
    """What ``import-markdown --json`` reported."""

    items: tuple[dict[str, object], ...]
    refused: int

    @property
    def dated(self) -> list[str]:
        """The paths whose old publication time is known: these go live."""
        return [str(i["path"]) for i in self.items if i["published"] != "unknown"]

    @property
    def undated(self) -> list[str]:
        """The paths that wait for the editor."""
        return [str(i["path"]) for i in self.items if i["published"] == "unknown"]


@pytest.fixture
def law_office(city_keys: dict[str, Path], tmp_path: Path) -> Iterator[Office]:
    """A served city with a column of laws; what it already holds is signed and released."""
    files = themed_files()
    files[f"{COLUMN}/column.yml"] = column_text("法律法规", "law").encode()
    register = files[REGISTER].decode()
    files[REGISTER] = register.replace("测试市原网站", ORIGIN).encode()
    city = City.found(tmp_path / "house", city_keys, files)
    city.sign_baseline()
    with served(city, tmp_path) as opened:
        yield opened


def imported(office: Office, source: Path) -> Imported:
    """Import ``source`` into the editor's clone by the verb."""
    words = ("--site", "cs", "--column", "flfg", "--map", LAWS, "--json")
    done = office.desk("editor").act("import-markdown", source, *words)
    report = json.loads(done.output)
    refused = report["counts"]["refused"]
    assert done.code == (1 if refused else 0), done.output
    return Imported(tuple(report["items"]), refused)


def walk(office: Office, laws: Imported) -> None:
    """Baseline, signatures, an amendment through three reviews, publication, verification."""
    city, editor = office.city, office.desk("editor")
    submitted = editor.act("submit", "--baseline", "-m", "法律法规存量登记")
    assert submitted.code == 0, submitted.output
    assert city.state().changes[1].klass is ChangeClass.BASELINE
    assert city.pass_guard(1).released is not None
    released = city.state().released
    assert set(laws.dated) <= set(released)
    assert not set(laws.undated) & set(released)
    assert all(released[path].baseline for path in laws.dated)

    amended = laws.dated[0]
    text = city.read(amended).decode()
    new = text.rstrip("\n") + "\n\n本条为修改后新增。\n"
    answer = editor.submit({amended: new})
    assert answer.accepted, answer.answer
    assert city.pass_reviews(2).released is not None

    publisher = office.desk("publisher")
    output = publisher.folder / "output" / "cs"
    with running([(site_app(output), listen())]) as (origin,):
        published = publisher.act("publish", "--origin", origin)
        assert published.code == 0, published.output
        pages = {path: httpx.get(origin + address(path)) for path in laws.dated}
        waiting = [httpx.get(origin + address(path)).status_code for path in laws.undated]
    assert {page.status_code for page in pages.values()} == {200}
    assert set(waiting) <= {404}
    assert "本条为修改后新增" in pages[amended].text
    assert "存量" not in pages[amended].text
    assert all("存量" in page.text for path, page in pages.items() if path != amended)
    verified = publisher.act("verify")
    assert verified.code == 0, verified.output


def address(path: str) -> str:
    """The address of an item of this site."""
    return "/" + path.removeprefix("content/cs/").replace(".md", ".html")


def test_the_sample_laws_go_from_import_to_live_pages(law_office: Office) -> None:
    laws = imported(law_office, SAMPLE)
    assert (len(laws.dated), len(laws.undated), laws.refused) == (4, 2, 0)
    walk(law_office, laws)


@pytest.mark.full
def test_a_baseline_may_not_touch_what_is_there(law_office: Office) -> None:
    """The second baseline adds only: an edit of an item that is already registered is refused."""
    laws = imported(law_office, SAMPLE)
    editor = law_office.desk("editor")
    old = "content/cs/dt/2026/0105-kaigong.md"
    editor.write({old: (editor.folder / old).read_text(encoding="utf-8") + "\n加一句。\n"})
    refused = editor.act("submit", "--baseline", "-m", "存量")
    assert (refused.code, "V115" in refused.output) == (1, True), refused.output
    assert laws.items
    assert set(law_office.state().changes) == {0}


@pytest.mark.full
@pytest.mark.skipif(not CORPUS.is_dir(), reason=f"the corpus of laws is not at {CORPUS}")
def test_fifty_real_laws_go_from_import_to_live_pages(law_office: Office, tmp_path: Path) -> None:
    source = tmp_path / "laws"
    for folder in ("宪法", "刑法", "宪法相关法"):
        shutil.copytree(CORPUS / folder, source / folder)
    laws = imported(law_office, source)
    assert len(laws.dated) >= ENOUGH
    walk(law_office, laws)
