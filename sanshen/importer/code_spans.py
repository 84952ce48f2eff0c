"""代码与正文 (code spans): which places of a source text are words of the page, not code."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from sanshen.content.body import ParsedBody

Parse = Callable[[str], ParsedBody]
Span = tuple[int, int]

_CODE = re.compile(r"<code\b.*?</code>", re.S)


def in_code(text: str, spans: Sequence[Span], parse: Parse) -> tuple[bool, ...]:
    """For each of ``spans`` (start, end; in order, apart), whether the page shows it as code.

    The renderer says so: each is put in its place as one word, and looked for in the page.
    """
    if not spans:
        return ()
    stem = "SPAN"
    while stem in text:
        stem += "X"
    pieces: list[str] = []
    at = 0
    for number, (start, end) in enumerate(spans):
        pieces += (text[at:start], f"{stem}{number}E")
        at = end
    parsed = parse("".join((*pieces, text[at:])))
    page = "".join(parsed.parts)
    coded = {found for code in _CODE.findall(page) for found in re.findall(rf"{stem}(\d+)E", code)}
    # Where there is html, deep indentation is mostly its own: other renderers see no code.
    sure = not parsed.raw_html
    return tuple(
        str(number) in coded and (sure or not _is_indented(text, start))
        for number, (start, _) in enumerate(spans)
    )


def _is_indented(text: str, offset: int) -> bool:
    line = text[text.rfind("\n", 0, offset) + 1 : offset]
    return line.startswith(("    ", "\t"))
