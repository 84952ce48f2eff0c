"""网页片段 (page pieces): what a page says, piece by piece; pieces that pages share are read once.

A piece is a tag that may say something, with the text up to the next tag; or a whole title or
script, or a link from its tag to its end where no words follow the tag. One that can be read
by itself says the same on every page; a page says what its pieces say together.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from sanshen.publish.page_tags import ANCHOR, HEADING, META, TARGET, Saying, read_tags, text

# Goes quickly over tags that say nothing; what follows any other ``<`` is a piece.
_PIECE = re.compile(
    rb"<(?!/?(?:p|li|t[drh]|strong|a|h[2-6]|ul|ol|em|div|span|table|thead|tbody|d[ltd]|code|pre|"
    rb"blockquote|del|header|nav|section|article|aside|footer|main|head|body|abbr|sup|br|hr)>)"
    rb"((?:title>[^<\n]*</title>|script(?: [^<>\n]*)?></script>|a [^<>\n]*+> *+(?=<)[^\n]*?</a>)?"
    rb"[^<]*+)"
)
# The forms of nearly all pieces that come only once; a link must have words right behind its tag,
# so it does not matter where it ends.
_COMMON = re.compile(
    rb'a (?:rel="[a-z ]*" )?href="(?P<target>[^"<>&\n]+)"(?: (?:href)?lang="[A-Za-z-]*")*>'
    rb"(?=[0-9A-Za-z\xe4-\xed])"
    rb'|meta name="(?P<name>[^"<>&\n]+)" content="(?P<content>[^"<>&\n]*)">'
    rb'|h[2-6] id="(?P<anchor>[^"<>&\n]+)">|(?P<heading>h1)>'
    rb'|link rel="(?:canonical|alternate)"(?: hreflang="[A-Za-z-]*")? href="(?P<other>[^"<>&\n]+)">'
    rb'|title>[^<\n]*</title>|time datetime="[^"<>&\n]*">|[a-z]+ aria-current="page">'
)
_HEADING: tuple[Saying, ...] = ((HEADING, "", ""),)
_LONG = 300
"""Longer pieces are no other page's; they are not remembered."""
_KEPT = 10_000


class PieceReader:
    """Reads pages; remembers pieces. ``is_good`` says of a target whether it leads somewhere
    from every page alike: then it is not told."""

    def __init__(self, is_good: Callable[[str], bool]) -> None:
        self._is_good = is_good
        self._sound: set[bytes] = set()
        self._known: dict[bytes, tuple[Saying, ...]] = {}

    def read(self, page: bytes) -> list[Saying] | None:
        """What a page says; None where there is doubt."""
        sound, known = self._sound, self._known
        said: list[Saying] = []
        for piece in _PIECE.findall(page):
            if piece not in sound:
                told = known.get(piece)
                if told is None:
                    told = self._learn(piece)
                    if told is None:
                        return read_tags(page)
                said += told
        return said

    def _learn(self, piece: bytes) -> tuple[Saying, ...] | None:
        """What a piece says; None where it cannot be read by itself."""
        common = _COMMON.match(piece)
        if common is None:
            return self._learn_rare(piece)
        form = common.lastgroup
        if form is None:
            return ()
        if form == "heading":
            return _HEADING
        value = text(common[form])
        if form == "content":
            return self._remember(piece, ((META, text(common["name"]), value),))
        if form == "anchor":
            return self._remember(piece, ((ANCHOR, "", value),))
        return self._remember(piece, () if self._is_good(value) else ((TARGET, "", value),))

    def _learn_rare(self, piece: bytes) -> tuple[Saying, ...] | None:
        ended = piece[:2] != b"a " or b"</a>" in piece
        said = read_tags(b"<" + piece if ended else b"<" + piece + b"</a>")
        if said is None:
            return None
        told = (one for one in said if one[0] != TARGET or not self._is_good(one[2]))
        return self._remember(piece, tuple(told))

    def _remember(self, piece: bytes, told: tuple[Saying, ...]) -> tuple[Saying, ...]:
        if len(piece) > _LONG:
            return told
        if len(self._sound) + len(self._known) >= _KEPT:
            self._sound.clear()
            self._known.clear()
        if told:
            self._known[piece] = told
        else:
            self._sound.add(piece)
        return told
