"""编码识别 (encodings): which encoding old bytes are in, or the two it could be, with evidence.

Chinese encodings share their byte ranges: Big5 text mostly decodes as GB18030 and the other
way round, so "it decodes" proves nothing. What tells them apart is whether the text then
reads like Chinese. Where that does not decide, nobody guesses: the editor is asked.
"""

from __future__ import annotations

import codecs
import re
from dataclasses import dataclass

from sanshen.importer.commonness import common_share

MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
"""Byte order marks, the longer before those they begin with."""

FAMILIES = {
    "gb2312": "gb18030", "gbk": "gb18030", "gb18030": "gb18030", "gb_2312-80": "gb18030",
    "big5": "big5", "big5-hkscs": "big5hkscs", "big5hkscs": "big5hkscs",
    "utf-8": "utf-8", "utf8": "utf-8",
}  # fmt: skip
"""Names a file may declare, and the codec that reads all of that family."""

CLEAR = 0.15
"""By how much of its Han characters a reading must be more usual than the next best one."""

PLAUSIBLE = 0.3
"""Below this share of usual characters a reading does not count as Chinese at all."""

ENOUGH = 3
"""So many usual characters are no chance; fewer are."""

FEW = 12
"""Fewer characters than this can mean something else by chance."""

HEAD = 2048
_DECLARED = re.compile(rb"(?:encoding|charset)\s*=\s*[\"']?\s*([A-Za-z0-9_-]+)", re.I)
_CONTROL = re.compile("[\x00-\x08\x0b\x0e-\x1f\x7f-\x84\x86-\x9f\ue000-\uf8ff\ufffe\uffff]")


@dataclass(frozen=True, slots=True)
class Candidate:
    """候选编码: a codec that reads all bytes; ``evidence`` are facts for a person to weigh.

    ``mark`` byte order mark, ``declared`` the file names it, ``share`` hundredths of its Han
    characters that are usual ones, -1 where it has none.
    """

    codec: str
    mark: bool = False
    declared: bool = False
    share: int = -1


@dataclass(frozen=True, slots=True)
class Detection:
    """识别结果: ``codec`` where the evidence is clear, else None; the likeliest reading first."""

    codec: str | None
    candidates: tuple[Candidate, ...]


def detect_encoding(data: bytes) -> Detection:
    """The encoding of ``data``; never raises. No candidate: none reads all of the bytes."""
    for mark, codec in MARKS:
        if data.startswith(mark):
            good = decoded(data, codec) is not None
            return _certain(Candidate(codec, mark=True)) if good else Detection(None, ())
    if b"\x00" in data:
        return _wide(data)
    text = decoded(data, "utf-8")
    if text is None or _CONTROL.search(text):
        return _chinese(data)
    found = Candidate("utf-8", declared=_declared(data) == "utf-8")
    other = _chinese_by_chance(text, data)
    return Detection(None, (found, other)) if other else _certain(found)


def decoded(data: bytes, codec: str) -> str | None:
    """``data`` read strictly as ``codec``, None where it is not that."""
    try:
        return data.decode(codec)
    except UnicodeError:
        return None


def _certain(candidate: Candidate) -> Detection:
    return Detection(candidate.codec, (candidate,))


def _declared(data: bytes) -> str | None:
    found = _DECLARED.search(data[:HEAD])
    return FAMILIES.get(found[1].decode("ascii").lower()) if found else None


def _chinese_by_chance(text: str, data: bytes) -> Candidate | None:
    """A few Chinese characters in GB18030 can be valid UTF-8: of letters nobody would mix."""
    strange = [character for character in text if character >= "\u0080"]
    if len(strange) > FEW or any(character >= "\u0800" for character in strange):
        return None
    other = decoded(data, "gb18030")
    if other is None or all(character < "\u0250" for character in strange):
        return None
    return Candidate("gb18030", share=_hundredths(other))


def _wide(data: bytes) -> Detection:
    """UTF-16 without a mark: pairs of bytes, one half of the Latin ones always zero."""
    readings = []
    for codec in ("utf-16-le", "utf-16-be"):
        text = decoded(data, codec)
        if text is not None and not _CONTROL.search(text):
            latin = sum(character < "\u0250" for character in text)
            weight = latin + round(max(common_share(text), 0) * len(text))
            readings.append((weight, Candidate(codec, share=_hundredths(text))))
    readings.sort(key=lambda each: -each[0])
    candidates = tuple(candidate for _, candidate in readings)
    # The wrong reading turns blanks and line ends into rare Han characters: it weighs little.
    rest = readings[1][0] if len(readings) > 1 else 0
    clear = readings and readings[0][0] > 4 * rest + FEW
    return Detection(candidates[0].codec if clear else None, candidates)


def _chinese(data: bytes) -> Detection:
    declared = _declared(data)
    found: list[Candidate] = []
    for codec in ("gb18030", "big5", "big5hkscs", "utf-16-le", "utf-16-be"):
        text = decoded(data, codec)
        twin = codec == "big5hkscs" and any(each.codec == "big5" for each in found)
        if text is None or twin or _CONTROL.search(text):
            continue
        share = _hundredths(text)
        # An even number of any bytes is nearly always some UTF-16: only Chinese counts.
        if not codec.startswith("utf-16") or share >= PLAUSIBLE * 100:
            found.append(Candidate(codec, declared=declared == codec, share=share))
    found.sort(key=lambda each: -each.share)
    if not found:
        return Detection(None, ())
    best = found[0]
    rest = max((each.share for each in found[1:]), default=-1)
    wide = sum(character >= "\u2e80" for character in data.decode(best.codec))
    usual = best.share >= PLAUSIBLE * 100 and wide * best.share >= ENOUGH * 100
    clear = usual and best.share - rest >= CLEAR * 100
    contradicted = declared is not None and _family(declared) != _family(best.codec)
    return Detection(best.codec if clear and not contradicted else None, tuple(found))


def _family(codec: str) -> str:
    return codec[:4]


def _hundredths(text: str) -> int:
    share = common_share(text)
    return -1 if share < 0 else round(share * 100)
