"""Every kind of edit of settings, theme and policy; each a function of a draft and its dice."""

from __future__ import annotations

from collections.abc import Callable

from tests.chains.drafting import Draft, forget, shown
from tests.chains.model import DT, GK, JD, SUB, TAGS, WJ, XIA, ZX, ColumnSettings, policy


def column_settings(d: Draft) -> None:
    """Name, order or English name of a column."""
    column = d.town.columns[d.dice.choice(sorted(d.town.columns))]
    way = d.dice.randrange(3)
    if way == 0:
        column.name = f"栏目{d.town.say()}"
    elif way == 1:
        column.order = d.dice.randrange(20)
    else:
        column.english = f"Column {d.town.say()}"


def column_dialect(d: Draft) -> None:
    """A column's texts are read in another dialect from now on."""
    column = d.town.columns[d.dice.choice(sorted(d.town.columns))]
    others = [one for one in ("", "classic", "commonmark") if one != column.markdown]
    column.markdown = d.dice.choice(others)


def column_comes_or_goes(d: Draft) -> None:
    """A new column, empty at first, or one without items goes."""
    used = {d.town.column_of(path) for path in d.town.pieces}
    above = {c.rpartition("/")[0].rpartition("/")[0] for c in d.town.columns}
    linked = {link for one in d.town.pieces.values() for link in one.links}
    linked |= {new for rows in d.town.redirects.values() for new in rows.values()}
    free = [
        c for c in sorted(d.town.columns)
        if c not in used and c.rpartition("/")[0] not in above and shown(c) not in linked
    ]  # fmt: skip
    if free and d.dice.random() < 0.6:
        del d.town.columns[d.dice.choice(free)]
        return
    parent = d.dice.choice((DT, SUB, WJ, GK, JD, ZX, XIA))
    if f"{parent}column.yml" not in d.town.columns:
        raise LookupError
    path = f"{parent}n{d.dice.randrange(100)}/column.yml"
    d.town.columns[path] = ColumnSettings(f"新栏{d.town.say()}", ("news", "notice"))


def site_words(d: Draft) -> None:
    """The name of a site, or how to reach it."""
    site = d.town.sites[d.dice.choice(sorted(d.town.sites))]
    if d.dice.random() < 0.5:
        site.name = f"测试{d.town.say()}人民政府"
    else:
        site.contact = f"0899-{d.dice.randrange(1000000, 9999999)}"


def site_domain(d: Draft) -> None:
    """Another domain: pages of the other site that link here change too."""
    code = d.dice.choice(sorted(d.town.sites))
    d.town.sites[code].domain = f"www.{code}{d.dice.randrange(100)}.example"


def site_languages(d: Draft) -> None:
    """English comes or goes, with all that is written in it."""
    code = d.dice.choice(sorted(d.town.sites))
    site = d.town.sites[code]
    if "en" not in site.languages:
        site.languages = ("zh-cn", "en")
        return
    gone = {p for p in d.town.pieces if p.startswith(f"content/{code}/") and p.endswith(".en.md")}
    for path in gone:
        del d.town.pieces[path]
    forget(d.town, gone)
    site.languages = ("zh-cn",)


def site_topics(d: Draft) -> None:
    """A tag becomes a topic, or is none any more."""
    site = d.town.sites[d.dice.choice(sorted(d.town.sites))]
    if site.topics and d.dice.random() < 0.5:
        site.topics = {}
    else:
        site.topics = {"zhuanti": d.dice.choice(TAGS)}


def site_omit(d: Draft) -> None:
    """What a site leaves out."""
    site = d.town.sites[d.dice.choice(sorted(d.town.sites))]
    every = ("tags", "years", "feeds", "sitemap", "catalogue")
    before = site.omit
    while site.omit == before:
        site.omit = tuple(sorted(d.dice.sample(every, d.dice.randrange(4))))


def site_dialect(d: Draft) -> None:
    """The dialect of a whole site."""
    site = d.town.sites[d.dice.choice(sorted(d.town.sites))]
    site.markdown = {"classic": "commonmark", "commonmark": "classic"}[site.markdown]


def site_timezone(d: Draft) -> None:
    """Another zone: every time is written otherwise."""
    site = d.town.sites[d.dice.choice(sorted(d.town.sites))]
    zones = ("Asia/Shanghai", "Asia/Urumqi", "UTC")
    site.timezone = d.dice.choice([zone for zone in zones if zone != site.timezone])


def change_redirects(d: Draft) -> None:
    """Legacy addresses of a site: to items, columns, the other site."""
    code = d.dice.choice(sorted(d.town.sites))
    rows = d.town.redirects.setdefault(code, {})
    if rows and d.dice.random() < 0.4:
        del rows[d.dice.choice(sorted(rows))]
    else:
        rows[f"/list/{d.dice.randrange(50)}.htm"] = d.link().partition("#")[0]


def theme_template(d: Draft) -> None:
    """A word in a template: of all pages, of some, or in a library of macros."""
    names = ("base", "article", "page", "category", "index", "tag", "tags", "year", "404", "_item")
    path = f"theme/templates/{d.dice.choice(names)}.html"
    text = d.town.other[path].decode()
    at = "<header>" if "_item" in path else "</main>" if "base" in path else "{% block content %}"
    put = f"<p>版{d.town.say()}</p>"
    after = f"{put}{at}" if "base" in path else f"{at}{put}"
    d.town.other[path] = text.replace(at, after, 1).encode()


def theme_static(d: Draft) -> None:
    """A static file more, other bytes, or one less."""
    extra = "theme/static/extra.txt"
    way = d.dice.randrange(3)
    if way == 0:
        d.town.other["theme/static/css/main.css"] += f"/*{d.town.say()}*/".encode()
    elif extra in d.town.other and way == 1:
        del d.town.other[extra]
    else:
        d.town.other[extra] = d.town.say().encode()


def change_policy(d: Draft) -> None:
    """The review policy: no page shows it."""
    d.town.other["review_policy.yml"] = policy(f"单位{d.dice.randrange(1000)}")


GUARD: tuple[Callable[[Draft], None], ...] = (
    column_settings, column_dialect, column_comes_or_goes, site_words, site_domain, site_languages,
    site_topics, site_omit, site_dialect, site_timezone, change_redirects, theme_template,
    theme_static, change_policy,
)  # fmt: skip
