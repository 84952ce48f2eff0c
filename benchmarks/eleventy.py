"""Eleventy: Markdown and Nunjucks on Node; skipped, and said so, where there is no Node."""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from benchmarks import site
from benchmarks.corpus import Article, articles, picture_bytes
from benchmarks.peer import UnavailableError, copy_theme, install, write
from benchmarks.vocabulary import COLUMNS

VERSION = "3.1.8"
HEAP_MB = 16000
_PAGE = re.compile(r"(.*/)page/(\d+)\.html")
_PROGRAM = "node_modules/@11ty/eleventy/cmd.cjs"


class Eleventy:
    """Eleventy with plain links: it has no checked ones."""

    name = "eleventy"

    def __init__(self) -> None:
        self.modules = Path()

    def install(self, tools: Path) -> None:
        """``npm install`` once; UnavailableError without Node or npm."""
        node, npm = shutil.which("node"), shutil.which("npm")
        if node is None or npm is None:
            raise UnavailableError("node or npm is not installed")
        folder = tools / f"eleventy-{VERSION}"
        self.modules = folder / "node_modules"
        if not (folder / _PROGRAM).exists():
            write(folder / "package.json", '{"private": true}\n')
            install([npm, "install", "--silent", f"@11ty/eleventy@{VERSION}"], folder)

    def lay_down(self, folder: Path, size: int) -> None:
        """Content, templates, pictures, ``site.json``."""
        copy_theme("eleventy", folder)
        settings = json.dumps(_settings(size), ensure_ascii=False, indent=1)
        write(folder / "site.json", settings)
        write(folder / "package.json", '{"private": true, "type": "module"}\n')
        (folder / "node_modules").symlink_to(self.modules.resolve())
        write(folder / "static" / site.STYLESHEET, site.CSS)
        write(folder / "static" / "robots.txt", "User-agent: *\nAllow: /\n")
        for article in articles(size):
            self.write_article(folder, article)

    def write_article(self, folder: Path, article: Article) -> None:
        """The article, its picture and its English version."""
        stem, content = article.place.stem, folder / "src" / "content"
        address = site.picture_address(article)
        english = f"/en/{stem}.html" if article.has_english else ""
        header = _header(article, "zh", article.title, article.summary, english)
        write(content / f"{stem}.md", header + article.body(site.item_address, address))
        if article.picture:
            write(folder / "static" / address[1:], picture_bytes(article.place.number))
        if article.has_english:
            summary = site.english_summary(article)
            header = _header(article, "en", article.english_title, summary, f"/{stem}.html")
            text = header + article.english_body(site.item_address)
            write(content / f"{stem}-en.md", text)

    def command(self, output: Path) -> tuple[str, ...]:
        """A full build; ``--incremental`` fails with paginated collections in this version."""
        return ("node", f"--max-old-space-size={HEAP_MB}", _PROGRAM, "--quiet",
                f"--output={output}")  # fmt: skip

    def environment(self) -> Mapping[str, str]:
        """Nothing."""
        return {}

    def neutral(self, path: str) -> str:
        """List pages are numbered from the newest: ``yaowen/page/2.html``."""
        found = _PAGE.fullmatch(path)
        return f"{found[1]}index.html#{found[2]}" if found else path


def _header(article: Article, lang: str, title: str, summary: str, other: str) -> str:
    place = article.place
    prefix = "/en" if lang == "en" else ""
    values: dict[str, Any] = {
        "title": title,
        "date": place.time.isoformat(),
        "permalink": f"{prefix}/{place.stem}.html",
        "layout": "article.njk",
        "lang": lang,
        "kind": place.column.kind,
        "column": place.column.path,
        "source": article.source,
        "author": article.author,
        "summary": summary,
        "translated_url": other,
    }
    # ``tags`` would make collections of Eleventy's own of them, which no template uses.
    topics = {"topics": list(article.tags)} if lang == "zh" else {}
    rows = (f"{k}: {json.dumps(v, ensure_ascii=False)}" for k, v in (values | topics).items())
    return "\n".join(("---", *rows, "---", "", ""))


def _settings(size: int) -> dict[str, Any]:
    used = site.english_columns(range(size))
    shown = {"zh": (COLUMNS, site.CHINESE), "en": (used, site.TRANSLATED)}
    return {
        "origin": site.ORIGIN,
        "domain": site.DOMAIN,
        "id_code": site.ID_CODE,
        "icp": site.ICP,
        "sponsor": site.SPONSOR,
        "organiser": site.ORGANISER,
        "contact": site.CONTACT,
        "description": site.DESCRIPTION,
        "stylesheet": site.STYLESHEET,
        "page_size": site.PAGE_SIZE,
        "home_news": site.HOME_NEWS,
        "home_notices": site.HOME_NOTICES,
        "words": {lang: names._asdict() for lang, (_, names) in shown.items()},
        "shown": {
            lang: [{"path": column.path, "name": names.column(column)} for column in columns]
            for lang, (columns, names) in shown.items()
        },
        "columns": {
            column.path: {
                "names": {lang: names.column(column) for lang, (_, names) in shown.items()},
                "types": {lang: names.column_type(column) for lang, (_, names) in shown.items()},
                "description": site.description(column),
                "words": column.name,
                "english": column in used,
            }
            for column in COLUMNS
        },
    }
