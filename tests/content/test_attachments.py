"""附件: allowed types with the bytes they must have; nothing that can run."""

from __future__ import annotations

import io
import zipfile

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sanshen.content.attachments import (
    SIZE_LIMIT,
    TYPES,
    check_attachment,
    check_attachment_name,
    check_attachment_size,
    is_image,
    media_type,
    suffix,
)

FOLDER = "content/portal/xwdt/2026/0301-huiyi"
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 64


def zipped(*names: str) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        for name in names:
            archive.writestr(name, "x")
    return file.getvalue()


SOUND = {
    "pdf": b"%PDF-1.7\n1 0 obj <</Type /Catalog>>",
    "ofd": zipped("OFD.xml"),
    "doc": OLE, "xls": OLE, "ppt": OLE, "wps": OLE, "et": OLE,
    "docx": zipped("[Content_Types].xml", "word/document.xml"),
    "xlsx": zipped("[Content_Types].xml", "xl/workbook.xml"),
    "pptx": zipped("[Content_Types].xml", "ppt/presentation.xml"),
    "csv": "序号,事项\n1,甲\n".encode("gb18030"),
    "txt": "说明\n".encode(),
    "png": b"\x89PNG\r\n\x1a\n....", "jpg": b"\xff\xd8\xff\xe0", "jpeg": b"\xff\xd8\xff\xe0",
    "gif": b"GIF89a..", "webp": b"RIFF....WEBPVP8 ",
    "svg": b'<svg xmlns="http://www.w3.org/2000/svg"><title>a</title><path d="M0 0h1"/></svg>',
    "mp3": b"ID3\x04", "mp4": b"\0\0\0\x20ftypisom",
}  # fmt: skip


def codes(name: str, data: bytes) -> list[str]:
    return [found.code for found in check_attachment(f"{FOLDER}/{name}", data)]


def test_every_allowed_type_has_a_sound_example_here() -> None:
    assert SOUND.keys() == TYPES.keys()


@pytest.mark.parametrize("ending", sorted(SOUND))
def test_a_sound_file_of_each_type_passes(ending: str) -> None:
    assert codes(f"biao-1.{ending}", SOUND[ending]) == []


@pytest.mark.parametrize("ending", sorted(set(SOUND) - {"txt", "csv", "svg"}))
def test_html_under_any_other_suffix_is_not_what_it_says(ending: str) -> None:
    assert codes(f"a.{ending}", b"<html><script>alert(1)</script></html>") == ["A102"]


@pytest.mark.parametrize(
    "name", ["a.html", "a.js", "a.exe", "a.docm", "a.xlsm", "a.zip", "a.htm", "a.swf", "a.xml", "a"]
)
def test_types_outside_the_list_are_refused(name: str) -> None:
    assert "A101" in codes(name, b"x")


@pytest.mark.parametrize(
    "name", ["附件.pdf", "A.pdf", "a.PDF", "a b.pdf", "-a.pdf", "a..pdf", ".pdf"]
)
def test_names_outside_the_allowed_set_are_refused(name: str) -> None:
    assert "A106" in codes(name, SOUND["pdf"])


def test_an_empty_and_an_oversized_file_are_refused() -> None:
    assert codes("a.pdf", b"") == ["A107"]
    path = f"{FOLDER}/a.pdf"
    assert [f.code for f in check_attachment_size(path, SIZE_LIMIT + 1)] == ["A103"]
    assert check_attachment_size(path, SIZE_LIMIT) == ()


def test_office_files_with_macros_are_refused() -> None:
    for part in ("word/vbaProject.bin", "xl/macrosheets/sheet1.xml", "word/activeX/activeX1.bin"):
        assert codes("a.docx", zipped("word/document.xml", part)) == ["A105"]
    assert codes("a.doc", OLE + "_VBA_PROJECT".encode("utf-16-le")) == ["A105"]


