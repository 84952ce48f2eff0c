"""Stock Pelican: its own reader, generators and writer, with the equal templates."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import partial
from pathlib import Path
from typing import Any

from benchmarks import site
from benchmarks.corpus import Article, articles, picture_bytes, place_of
from benchmarks.peer import copy_theme, make_venv, write
from benchmarks.vocabulary import COLUMNS

VERSION = "4.12.0"
MARKDOWN = "3.11.3"
_PAGE = re.compile(r"(.*/)page/(\d+)\.html")


class Pelican:
    """Pelican without this project: what a city would have today."""

    name = "pelican"

    def __init__(self) -> None:
        self.program = Path()

    def install(self, tools: Path) -> None:
        """A virtual environment of its own."""
        packages = (f"pelican[markdown]=={VERSION}", f"markdown=={MARKDOWN}")
        self.program = make_venv(tools / "pelican", *packages) / "bin" / "pelican"

    def lay_down(self, folder: Path, size: int) -> None:
        """Content, theme, settings, and the plugin that lists the English versions."""
        copy_theme("pelican", folder / "theme")
        write(folder / "theme" / "static" / Path(site.STYLESHEET).relative_to("theme"), site.CSS)
        write(folder / "content" / "robots.txt", "User-agent: *\nAllow: /\n")
        rows = (f"{name} = {value!r}" for name, value in _settings(size).items())
        write(folder / "pelicanconf.py", "\n".join(rows) + "\n")
        for article in articles(size):
            self.write_article(folder, article)

    def write_article(self, folder: Path, article: Article) -> None:
        """The article, its picture and its English version."""
        file = folder / "content" / f"{article.place.stem}.md"
        address = site.picture_address(article)
        body = article.body(_link, f"{{static}}{address}")
        header = partial(_header, article)
        write(file, header("zh", article.title, article.summary) + body)
        if article.picture:
            write(folder / "content" / address[1:], picture_bytes(article.place.number))
        if article.has_english:
            text = header("en", article.english_title, site.english_summary(article))
            write(file.with_suffix(".en.md"), text + article.english_body(_link))

    def command(self, output: Path) -> tuple[str, ...]:
        """A full build; its content cache saves parsing alone and is off, as by default."""
        return (str(self.program), "--quiet", "--settings", "pelicanconf.py", "--output",
                str(output))  # fmt: skip

    def environment(self) -> Mapping[str, str]:
        """Nothing."""
        return {}

    def neutral(self, path: str) -> str:
        """List pages are numbered from the newest: ``yaowen/page/2.html``."""
        found = _PAGE.fullmatch(path)
        return f"{found[1]}index.html#{found[2]}" if found else path


def _link(number: int) -> str:
    return f"{{filename}}/{place_of(number).stem}.md"


def _header(article: Article, lang: str, title: str, summary: str) -> str:
    place = article.place
    tags = f"Tags: {', '.join(article.tags)}\n" if lang == "zh" else ""
    return (
        f"Title: {title}\nDate: {place.time:%Y-%m-%d %H:%M}\nSlug: {place.name}\n"
        f"Category: {place.column.path}\nLang: {lang}\nKind: {place.column.kind}\n{tags}"
        f"Source: {article.source}\nAuthor: {article.author}\nSummary: {summary}\n\n"
    )


def _settings(size: int) -> dict[str, Any]:
    used = site.english_columns(range(size))
    columns = [column.path for column in COLUMNS]
    return _site_settings(size) | {
        "PATH": "content",
        "THEME": "theme",
        "THEME_STATIC_DIR": "theme",
        "PLUGIN_PATHS": ["theme/plugins"],
        "PLUGINS": ["english_lists"],
        "TIMEZONE": "Asia/Shanghai",
        "DEFAULT_LANG": "zh",
        "ARTICLE_PATHS": columns,
        "STATIC_PATHS": [*columns, "robots.txt"],
        "PAGE_PATHS": [],
        "USE_FOLDER_AS_CATEGORY": False,
        "SLUGIFY_USE_UNICODE": True,
        "ARTICLE_URL": "{category}/{date:%Y}/{slug}.html",
        "ARTICLE_SAVE_AS": "{category}/{date:%Y}/{slug}.html",
        "ARTICLE_LANG_URL": "{lang}/{category}/{date:%Y}/{slug}.html",
        "ARTICLE_LANG_SAVE_AS": "{lang}/{category}/{date:%Y}/{slug}.html",
        "CATEGORY_URL": "{slug}/index.html",
        "CATEGORY_SAVE_AS": "{slug}/index.html",
        "TAG_URL": "tags/{slug}/index.html",
        "TAG_SAVE_AS": "tags/{slug}/index.html",
        "TAGS_SAVE_AS": "tags/index.html",
        "AUTHOR_SAVE_AS": "",
        "AUTHORS_SAVE_AS": "",
        "ARCHIVES_SAVE_AS": "",
        "CATEGORIES_SAVE_AS": "",
        "DIRECT_TEMPLATES": ["index", "tags", "404"],
        "PAGINATED_TEMPLATES": {"tag": None, "category": None},
        "DEFAULT_PAGINATION": site.PAGE_SIZE,
        "PAGINATION_PATTERNS": [
            (1, "{url}", "{save_as}"),
            (2, "{base_name}/page/{number}.html", "{base_name}/page/{number}.html"),
        ],
        "FEED_ALL_ATOM": None,
        "CATEGORY_FEED_ATOM": None,
        "TRANSLATION_FEED_ATOM": None,
        "AUTHOR_FEED_ATOM": None,
        "AUTHOR_FEED_RSS": None,
        "ENGLISH_COLUMNS": [column.path for column in used],
    }


def _site_settings(size: int) -> dict[str, Any]:
    shown = {"zh": (COLUMNS, site.CHINESE),
             "en": (site.english_columns(range(size)), site.TRANSLATED)}  # fmt: skip
    return {
        "SITENAME": site.NAME,
        "SITEURL": "",
        "ORIGIN": site.ORIGIN,
        "DOMAIN": site.DOMAIN,
        "ID_CODE": site.ID_CODE,
        "ICP": site.ICP,
        "SPONSOR": site.SPONSOR,
        "ORGANISER": site.ORGANISER,
        "CONTACT": site.CONTACT,
        "DESCRIPTION": site.DESCRIPTION,
        "STYLESHEET": site.STYLESHEET,
        "HOME_NEWS": site.HOME_NEWS,
        "HOME_NOTICES": site.HOME_NOTICES,
        "WORDS": {lang: names._asdict() for lang, (_, names) in shown.items()},
        "SHOWN_COLUMNS": {
            lang: [(column.path, names.column(column)) for column in columns]
            for lang, (columns, names) in shown.items()
        },
        "COLUMNS": {
            column.path: {
                "names": {names.prefix: names.column(column) for _, names in shown.values()},
                "types": {names.prefix: names.column_type(column) for _, names in shown.values()},
                "description": site.description(column),
                "words": column.name,
            }
            for column in COLUMNS
        },
    }
