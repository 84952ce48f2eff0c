"""A town for the index's tests: a git repository whose files are changed by committing them."""

from __future__ import annotations

import sqlite3
import subprocess
from collections.abc import Mapping
from contextlib import closing
from pathlib import Path

from sanshen.content.records import RecordStore
from sanshen.index.city_index import CityIndex
from sanshen.index.explain import explain
from sanshen.index.inputs import Inputs, Update
from sanshen.index.listing import read_listing, read_state
from sanshen.index.release_file import ReleaseFile
from sanshen.index.source_files import ListedSource
from sanshen.index.updating import update
from sanshen.model.findings import Finding
from sanshen.model.releases import ReleasedFile
from sanshen.publish.executor import SerialExecutor

PNG = b"\x89PNG\r\n\x1a\n" + bytes(20)
LIST = "build/release-list.sqlite"
ROWS = {
    "items": 'path, blob, site, "column", kind, lang, original, address, title, year, tags, '
    "former, ord, shown, published, updated, change, baseline, anchors, interprets",
    "links": "(SELECT path FROM items WHERE id = links.item AND links.id >= first_link "
    "AND links.id < end_link), target, fragment",
    "tags": "(SELECT path FROM items WHERE id = tags.item), site, lang, tag, ord",
    "attachments": "*",
    "settings": "*",
    "others": "*",
    "pages": "*",
    "redirects": "*",
    "counts": "*",
    "tag_counts": "*",
}


def site_text(domain: str = "www.cs.example", languages: str = "zh-cn, en") -> str:
    """``site.yml``."""
    return f"""name: 测试市人民政府
level: city
sponsor: 测试市人民政府办公室
organiser: 测试市电子政务中心
supervisor: 测试市人民政府办公室
domain: {domain}
site_id_code: 9999000001
icp: 示ICP备99000001号
contact: 0899-6600000
languages: [{languages}]
description: 测试市人民政府门户网站
"""


def column_text(name: str, kinds: str) -> str:
    """A ``column.yml``."""
    return (
        f"name: {name}\nkinds: [{kinds}]\nowner: 办公室\ndescription: {name}\nkeywords: [{name}]\n"
    )


def news_text(title: str = "动态", body: str = "正文。", more: str = "") -> str:
    """A news item; ``more`` are further lines of its header."""
    return f"---\nkind: news\ntitle: {title}\nsource: 办公室\n{more}---\n\n{body}\n"


def page_text(title: str = "关于", body: str = "正文。", more: str = "") -> str:
    """A page without a date."""
    return f"---\nkind: page\ntitle: {title}\n{more}---\n\n{body}\n"


def explaining_text(*documents: str, title: str = "解读") -> str:
    """An interpretation of some documents (source paths as links write them)."""
    return (
        f"---\nkind: interpretation\ntitle: {title}\ninterprets: [{', '.join(documents)}]\n"
        "form: 文字\ndrafting_unit: 办公室\n---\n\n说明。\n"
    )


def town_files() -> dict[str, str | bytes]:
    """Two sites that link to each other, with translations, files, tags and anchors."""
    return {
        "content/cs/site.yml": site_text(),
        "content/cs/dt/column.yml": column_text("动态", "news, page"),
        "content/cs/dt/sub/column.yml": column_text("下级", "news, interpretation, page"),
        "content/cs/dt/2026/0101-a.md": news_text(
            "甲",
            "## 一节\n\n见[乙](0102-b.md#h-下节)和[图](0101-a/tu.png)。",
            "tags: [民生, 教育]\n",
        ),
        "content/cs/dt/2026/0101-a.en.md": news_text("A", "See [B](0102-b.md)."),
        "content/cs/dt/2026/0101-a/tu.png": PNG,
        "content/cs/dt/2026/0102-b.md": news_text("乙", "## 下节\n\n见[本栏](/cs/dt/column.yml)。"),
        "content/cs/dt/2026/0203-c.md": news_text(
            "丙", "见[甲](https://www.cs.example/dt/2026/0101-a.html#h-一节)。", "tags: [教育]\n"
        ),
        "content/cs/dt/about.md": page_text("关于", "见[县里](/xian/zx/2026/0105-x.md)。"),
        "content/cs/dt/sub/p.md": page_text("附页"),
        "content/cs/dt/sub/2026/0301-d.md": explaining_text("/cs/dt/2026/0102-b.md"),
        "content/xian/site.yml": site_text("www.xian.example", "zh-cn"),
        "content/xian/zx/column.yml": column_text("资讯", "news"),
        "content/xian/zx/2026/0105-x.md": news_text("县", "见[市里](/cs/dt/2026/0101-a.md)。"),
        "theme/templates/base.html": "x",
        ".gitignore": "build/\n",
    }


