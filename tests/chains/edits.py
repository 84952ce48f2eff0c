"""Every kind of edit of content; each a function of a draft and its dice."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from sanshen.content.addresses import item_folder, original_path, split_item_path
from sanshen.content.old_addresses import address_of
from sanshen.model.changes import Move
from tests.chains.drafting import HEADINGS, Draft, forget, group, is_original, shown
from tests.chains.model import PNG, TAGS, Piece


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
    if f"{item_folder(path)}/{name}" in d.town.attached or (piece.picture and way == 2):
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


CONTENT: tuple[Callable[[Draft], None], ...] = (
    edit_body, edit_title, edit_heading, edit_header, edit_tags, edit_links, add_item, change_kind,
    delete_item, move_column, rename, merge, change_former, add_translation, remove_translation,
    add_attachment, change_attachment, remove_attachment, interpret, add_document,
)  # fmt: skip
