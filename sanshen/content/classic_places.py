"""classic 方言, places: where in the source stands what Python-Markdown read.

That parser keeps no positions, so the source is searched for the text of each thing, in the
order they stand; what cannot be found is placed where the last thing was.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from xml.etree.ElementTree import Element

from sanshen.content.body import Spot
from sanshen.content.raw_html import SHOWN, SourceCursor

_SEARCHED = 60
_CODE = re.compile(
    r"^(?P<fence>~{3,}|`{3,})[^\n]*\n.*?^(?P=fence)[ ]*$"
    r"|(?<![`\\])(?P<ticks>`+)(?!`)[^\0]{1,2000}?(?<!`)(?P=ticks)(?!`)"
    r"|(?:^[ \t]*\n)(?:^(?:[ ]{4}|\t)[^\n]*\n?)+",
    re.M | re.S,
)
_BLANK_HEAD = r"^[ >]*(?P<at>\|[ \t|]*)\n[ >]*[|:][ \t|:-]*-[ \t|:-]*$"


class Places:
    """Finds (line of the file, column) in a body that begins at ``body_line``."""

    def __init__(
        self,
        body: str,
        body_line: int,
        headings: Mapping[Element, str],
        labels: Mapping[Element, str],
    ) -> None:
        self._cursor = SourceCursor(body, body_line)
        # first where no code stands, for there the same characters mean nothing
        self._texts = (_CODE.sub(lambda found: re.sub(r"[^\n]", "\0", found[0]), body), body)
        self._headings = headings
        self._labels = labels
        self._next: dict[tuple[int, str], int] = {}
        self._last = 0

    def heading(self, element: Element) -> tuple[int, int]:
        """The place of a heading: of its ``#``, or of the underlined text."""
        text, level = self._headings.get(element, ""), int(element.tag[1])
        words = _loose(text)
        marked = rf"#{{{level}}}[ \t]*{words}"
        underlined = rf"{words}[^\n]*\n[ >]*[=-]"
        return self._found(rf"^[ >]*(?P<at>{marked}|{underlined})", rf"(?P<at>{words})")

    def link(self, element: Element, target: str) -> tuple[int, int]:
        """The place of a link or picture, of its opening bracket."""
        mark = "!" if element.tag == "img" else ""
        words = rf"(?P<at>{mark}\[[^\]\n]*\])"
        label = self._labels.get(element)
        if label is not None:
            short = rf"(?P<at>{mark}{_loose(label.removeprefix(']'))})"
            long = rf"{words}\s?{_loose(label[1:])}"
            return self._found(long, short) if label[0] == "]" else self._found(short)
        written = _loose(target.removeprefix("mailto:")).replace(r"\&", "&(?:amp;)?")
        address = rf"(?:mailto:)?{written}"
        return self._found(rf"{words}\(\s*<?{address}", rf"(?P<at>\]\(\s*<?|<){address}")

    def raw_html(self, text: str) -> Spot:
        """The place of a piece of raw html, with its beginning."""
        first = re.match(r"<[!?/]*[\w-]*", text)
        tag = re.escape(first[0] if first else "<")
        line, column = self._found(rf"(?P<at>{_loose(text)})", rf"(?P<at>{tag})")
        shown = " ".join(text.split())
        return Spot(line, column, shown if len(shown) <= SHOWN else shown[: SHOWN - 1] + "…")

    def blank_table_head(self) -> tuple[int, int]:
        """The place of the next table whose head is blank."""
        return self._found(_BLANK_HEAD)

    def _found(self, *patterns: str) -> tuple[int, int]:
        """The first place, not given before, where one of the patterns stands."""
        for number, text in enumerate(self._texts):
            for pattern in patterns:
                begin = self._next.get((number, pattern), 0)
                match = re.compile(pattern, re.M | re.I).search(text, begin) if begin >= 0 else None
                self._next[number, pattern] = match.end() if match else -1
                if match:
                    self._last = match.start("at")
                    return self._cursor.place(self._last)
        return self._cursor.place(self._last)


def _loose(text: str) -> str:
    """A pattern for the beginning of ``text``, whatever the blanks between its words."""
    return r"\s+".join(map(re.escape, text[:_SEARCHED].split()))
