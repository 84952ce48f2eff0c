"""本平台 (ours): a fresh clone of the measured city for each run, and the command to build it."""

from __future__ import annotations

import hashlib
import re
import sys
from collections.abc import Mapping
from pathlib import Path

from benchmarks import site, sources
from benchmarks.city import City, lay_down_city, release_change
from benchmarks.corpus import Article
from benchmarks.vocabulary import TAGS
from sanshen.content.source import blob_id
from sanshen.gate.house import MAIN_REF
from sanshen.gitio.repository import Repository

PAGE = re.compile(r"(.*/)page-(\d+)\.html")
COMMAND = (sys.executable, "-m", "sanshen", "build", "--site", site.CODE, "--swap")
TIMES_VARIABLE = "SANSHEN_TIMES"
THEMES: Mapping[str, Path] = {
    "sanshen": sources.EQUAL_THEME,
    "sanshen-real": sources.REAL_THEME,
}


class Ours:
    """One theme of ours over one corpus: a city, and clones of it as a publisher has them."""

    def __init__(self, name: str, folder: Path, size: int) -> None:
        self.name = name
        self.folder = folder
        self.city: City = lay_down_city(folder, size, THEMES[name])

    def fresh_clone(self, name: str) -> Path:
        """A new clone, nothing of ours in it yet: what a cold build starts from."""
        clone = self.folder / name
        server = self.city.house.repository.path
        Repository(self.folder).run("clone", "--quiet", "--no-checkout", str(server), str(clone))
        return clone

    def release(self, article: Article) -> None:
        """Release an article as it is now: the files of it that main holds otherwise."""
        held = self.city.house.repository
        main = {path: blob for path, _, blob in held.list_tree(MAIN_REF)}
        files = dict(sources.article_files(article))
        changed = {p: data for p, data in files.items() if main.get(p) != blob_id(data)}
        release_change(self.city, changed, article.title)

    def fetch(self, clone: Path) -> None:
        """Bring a clone up to what the gate has released."""
        Repository(clone).run("fetch", "--quiet", "origin")


def output_of(clone: Path) -> Path:
    """The tree that is served; FileNotFoundError when a build has not swapped any in."""
    return (clone / "output" / site.CODE).resolve(strict=True)


def live_after(clone: Path, started: float) -> float | None:
    """Seconds from ``started`` until the served link was swapped; None when it was not."""
    served = clone / "output" / site.CODE
    if not served.is_symlink():
        return None
    swapped = served.lstat().st_ctime - started
    return swapped if swapped > 0 else None


def neutral(path: str) -> str:
    """Our list pages are numbered from the oldest, our tags have a digest in their address."""
    for tag in TAGS:
        path = path.replace(f"tags/{tag_digest(tag)}/", f"tags/{tag}/")
    found = PAGE.fullmatch(path)
    return f"{found[1]}index.html#{int(found[2]) + 1}" if found else path


def tag_digest(tag: str) -> str:
    """What stands for a tag in the address of its pages."""
    return hashlib.sha256(tag.encode()).hexdigest()[:10]
