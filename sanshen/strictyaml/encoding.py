"""编码: bytes to text. Only UTF-8 without BOM is read; anything else is named, never guessed."""

from __future__ import annotations

import re

from sanshen.model.findings import Finding, finding

UTF8_BOM = b"\xef\xbb\xbf"
_BOMS = (
    (b"\xff\xfe\x00\x00", "UTF-32"),
    (b"\x00\x00\xfe\xff", "UTF-32"),
    (b"\xff\xfe", "UTF-16"),
    (b"\xfe\xff", "UTF-16"),
)
# What Chinese office computers write; UTF-16 is known by its zero bytes, before these.
_CANDIDATES = ["gb18030", "big5hkscs", "shift_jis", "cp1252"]
_OFFICIAL_NAMES = {
    "gb18030": "GB18030 (GBK, GB2312)",
    "big5hkscs": "Big5",
    "shift_jis": "Shift_JIS",
    "cp1252": "Windows-1252",
}
# Below this statistics say nothing, and on the mainland the answer is GB18030.
_FEW_BYTES = 16
_MULTIBYTE = re.compile(rb"[\xc2-\xf4][\x80-\xbf]+")


def decode_text(data: bytes, path: str) -> tuple[str | None, tuple[Finding, ...]]:
    """The text of ``data`` with line ends as ``\\n``, and what is wrong with its bytes.

    None where the bytes are not UTF-8: unreadable means no. CRLF is a warning and read as
    a line end; a BOM and a lone CR are blocking, but the rest is still read for its errors.
    """
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as error:
        return None, (_not_utf8(data, error.start, path),)
    wide = guess_wide(data)
    if wide:
        return None, (finding("Y101", path, 1, 1, encoding=wide),)
    if "\r" not in text and not text.startswith("\ufeff"):
        return text, ()
    findings = []
    if text.startswith("\ufeff"):
        findings.append(finding("Y104", path, 1, 1))
        text = text[1:]
    if "\r\n" in text:
        line = text.count("\n", 0, text.index("\r\n")) + 1
        findings.append(finding("Y106", path, line, 0, count=text.count("\r\n")))
        text = text.replace("\r\n", "\n")
    if "\r" in text:
        before = text[: text.index("\r")]
        column = len(before) - before.rfind("\n")
        line = before.count("\n") + 1
        findings.append(finding("Y107", path, line, column, count=text.count("\r")))
        text = text.replace("\r", "\n")
    return text, tuple(findings)


def _not_utf8(data: bytes, start: int, path: str) -> Finding:
    line_start = data.rfind(b"\n", 0, start) + 1
    line = data.count(b"\n", 0, start) + 1
    column = len(data[line_start:start].decode("utf-8", "replace")) + 1
    encoding = guess_wide(data) or (None if _is_damaged_utf8(data) else guess_encoding(data))
    if encoding is None:
        return finding("Y102", path, line, column, byte=f"0x{data[start]:02X}")
    return finding("Y101", path, line, column, encoding=encoding)


def guess_wide(data: bytes) -> str | None:
    """UTF-16 or UTF-32 by their mark or by their zero bytes, else None."""
    for bom, name in _BOMS:
        if data.startswith(bom):
            return name
    if b"\x00" not in data:
        return None
    sample = data[:4096]
    even, odd = sample[0::2].count(0), sample[1::2].count(0)
    # ASCII line ends, colons and hyphens alone make one byte in twenty zero, on one side only.
    if even + odd < max(4, len(sample) // 20) or min(even, odd) * 4 > max(even, odd):
        return None
    return "UTF-16BE" if even > odd else "UTF-16LE"


def _is_damaged_utf8(data: bytes) -> bool:
    """Whether nearly everything beyond ASCII is UTF-8, so that single bytes were damaged."""
    kept = data.decode("utf-8", "ignore").encode("utf-8")
    lost = len(data) - len(kept)
    characters = sum(1 for _ in _MULTIBYTE.finditer(kept))
    return characters > 0 and lost <= max(3, characters // 10) and characters >= 4 * lost


def guess_encoding(data: bytes) -> str | None:
    """The likely encoding of bytes that are not UTF-8, by charset-normalizer; None: unknown."""
    beyond_ascii = len(data) - len(data.decode("ascii", "ignore"))
    if beyond_ascii < _FEW_BYTES and _decodes(data, "gb18030"):
        return _OFFICIAL_NAMES["gb18030"]
    # not imported above: it costs every start 13 ms, and few files are not UTF-8
    from charset_normalizer import from_bytes

    best = from_bytes(data, cp_isolation=_CANDIDATES).best()
    return _OFFICIAL_NAMES.get(best.encoding) if best is not None else None


def _decodes(data: bytes, codec: str) -> bool:
    try:
        data.decode(codec)
    except UnicodeDecodeError:
        return False
    return True
