"""源文件 (sources): the measured site as a city's repository holds it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from benchmarks import site
from benchmarks.corpus import PICTURE, Article, articles, make_article, picture_bytes, place_of
from benchmarks.vocabulary import COLUMNS, Column

PROJECT = Path(__file__).parents[1]
CONTENT = f"content/{site.CODE}"
EQUAL_THEME = Path(__file__).parent / "themes" / "sanshen"
REAL_THEME = PROJECT / "theme"
IDENTITY_DOMAIN = "people.cesu.example"
EDITOR, PUBLISHER, SECRECY = "bianji", "fabu", "baomi"
REVIEWERS = ("chushen", "shenhe", "shenfa")
GUARD = ("jishu", "fazhi", "zhuren")
PEOPLE = (EDITOR, PUBLISHER, SECRECY, *REVIEWERS, *GUARD)


def content_path(article: Article, lang: str = "") -> str:
    """Where an article's file is; ``lang`` names a translation."""
    return f"{CONTENT}/{article.place.stem}{'.' + lang if lang else ''}.md"


def article_files(article: Article) -> Iterator[tuple[str, bytes]]:
    """The files of one article: text, picture, English version."""
    picture = f"{article.place.name}/{PICTURE}"
    body = article.body(_link, picture)
    yield content_path(article), (_header(article) + body).encode()
    if article.picture:
        folder = f"{CONTENT}/{article.place.stem}"
        yield f"{folder}/{PICTURE}", picture_bytes(article.place.number)
    if article.has_english:
        text = _english_header(article) + article.english_body(_link)
        yield content_path(article, "en"), text.encode()


def corpus_files(size: int) -> Iterator[tuple[str, bytes]]:
    """Every content file of the site."""
    for article in articles(size):
        yield from article_files(article)


def first_files(size: int) -> dict[str, bytes]:
    """The first article and its 存量登记: a city is founded on content, however little."""
    article = make_article(0, size)
    register = (
        f"from: 测速语料\nitems:\n  {content_path(article)}: {article.place.time:%Y-%m-%d %H:%M}\n"
    )
    return dict(article_files(article)) | {
        f"registry/legacy/{site.CODE}.yml": register.encode(),
    }


def _link(number: int) -> str:
    return f"/{site.CODE}/{place_of(number).stem}.md"


def _header(article: Article) -> str:
    kind = article.place.column.kind
    lines = ["---", f"kind: {kind}", f"title: {article.title}", f"summary: {article.summary}"]
    lines += [f"source: {article.source}", f"author: {article.author}"]
    lines += [f"tags: [{', '.join(article.tags)}]"]
    lines += ["notice_type: 通知"] if kind == "notice" else []
    return "\n".join([*lines, "---", "", ""])


def _english_header(article: Article) -> str:
    lines = ["---", f"kind: {article.place.column.kind}", f"title: {article.english_title}"]
    lines += [f"summary: {site.english_summary(article)}"]
    lines += [f"source: {article.source}", f"author: {article.author}"]
    return "\n".join([*lines, "---", "", ""])


def guard_files(theme: Path) -> dict[str, bytes]:
    """Settings, policy, calendar and theme: what a city is founded on, before any content."""
    files = {
        "review_policy.yml": _policy().encode(),
        ".gitignore": b"build/\noutput/\n",
        f"{CONTENT}/site.yml": (_site() + _omitted(theme)).encode(),
    }
    for order, column in enumerate(COLUMNS, 1):
        files[f"{CONTENT}/{column.path}/column.yml"] = _column(column, order).encode()
    for year in sorted((PROJECT / "registry" / "calendar").glob("*.yml")):
        files[f"registry/calendar/{year.name}"] = year.read_bytes()
    return files | theme_files(theme)


def theme_files(theme: Path) -> dict[str, bytes]:
    """A theme as the repository holds it: ours as it is, or ours with the equal templates over it.

    Where the equal theme has no template of its own for a page, the page is drawn by the real
    theme: every page the platform declares is built either way.
    """
    files = {
        f"theme/{file.relative_to(REAL_THEME).as_posix()}": file.read_bytes()
        for file in sorted(REAL_THEME.rglob("*"))
        if file.is_file()
    }
    if theme == REAL_THEME:
        return files
    for file in sorted(theme.glob("*.html")):
        files[f"theme/templates/{file.name}"] = file.read_bytes()
    return files | {"theme/static/css/main.css": site.CSS.encode()}


def _site() -> str:
    return f"""name: {site.NAME}
level: city
sponsor: {site.SPONSOR}
organiser: {site.ORGANISER}
supervisor: {site.SPONSOR}
domain: {site.DOMAIN}
site_id_code: "{site.ID_CODE}"
icp: {site.ICP}
contact: {site.CONTACT}
languages: [zh-cn, en]
description: {site.DESCRIPTION}
names: {{en: {site.ENGLISH_NAME}}}
"""


def _omitted(theme: Path) -> str:
    """Under the equal theme the site publishes what the peers do, under the real one all it can."""
    return "" if theme == REAL_THEME else "omit: [years, feeds, sitemap, catalogue]\n"


def _column(column: Column, order: int) -> str:
    return f"""name: {column.name}
kinds: [{column.kind}]
owner: {site.SPONSOR}
description: {site.description(column)}
keywords: [{column.name}]
order: {order}
names: {{en: {column.english}}}
"""


def _policy() -> str:
    lines = ["schema: 1", f"identity_domain: {IDENTITY_DOMAIN}", "timezone: Asia/Shanghai"]
    lines += ["secrecy_may_hold_first_stage: 否", "people:"]
    for person in PEOPLE:
        lines += [f"  {person}:", "    post: 测速人员", f"    unit: {site.SPONSOR}"]
        lines += ["    from: 2020-01-01"]
    lines += ["roles:", f"  - site: {site.CODE}"]
    stages = ("first", "second", "final")
    lines += [f"    {s}: [{p}]" for s, p in zip(stages, REVIEWERS, strict=True)]
    lines += [f"    secrecy: [{SECRECY}]", f"    publisher: [{PUBLISHER}]", "guard:"]
    lines += [f"  {s}: [{p}]" for s, p in zip(stages, GUARD, strict=True)]
    return "\n".join([*lines, ""])
