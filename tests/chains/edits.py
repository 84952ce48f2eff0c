"""Every kind of edit of content, settings, theme and policy; each a function of a seed.

An edit changes the town; what differs from main is then released, content and guard files as
the changes of their class. An edit that finds nothing to do returns False and another is tried.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from random import Random

from sanshen.content.addresses import item_folder, original_path, split_item_path
from sanshen.content.old_addresses import address_of
from sanshen.model.changes import Move
from tests.chains.model import (
    DT,
    GK,
    JD,
    PNG,
    SUB,
    TAGS,
    UNDATED,
    WJ,
    XIA,
    ZX,
    ColumnSettings,
    Piece,
    Town,
    policy,
)

HEADINGS = ("下节", "附则", "旧节", "新节")


class Draft:
    """What an edit is given: the town, its dice, and the moves to be declared."""

    def __init__(self, town: Town, seed: int) -> None:
        self.town = town
        self.dice = Random(seed)
        self.moves: list[Move] = []

    def some(self, wanted: Callable[[str, Piece], bool] = lambda _p, _o: True) -> str:
        """The path of a piece; LookupError when there is none of that sort."""
        found = [path for path, one in sorted(self.town.pieces.items()) if wanted(path, one)]
        if not found:
            raise LookupError
        return self.dice.choice(found)

    def original(self) -> str:
        """The path of an original."""
        return self.some(lambda path, _: is_original(path))

    def link(self) -> str:
        """Something that can be linked to."""
        dice, town = self.dice, self.town
        sort = dice.randrange(8)
        if sort == 0:
            return shown(dice.choice(sorted(town.columns)))
        if sort == 1:
            return f"/{dice.choice(sorted(town.sites))}/site.yml"
        path = self.some()
        heading = town.pieces[path].heading
        return shown(path) + (f"#h-{heading}" if heading and dice.random() < 0.5 else "")

    def body(self) -> Piece:
        """A new news item."""
        town, dice = self.town, self.dice
        piece = Piece("news", f"新闻{town.say()}", f"正文{town.say()}。")
        piece.tags = tuple(sorted(dice.sample(TAGS, dice.randrange(3))))
        piece.heading = dice.choice(("", "", *HEADINGS))
        piece.links = tuple(self.link() for _ in range(dice.randrange(3)))
        return piece

    def place(self, kind: str) -> str:
        """A free path for an item of a kind."""
        town, dice = self.town, self.dice
        fitting = [c for c, one in sorted(town.columns.items()) if kind in one.kinds]
        if not fitting:
            raise LookupError
        folder = dice.choice(fitting).removesuffix("column.yml")
        year = "" if kind in UNDATED else f"{dice.choice((2024, 2025, 2026))}/"
        day = "" if kind in UNDATED else f"{dice.randrange(1, 13):02d}{dice.randrange(1, 29):02d}-"
        return f"{folder}{year}{day}{dice.choice('klmnopqrstuv')}{dice.randrange(100)}.md"


def is_original(path: str) -> bool:
    """Whether an item path is that of an original."""
    return original_path(path) == path


def shown(path: str) -> str:
    """A path as links write it."""
    return "/" + path.removeprefix("content/")


def group(town: Town, path: str) -> tuple[list[str], list[str]]:
    """(an original and its translations, its attachments)."""
    pieces = [one for one in town.pieces if original_path(one) == path]
    files = [one for one in town.attached if one.startswith(f"{item_folder(path)}/")]
    return pieces, files


def forget(town: Town, gone: set[str]) -> None:
    """Take away what names pieces that are gone, as an editor would have to."""
    names = {shown(path) for path in gone}
    for path, piece in list(town.pieces.items()):
        piece.links = tuple(one for one in piece.links if one.partition("#")[0] not in names)
        if piece.interprets:
            piece.interprets = tuple(one for one in piece.interprets if one not in names)
            if not piece.interprets and is_original(path):
                for other in group(town, path)[0]:
                    town.pieces[other].kind, town.pieces[other].interprets = "news", ()
    for rows in town.redirects.values():
        for old, new in list(rows.items()):
            if new in names:
                del rows[old]


def edit_body(d: Draft) -> None:
    """Other words."""
    d.town.pieces[d.some()].text = f"改后正文{d.town.say()}。"


def edit_title(d: Draft) -> None:
    """Another title."""
    path = d.some()
    d.town.pieces[path].title = f"改题{d.town.say()}"


def edit_heading(d: Draft) -> None:
    """Another anchor; who links to the old one may be left with a dead link."""
    path = d.some()
    piece = d.town.pieces[path]
    before, piece.heading = piece.heading, d.dice.choice(("", *HEADINGS))
    if d.dice.random() < 0.8:
        old = f"{shown(path)}#h-{before}"
        for one in d.town.pieces.values():
            one.links = tuple(shown(path) if link == old else link for link in one.links)


def edit_header(d: Draft) -> None:
    """Fields that only pages of their own or machine files show."""
    piece = d.town.pieces[d.some(lambda path, _: is_original(path))]
    piece.more = d.dice.choice((
        "", f"subtitle: 副题{d.town.say()}\n", f"summary: 摘要{d.town.say()}\n", "author: 张三\n",
        "keywords: [水, 电]\n", "open_categories: [决策公开]\n", "text_language: en\n",
    ))  # fmt: skip


def edit_tags(d: Draft) -> None:
    """Tags come and go."""
    piece = d.town.pieces[d.some()]
    before = piece.tags
    while piece.tags == before:
        piece.tags = tuple(sorted(d.dice.sample(TAGS, d.dice.randrange(len(TAGS)))))


def edit_links(d: Draft) -> None:
    """Other links."""
    piece = d.town.pieces[d.some()]
    piece.links = tuple(d.link() for _ in range(d.dice.randrange(1, 4)))


def add_item(d: Draft) -> None:
    """One more item, or several released together, at one instant."""
    for _ in range(d.dice.choice((1, 1, 2, 4))):
        piece = d.body()
        piece.kind = d.dice.choice(("news", "news", "notice", "page", "activity"))
        d.town.pieces[d.place(piece.kind)] = piece


def change_kind(d: Draft) -> None:
    """News become a notice or the other way round."""
    path = d.some(lambda _, one: one.kind in ("news", "notice"))
    for other in group(d.town, original_path(path))[0]:
        kinds = {"news": "notice", "notice": "news"}
        d.town.pieces[other].kind = kinds[d.town.pieces[other].kind]


def delete_item(d: Draft) -> None:
    """A reviewed deletion, with all that belongs to the item; now and then links stay behind."""
    path = d.original()
    pieces, files = group(d.town, path)
    for one in pieces:
        del d.town.pieces[one]
    for one in files:
        del d.town.attached[one]
    if d.dice.random() < 0.85:
        forget(d.town, set(pieces))


def move_item(d: Draft, new: str, path: str) -> None:
    """Give an item another path; its old address leads to the new one, its time stays."""
    pieces, files = group(d.town, path)
    for one in pieces:
        to = new if one == path else new.replace(".md", one.removeprefix(path[:-3]))
        piece = d.town.pieces.pop(one)
        place = address_of(one)
        assert place is not None
        piece.former = (place[1], *piece.former)
        d.town.pieces[to] = piece
        d.moves.append(Move(one, to))
    for one in files:
        d.town.attached[f"{item_folder(new)}/{one.rpartition('/')[2]}"] = d.town.attached.pop(one)
    if d.dice.random() < 0.4:
        for old, to in d.moves:
            for piece in d.town.pieces.values():
                piece.links = tuple(one.replace(shown(old), shown(to)) for one in piece.links)


def move_column(d: Draft) -> None:
    """移栏: to another column of the same site."""
    path = d.original()
    kinds = {d.town.pieces[one].kind for one in group(d.town, path)[0]}
    parts = split_item_path(path)
    assert parts is not None
    fitting = [
        column
        for column, one in sorted(d.town.columns.items())
        if kinds <= set(one.kinds)
        and column.startswith(f"content/{parts.site}/")
        and column != d.town.column_of(path)
    ]
    if not fitting:
        raise LookupError
    name = path.removeprefix(d.town.column_of(path).removesuffix("column.yml"))
    move_item(d, d.dice.choice(fitting).removesuffix("column.yml") + name, path)


def rename(d: Draft) -> None:
    """改名: another slug, sometimes another year."""
    path = d.original()
    folder, _, name = path.rpartition("/")
    dated = folder[-4:].isdigit()
    if dated and d.dice.random() < 0.3:
        folder = folder[:-4] + str(d.dice.choice((2024, 2025, 2026)))
    start = f"{name[:4]}-" if dated else ""
    move_item(d, f"{folder}/{start}g{d.dice.randrange(1000)}.md", path)


def merge(d: Draft) -> None:
    """合并: an item goes, another one takes in its address."""
    gone = d.some(lambda path, _: is_original(path) and not group(d.town, path)[1])
    parts = split_item_path(gone)
    assert parts is not None
    kept = d.some(
        lambda path, _: is_original(path) and path != gone
        and path.startswith(f"content/{parts.site}/")
    )  # fmt: skip
    pieces = group(d.town, gone)[0]
    addresses = [place[1] for one in pieces if (place := address_of(one))]
    former = [old for one in pieces for old in d.town.pieces[one].former]
    for one in pieces:
        del d.town.pieces[one]
    d.town.pieces[kept].former += (*addresses, *former)
    if d.dice.random() < 0.7:
        forget(d.town, set(pieces))
    d.moves += [Move(one, kept) for one in pieces]


def change_former(d: Draft) -> None:
    """An old address more, or one less."""
    path = d.original()
    piece = d.town.pieces[path]
    if piece.former and d.dice.random() < 0.5:
        piece.former = piece.former[1:]
    else:
        piece.former += (f"/old/{d.dice.randrange(40)}.html",)


def add_translation(d: Draft) -> None:
    """An English version; on a site or in a column that had none, that is much."""
    path = d.some(
        lambda path, _: is_original(path) and path.replace(".md", ".en.md") not in d.town.pieces
        and "en" in d.town.sites[path.split("/")[1]].languages
    )  # fmt: skip
    first = d.town.pieces[path]
    piece = replace(d.body(), kind=first.kind, title=f"News {d.town.say()}")
    d.town.pieces[path.replace(".md", ".en.md")] = piece


def remove_translation(d: Draft) -> None:
    """A translation goes."""
    path = d.some(lambda path, _: not is_original(path))
    del d.town.pieces[path]
    forget(d.town, {path})


def add_attachment(d: Draft) -> None:
    """A file more: named in the header, in the text, or the item's picture."""
    path = d.original()
    piece, way = d.town.pieces[path], d.dice.randrange(3)
    name = f"f{d.dice.randrange(100)}.{'csv' if way == 0 else 'png'}"
    if f"{item_folder(path)}/{name}" in d.town.attached or piece.picture and way == 2:
        raise LookupError
    number = str(d.dice.randrange(5)).encode()
    d.town.attached[f"{item_folder(path)}/{name}"] = (b"" if way == 0 else PNG) + number
    if way == 0:
        piece.files[name] = f"附件{d.town.say()}"
    elif way == 1:
        piece.shown_files += (name,)
    else:
        piece.picture = name