class Town:
    """One repository in ``root``."""

    def __init__(self, root: Path, files: Mapping[str, str | bytes] | None = None) -> None:
        self.root = root
        root.mkdir(parents=True, exist_ok=True)
        self.git("init", "-q", "-b", "main")
        self.write(town_files() if files is None else files)
        self.commit()
        self.store = RecordStore(root / "build" / "records.sqlite")
        self.released: dict[str, ReleasedFile] = {}
        self.seq = 0

    def git(self, *arguments: str) -> str:
        """Run git as nobody in particular."""
        who = ("-c", "user.name=t", "-c", "user.email=t@t.example", "-c", "commit.gpgsign=false")
        done = subprocess.run(
            ["git", *who, *arguments], cwd=self.root, check=True, capture_output=True, text=True
        )
        return done.stdout.strip()

    def write(self, files: Mapping[str, str | bytes | None]) -> None:
        """Change files of the working tree; None deletes."""
        for path, text in files.items():
            file = self.root / path
            if text is None:
                file.unlink()
                continue
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_bytes(text if isinstance(text, bytes) else text.encode())

    def commit(self) -> str:
        """Commit everything; the commit."""
        self.git("add", "-A")
        self.git("commit", "-q", "--allow-empty", "-m", "x")
        return self.git("rev-parse", "HEAD")

    def inputs(self, treeish: str = "HEAD", publishing: bool = False) -> Inputs:
        """What an update is made from."""
        listing = self.root / LIST if publishing else None
        return Inputs(self.root, treeish, listing, self.store, SerialExecutor())

    def update(self, treeish: str = "HEAD", publishing: bool = False, full: bool = False) -> Update:
        """Bring the index up to date."""
        return update(self.inputs(treeish, publishing), full)

    def explained(self, treeish: str = "HEAD", publishing: bool = False) -> tuple[Finding, ...]:
        """What the slow reading says."""
        state = read_state(self.root, treeish)
        source = ListedSource(self.root, read_listing(self.root, state), not treeish)
        if not publishing:
            return explain(source, None)
        with closing(ReleaseFile(self.root / LIST, readonly=True)) as releases:
            return explain(source, None, releases)

    def open(self, publishing: bool = False) -> CityIndex:
        """Open the index."""
        inputs = self.inputs(publishing=publishing)
        return CityIndex.open(inputs.file, self.store, self.root, readonly=False)

    def release(self, changes: Mapping[str, str | None]) -> None:
        """Release paths as they are in the working tree (a time), or take them back (None)."""
        file = self.root / LIST
        with closing(ReleaseFile(file, new=not file.exists())) as releases:
            self.seq += 1
            for path, time in changes.items():
                if time is None:
                    self.released.pop(path, None)
                    releases.put(self.seq, [(path, None, None)], logged=True)
                    continue
                blob = self.git("hash-object", "--no-filters", path)
                before = self.released.get(path)
                first = before.published if before else time
                one = ReleasedFile(path, blob, self.seq, first, time, baseline=False)
                self.released[path] = one
                releases.put(self.seq, [(path, f"100644:{blob}", one)], logged=True)
            releases.set("seq", self.seq)

    def rows(self, publishing: bool = False) -> dict[str, list[tuple[object, ...]]]:
        """Everything the index says, without numbers that only the index itself uses."""
        file = self.inputs(publishing=publishing).file
        with closing(sqlite3.connect(file)) as database:
            return {
                table: sorted(database.execute(f"SELECT {names} FROM {table}"), key=repr)
                for table, names in ROWS.items()
            }

    def rows_anew(self, publishing: bool = False) -> dict[str, list[tuple[object, ...]]]:
        """What a full filling says, without touching the index that is there."""
        kept = self.inputs(publishing=publishing).file
        aside = kept.with_name("aside.sqlite")
        kept.rename(aside)
        try:
            self.update("HEAD", publishing, full=True)
            return self.rows(publishing)
        finally:
            kept.unlink(missing_ok=True)
            aside.rename(kept)