def test_a_zip_that_is_no_office_file_is_not_what_it_says() -> None:
    assert codes("a.docx", zipped("evil.html")) == ["A102"]
    assert codes("a.docx", SOUND["docx"][:-8]) == ["A102"]


@pytest.mark.parametrize("action", [b"/JavaScript (x)", b"/JS(x)", b"/S /Launch /F"])
def test_a_pdf_that_does_something_is_refused(action: bytes) -> None:
    assert codes("a.pdf", b"%PDF-1.7\n<<" + action + b">>") == ["A108"]
    assert codes("a.pdf", b"%PDF-1.7\n<</JSON (x)>>") == []


def svg(inside: str, attributes: str = "", before: str = "") -> bytes:
    start = f'{before}<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink"'
    return f"{start}{attributes}>{inside}</svg>".encode()


@pytest.mark.parametrize(
    "data",
    [
        svg("<script>x</script>"), svg("", ' onload="x"'), svg('<path ONCLICK="x"/>'),
        svg('<a xlink:href="javascript:x"><path/></a>'), svg("<foreignObject/>"),
        svg('<image href="https://x.example/a.png"/>'), svg("<style>*{}</style>"),
        svg('<image xlink:href="data:image/svg+xml;base64,AA"/>'),
        svg('<use href="//x.example/#a"/>'),
        svg('<path style="fill:url(https://x.example)"/>'), svg('<path fill="url( //x )"/>'),
        svg('<animate attributeName="href" to="javascript:x"/>'), svg("<handler/>"),
        svg('<set attributeName="onload" to="x"/>'), svg("<iframe/>"), b"<svg><path/></svg>",
        svg('<h:p xmlns:h="http://www.w3.org/1999/xhtml"/>'), svg("<path>"), b"<html/>",
        svg("", before='<!DOCTYPE svg [<!ENTITY a "b">]>'),
        svg("", before="<?xml-stylesheet href='x'?>"),
        svg("<script/>").decode().encode("utf-16"),
        b'<?xml version="1.0" encoding="cp037"?>' + svg(""),
    ],
)  # fmt: skip
def test_an_svg_that_acts_or_reaches_outside_is_refused(data: bytes) -> None:
    assert codes("a.svg", data) == ["A104"]


@pytest.mark.parametrize(
    "data",
    [
        b'<?xml version="1.0" encoding="UTF-8"?>\n' + svg('<g id="a"/><use xlink:href="#a"/>'),
        svg('<image href="data:image/png;base64,iVBORw0KGgo="/>'),
        svg("""<path fill="url(#b)" style="stroke:url('#b')"/>"""),
        svg('<metadata><i:x xmlns:i="urn:editor" i:name="层"/></metadata>'),
    ],
)
def test_a_plain_drawing_passes(data: bytes) -> None:
    assert codes("a.svg", data) == []


def test_media_types_and_pictures_are_known_by_suffix() -> None:
    assert media_type("a/b.pdf") == "application/pdf"
    assert media_type("a/b.html") is None
    assert is_image("a.png")
    assert not is_image("a.pdf")
    assert suffix("a.b/c") == ""


@given(st.sampled_from(sorted(TYPES)), st.binary(max_size=60))
def test_no_bytes_make_the_check_raise(ending: str, data: bytes) -> None:
    """Law: for every allowed type and any bytes (up to 60, also behind its magic), it answers."""
    kind = TYPES[ending]
    start = b"\0" * kind.offset + kind.magic[0] if kind.magic else b""
    for content in (data, start + data):
        assert all(
            found.code.startswith("A1") for found in check_attachment(f"x/a.{ending}", content)
        )


@given(st.text(min_size=1, max_size=20))
def test_a_name_that_passes_has_no_way_out_of_its_folder(name: str) -> None:
    """Law: a name without findings holds only a-z, 0-9, - _ and one dot (any text up to 20)."""
    if check_attachment_name(name) == ():
        assert name.isascii()
        assert not set(name) & set("/\\%?# ")
        assert ".." not in name
