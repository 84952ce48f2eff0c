"""同行: the generators build the same files with the same pages, so that they do the same work."""

from __future__ import annotations

import html
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from urllib.parse import unquote

import pytest

from benchmarks.city import release_change
from benchmarks.corpus import PICTURE, make_article, place_of
from benchmarks.eleventy import VERSION as ELEVENTY
from benchmarks.eleventy import Eleventy
from benchmarks.hugo import Hugo
from benchmarks.ours import COMMAND, Ours, neutral, output_of, tag_digest
from benchmarks.peer import Peer
from benchmarks.pelican_stock import Pelican
from benchmarks.results import PROJECT
from benchmarks.sources import article_files
from benchmarks.vocabulary import TAGS

SIZE = 200
TOOLS = PROJECT / "build" / "bench" / "tools"
ATTRIBUTE = r'\w+="[^"]*"'


def installed(name: str) -> Peer:
    """A peer that is there already: tests download nothing. Pelican always is, it is ours too."""
    if name == "pelican":
        pelican = Pelican()
        pelican.program = Path(sys.executable).parent / "pelican"
        return pelican
    if name == "eleventy":
        eleventy = Eleventy()
        eleventy.modules = TOOLS / f"eleventy-{ELEVENTY}" / "node_modules"
        if not eleventy.modules.exists():
            pytest.skip("Eleventy is not installed: inv bench installs it")
        return eleventy
    hugo = Hugo(checked=name == "hugo-relref")
    found = sorted((TOOLS / "hugo").glob("lib/python3*/site-packages/hugo/binaries/hugo*"))
    if not found:
        pytest.skip("Hugo is not installed: inv bench installs it")
    hugo.program = found[0]
    return hugo


def run(command: tuple[str, ...], folder: Path) -> None:
    """Run a build; its words are the failure."""
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.fixture(scope="module")
def ours(tmp_path_factory: pytest.TempPathFactory) -> Ours:
    """Our city with the equal theme."""
    return Ours("sanshen", tmp_path_factory.mktemp("ours") / "city", SIZE)


@pytest.fixture(scope="module")
def our_output(ours: Ours) -> Path:
    """What we build of it, from nothing."""
    clone = ours.fresh_clone("clone")
    run(COMMAND, clone)
    return output_of(clone)


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], Path]:
    """The output of a peer, built once."""
    outputs: dict[str, Path] = {}

    def build(name: str) -> Path:
        if name not in outputs:
            peer, folder = installed(name), tmp_path_factory.mktemp(name)
            peer.lay_down(folder / "site", SIZE)
            run(peer.command(folder / "output"), folder / "site")
            outputs[name] = folder / "output"
        return outputs[name]

    return build


def files(folder: Path, name: Callable[[str], str]) -> set[str]:
    """The neutral names of all files below a folder."""
    found = (file.relative_to(folder).as_posix() for file in folder.rglob("*") if file.is_file())
    return {name(path) for path in found}


def words_of(page: Path) -> str:
    """A page without what may differ: white space, ids of headings, ways to write a character.

    Our tables name the direction of their headings (``scope``), for readers who listen.
    """
    text = unquote(html.unescape(page.read_text(encoding="utf-8")))
    text = re.sub(r'(<h\d) id="[^"]*"', r"\1", text)
    text = re.sub(r" ?/>", ">", text.replace(' scope="col"', ""))
    text = re.sub(r"<img ([^>]*)>", lambda m: f"<img {sorted(re.findall(ATTRIBUTE, m[1]))}>", text)
    return re.sub(r"\s*(<[^>]*>)\s*", r"\1", re.sub(r"\s+", " ", text))


@pytest.mark.parametrize("name", ["hugo-relref", "hugo-plain", "eleventy"])
def test_peers_build_the_same_files(built: Callable[[str], Path], name: str) -> None:
    expected = files(built("pelican"), installed("pelican").neutral)
    assert files(built(name), installed(name).neutral) == expected
    assert any(path.endswith("#2") for path in expected), "no list has a second page"


@pytest.mark.parametrize("name", ["hugo-relref", "hugo-plain", "eleventy"])
def test_peers_write_the_same_pages(built: Callable[[str], Path], name: str) -> None:
    theirs, mine = built("pelican"), built(name)
    pages = [p.relative_to(theirs) for p in sorted(theirs.rglob("*.html")) if "page" not in p.parts]
    assert len(pages) > SIZE
    for page in pages:
        order = sorted if page == Path("tags/index.html") else list
        assert order(parts_of(mine / page)) == order(parts_of(theirs / page)), page


def parts_of(page: Path) -> list[str]:
    """A page by its list items, links to other list pages blanked: each numbers its own way."""
    text = re.sub(r'href="[^"]*page/\d+[^"]*"', 'href=""', words_of(page))
    return re.split(r"(?<=</li>)|(?=<li>)", text)


def test_our_pages_are_those_of_the_peers_but_for_the_cut_of_lists(
    our_output: Path, built: Callable[[str], Path]
) -> None:
    theirs = files(built("pelican"), installed("pelican").neutral)
    mine = files(our_output, neutral)
    # Ours are cut from the oldest: the newest page takes up to twice as many instead of a rest.
    lacking = theirs - mine
    assert all("#" in path for path in lacking), lacking
    assert len(lacking) == len({path.partition("#")[0] for path in lacking})
    assert mine - theirs == set()


def test_our_items_are_word_for_word_those_of_the_peers(
    our_output: Path, built: Callable[[str], Path]
) -> None:
    theirs = built("pelican")
    numbers = range(SIZE)
    pages = [f"{place_of(n).stem}.html" for n in numbers]
    pages += [f"en/{place_of(n).stem}.html" for n in numbers if n % 10 == 3]
    for page in ("index.html", "en/index.html", *pages):
        assert named(words_of(our_output / page)) == words_of(theirs / page), page


def test_our_tag_index_names_the_same_tags_as_often(
    our_output: Path, built: Callable[[str], Path]
) -> None:
    page = Path("tags/index.html")
    mine = parts_of(our_output / page)
    assert sorted(map(named, mine)) == sorted(parts_of(built("pelican") / page))


def named(text: str) -> str:
    """Our words with the tags' names where our addresses have their digests."""
    for tag in TAGS:
        text = text.replace(f"tags/{tag_digest(tag)}/", f"tags/{tag}/")
    return text


def test_the_measured_city_is_a_real_one(ours: Ours) -> None:
    article = make_article(2, SIZE, "更正：数字有误。")
    path, text = next(article_files(article))
    assert not path.endswith(PICTURE)
    release_change(ours.city, {path: text}, "更正")
    clone = ours.fresh_clone("clone-verified")
    done = subprocess.run(
        [sys.executable, "-m", "sanshen", "verify"], cwd=clone, capture_output=True, text=True,
        check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout
    run(COMMAND, clone)
    page = output_of(clone) / f"{article.place.stem}.html"
    assert "更正：数字有误。" in page.read_text(encoding="utf-8")
