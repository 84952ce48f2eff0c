"""附件 (attachments): which files may lie beside an item, and that they are what they say.

An allow-list of suffixes, each with the first bytes its files must have. Files that can run
something on the reader's machine or on the site's origin are refused: html, scripted SVG,
office files with macros, PDF with JavaScript. Nothing is unpacked.
"""

from __future__ import annotations

import io
import re
import zipfile
from dataclasses import dataclass

from sanshen.content.svg import active_svg_part
from sanshen.model.findings import Finding, finding

MEBIBYTE = 1024 * 1024
SIZE_LIMIT = 20 * MEBIBYTE
NAME = re.compile(r"[a-z0-9][a-z0-9_-]{0,79}\.[a-z0-9]{1,5}")

_OLE = (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1",)
_ZIP = (b"PK\x03\x04",)


@dataclass(frozen=True, slots=True)
class FileType:
    """允许的文件类型: media type, and the bytes its files begin with at ``offset``.

    ``part`` names a member that a zip-based format must hold.
    """

    media_type: str
    magic: tuple[bytes, ...] = ()
    offset: int = 0
    part: str = ""


_OFFICE = "application/vnd.openxmlformats-officedocument."
TYPES: dict[str, FileType] = {
    "pdf": FileType("application/pdf", (b"%PDF-",)),
    "ofd": FileType("application/ofd", _ZIP, part="OFD.xml"),
    "doc": FileType("application/msword", _OLE),
    "xls": FileType("application/vnd.ms-excel", _OLE),
    "ppt": FileType("application/vnd.ms-powerpoint", _OLE),
    "wps": FileType("application/vnd.ms-works", _OLE),
    "et": FileType("application/vnd.ms-excel", _OLE),
    "docx": FileType(f"{_OFFICE}wordprocessingml.document", _ZIP, part="word/document.xml"),
    "xlsx": FileType(f"{_OFFICE}spreadsheetml.sheet", _ZIP, part="xl/workbook.xml"),
    "pptx": FileType(f"{_OFFICE}presentationml.presentation", _ZIP, part="ppt/presentation.xml"),
    "csv": FileType("text/csv"),
    "txt": FileType("text/plain"),
    "png": FileType("image/png", (b"\x89PNG\r\n\x1a\n",)),
    "jpg": FileType("image/jpeg", (b"\xff\xd8\xff",)),
    "jpeg": FileType("image/jpeg", (b"\xff\xd8\xff",)),
    "gif": FileType("image/gif", (b"GIF87a", b"GIF89a")),
    "webp": FileType("image/webp", (b"WEBP",), offset=8),
    "svg": FileType("image/svg+xml"),
    "mp3": FileType("audio/mpeg", (b"ID3", b"\xff\xfb", b"\xff\xf3", b"\xff\xf2")),
    "mp4": FileType("video/mp4", (b"ftyp",), offset=4),
}

_MACRO_PARTS = re.compile(r"vbaproject|macrosheets/|activex/|vbadata", re.I)
_OLE_MACROS = tuple(name.encode("utf-16-le") for name in ("_VBA_PROJECT", "_VBA_PROJECT_CUR"))
_PDF_ACTION = re.compile(rb"/(?:JavaScript|JS|Launch)(?=[\s/<(\[])")
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0e-\x1f]")


def suffix(path: str) -> str:
    """The suffix of a file name without its dot; empty where there is none."""
    return path.rpartition("/")[2].rpartition(".")[2] if "." in path.rpartition("/")[2] else ""


def media_type(path: str) -> str | None:
    """The media type of an allowed suffix, None for a suffix that is not allowed."""
    kind = TYPES.get(suffix(path).lower())
    return kind.media_type if kind else None


def is_image(path: str) -> bool:
    """Whether a file of this name is a picture that a page can show."""
    return (media_type(path) or "").startswith("image/")


def check_attachment_name(path: str) -> tuple[Finding, ...]:
    """A101 type not allowed, A106 name not allowed; looks at the name alone."""
    name = path.rpartition("/")[2]
    findings = []
    if media_type(path) is None:
        allowed = "、".join(sorted(TYPES))
        findings.append(finding("A101", path, type=suffix(path) or name, allowed=allowed))
    if not NAME.fullmatch(name):
        findings.append(finding("A106", path, name=name))
    return tuple(findings)


def check_attachment_size(path: str, size: int) -> tuple[Finding, ...]:
    """A103 too large, A107 empty; ``size`` in bytes."""
    if size == 0:
        return (finding("A107", path),)
    if size > SIZE_LIMIT:
        shown = f"{size / MEBIBYTE:.1f}"
        return (finding("A103", path, size=shown, limit=SIZE_LIMIT // MEBIBYTE),)
    return ()


def check_attachment(path: str, data: bytes) -> tuple[Finding, ...]:
    """All findings of one attachment: its name, its size, and whether its bytes fit its type."""
    findings = check_attachment_name(path) + check_attachment_size(path, len(data))
    if findings:
        return findings
    return _check_bytes(path, data)


def _check_bytes(path: str, data: bytes) -> tuple[Finding, ...]:
    ending = suffix(path)
    kind = TYPES[ending]
    if kind.magic and not data.startswith(kind.magic, kind.offset):
        return (finding("A102", path, type=ending),)
    if ending == "svg":
        active = active_svg_part(data)
        return (finding("A104", path, part=active),) if active else ()
    if kind.magic == _ZIP:
        return _check_zip(path, data, kind)
    if kind.magic == _OLE:
        macro = any(name in data for name in _OLE_MACROS)
        return (finding("A105", path, part="_VBA_PROJECT"),) if macro else ()
    if ending == "pdf":
        action = _PDF_ACTION.search(data)
        return (finding("A108", path, part=action[0].decode()),) if action else ()
    if kind.media_type.startswith("text/"):
        return () if _is_plain_text(data) else (finding("A102", path, type=ending),)
    return ()


def _check_zip(path: str, data: bytes, kind: FileType) -> tuple[Finding, ...]:
    """The list of members only: nothing is unpacked, so a zip bomb costs nothing."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            names = archive.namelist()
    except (zipfile.BadZipFile, ValueError, NotImplementedError, OSError):
        return (finding("A102", path, type=suffix(path)),)
    if kind.part not in names:
        return (finding("A102", path, type=suffix(path)),)
    macro = next((name for name in names if _MACRO_PARTS.search(name)), None)
    return (finding("A105", path, part=macro),) if macro else ()


def _is_plain_text(data: bytes) -> bool:
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            return not _CONTROL.search(data.decode(encoding))
        except UnicodeDecodeError:
            continue
    return False
