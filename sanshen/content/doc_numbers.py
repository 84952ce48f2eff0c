"""发文字号 (document numbers): a small closed set of families, read and never guessed.

机关代字 ``示府发〔2026〕12号`` (GB/T 9704 7.2.5), 令 ``市政府令第12号``, 公告 ``公告2026年第3号``,
and joint forms: several numbers with 、 between them.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum
from functools import cache

FIRST_YEAR = 1949
LAST_YEAR = 2199


class DocNumberFamily(StrEnum):
    """发文字号类型."""

    LETTERED = "lettered"
    """机关代字加年份加序号: ``示府发〔2026〕12号``."""
    ORDER = "order"
    """令: ``市政府令第12号``, the number also in Chinese numerals."""
    ANNOUNCEMENT = "announcement"
    """公告、通告: ``公告2026年第3号``, the year may be missing."""


@dataclass(frozen=True, slots=True)
class DocNumber:
    """One document number; ``issuer`` is what stands before year or 令, ``year`` None if absent."""

    text: str
    family: DocNumberFamily
    issuer: str
    year: int | None
    number: int


class DocNumberError(Exception):
    """A text that is no document number.

    ``code`` is C110 (wrong brackets), C111 (another form), C112 (none known), C113 (year);
    ``wanted`` the right form, empty where it is not known.
    """

    def __init__(self, code: str, text: str, wanted: str = "") -> None:
        super().__init__(code, text, wanted)
        self.code = code
        self.text = text
        self.wanted = wanted


_ISSUER = "[\u4e00-\u9fff]"
_NUMERAL = "[一二三四五六七八九十百千零〇]{1,9}"
_LETTERED = rf"(?P<issuer>{_ISSUER}{{1,20}})〔(?P<year>\d{{4}})〕(?P<number>[1-9]\d{{0,5}})号"
_ORDER = rf"(?P<issuer>(?:{_ISSUER}|、){{1,60}})令第(?P<number>[1-9][0-9]{{0,4}}|{_NUMERAL})号"
_ANNOUNCEMENT = (
    rf"(?P<issuer>(?:{_ISSUER}|、){{0,60}}(?:公告|通告))(?:(?P<year>[0-9]{{4}})年)?"
    rf"第(?P<number>[1-9][0-9]{{0,4}}|{_NUMERAL})号"
)
_JOINT = re.compile(r"(?<=号)、")

_OPENING = "[［(（{｛【〖《〈<＜「『〔"
_CLOSING = "]］)）}｝】〗》〉>＞」』〕"
_BRACKETED_YEAR = re.compile(rf"[{re.escape(_OPENING)}](\d{{4}})年?[{re.escape(_CLOSING)}]")
_FULL_WIDTH_DIGITS = str.maketrans("０１２３４５６７８９", "0123456789")
_LEADING_ZEROS = re.compile(r"(?<=[〕第])0+(?=\d)")


def parse_doc_numbers(text: str) -> tuple[DocNumber, ...]:
    """The document numbers of ``text``, one or (joint forms) several.

    Raises ``DocNumberError`` for the first part that belongs to no family.
    """
    return tuple(_parse_one(part) for part in _JOINT.split(text))


def _parse_one(text: str) -> DocNumber:
    found = _match(text)
    if found is None:
        wanted = _normal(text)
        if wanted == text or _match(wanted) is None:
            raise DocNumberError("C112", text)
        raise DocNumberError("C110" if _has_wrong_brackets(text) else "C111", text, wanted)
    if found.year is not None and not FIRST_YEAR <= found.year <= LAST_YEAR:
        raise DocNumberError("C113", text)
    return found


@cache
def _families() -> tuple[tuple[DocNumberFamily, re.Pattern[str]], ...]:
    """Not at import: ranges of Chinese characters take 4 ms to compile."""
    return (
        (DocNumberFamily.LETTERED, re.compile(_LETTERED)),
        (DocNumberFamily.ORDER, re.compile(_ORDER)),
        (DocNumberFamily.ANNOUNCEMENT, re.compile(_ANNOUNCEMENT)),
    )


def _match(text: str) -> DocNumber | None:
    for family, pattern in _families():
        match = pattern.fullmatch(text)
        number = _number(match["number"]) if match else None
        if match and number:
            parts = match.groupdict()
            year = int(parts["year"]) if parts.get("year") else None
            return DocNumber(text, family, parts["issuer"], year, number)
    return None


def _has_wrong_brackets(text: str) -> bool:
    match = _BRACKETED_YEAR.search(text)
    return match is not None and (match.group()[0], match.group()[-1]) != ("〔", "〕")


def _normal(text: str) -> str:
    """``text`` with the usual slips mended: brackets, digits, spaces, 第, leading zeros."""
    text = "".join(text.translate(_FULL_WIDTH_DIGITS).split())
    text = _BRACKETED_YEAR.sub(r"〔\1〕", text)
    return _LEADING_ZEROS.sub("", text.replace("〕第", "〕"))


def _number(text: str) -> int | None:
    """The value of Arabic or Chinese digits (``一百零二``), None where they are no number."""
    if text.isascii():
        return int(text)
    total, digit = 0, 0
    last_unit = 10_000
    for character in text:
        unit = {"十": 10, "百": 100, "千": 1000}.get(character)
        if unit is None:
            if digit:
                return None
            digit = "零一二三四五六七八九".find(character.replace("〇", "零"))
        elif unit >= last_unit or not (digit or (unit == 10 and not total)):
            return None
        else:
            total, digit, last_unit = total + (digit or 1) * unit, 0, unit
    return total + digit or None
