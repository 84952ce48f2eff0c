"""正文长度 (limits): what is longer than any real text is not parsed at all.

The parser's time can grow with the square of a hostile text; these limits bound it to
seconds. The longest law of the corpus the limits were set by has 76,000 characters, the longest
line 3,000.
"""

from __future__ import annotations

from sanshen.model.findings import Finding, finding

BODY_LIMIT = 200_000
LINE_LIMIT = 10_000


def check_body_size(path: str, body: str, body_line: int) -> tuple[Finding, ...]:
    """R112 the text is too long, R113 a line is; lengths in characters."""
    if len(body) > BODY_LIMIT:
        return (finding("R112", path, body_line, 1, length=len(body), limit=BODY_LIMIT),)
    return tuple(
        finding("R113", path, number, 1, length=len(line), limit=LINE_LIMIT)
        for number, line in enumerate(body.split("\n"), body_line)
        if len(line) > LINE_LIMIT
    )