def change_attachment(d: Draft) -> None:
    """Other bytes under the same name."""
    if not d.town.attached:
        raise LookupError
    path = d.dice.choice(sorted(d.town.attached))
    d.town.attached[path] += str(d.dice.randrange(10)).encode()


def remove_attachment(d: Draft) -> None:
    """A file goes, with what names it."""
    if not d.town.attached:
        raise LookupError
    path = d.dice.choice(sorted(d.town.attached))
    del d.town.attached[path]
    folder, _, name = path.rpartition("/")
    for one in group(d.town, f"{folder}.md")[0]:
        piece = d.town.pieces[one]
        piece.files.pop(name, None)
        piece.shown_files = tuple(file for file in piece.shown_files if file != name)
        piece.picture = "" if piece.picture == name else piece.picture


def interpret(d: Draft) -> None:
    """An interpretation more, or one that explains something else."""
    document = d.some(lambda path, one: is_original(path) and one.kind == "normative")
    if d.dice.random() < 0.5:
        piece = Piece("interpretation", f"解读{d.town.say()}", f"说明{d.town.say()}。")
        path = d.place("interpretation")
    else:
        path = d.some(lambda path, one: is_original(path) and bool(one.interprets))
        piece = d.town.pieces[path]
    piece.interprets = (shown(document),)
    d.town.pieces[path] = piece


def add_document(d: Draft) -> None:
    """A document more."""
    document = Piece("normative", f"规定{d.town.say()}", "第一条 本规定。", heading="附则")
    d.town.pieces[d.place("normative")] = document


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


CONTENT: tuple[Callable[[Draft], None], ...] = (
    edit_body, edit_title, edit_heading, edit_header, edit_tags, edit_links, add_item, change_kind,
    delete_item, move_column, rename, merge, change_former, add_translation, remove_translation,
    add_attachment, change_attachment, remove_attachment, interpret, add_document,
)  # fmt: skip
GUARD: tuple[Callable[[Draft], None], ...] = (
    column_settings, column_dialect, column_comes_or_goes, site_words, site_domain, site_languages,
    site_topics, site_omit, site_dialect, site_timezone, change_redirects, theme_template,
    theme_static, change_policy,
)  # fmt: skip
