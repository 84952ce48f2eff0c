"""What edits are made with: a town, dice, and the moves that are to be declared.

An edit changes the town; what differs from main is then released, content and guard files as
the changes of their class. One that finds nothing to do raises LookupError.
"""

from __future__ import annotations

from collections.abc import Callable
from random import Random

from sanshen.content.addresses import item_folder, original_path
from sanshen.model.changes import Move
from tests.chains.model import (
    TAGS,
    UNDATED,
    Piece,
    Town,
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
