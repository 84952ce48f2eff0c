"""Bytes to text: only UTF-8 is read, everything else is named."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sanshen.catalogue import finding_texts, is_blocking
from sanshen.strictyaml import decode_text
from sanshen.strictyaml.encoding import guess_encoding, guess_wide

TEXT = "---\nkind: news\ntitle: 市政府召开常务会议研究供水工作\n---\n\n会议听取了有关部门汇报。\n"
TRADITIONAL = "---\nkind: news\ntitle: 市政府召開會議研究供水\n---\n\n會議聽取了有關部門報告。\n"

# code: (bytes that have it, line and column, the same without it)
CASES = {
    "Y101": (TEXT.encode("gbk"), (3, 8), TEXT.encode()),
    "Y102": (TEXT.encode().replace("听".encode(), b"\xe5"), (6, 3), TEXT.encode()),
    "Y104": (b"\xef\xbb\xbf" + TEXT.encode(), (1, 1), TEXT.encode()),
    "Y106": (TEXT.replace("\n", "\r\n").encode(), (1, 0), TEXT.encode()),
    "Y107": (b"a: 1\nb: 2\rc: 3\n", (2, 5), b"a: 1\nb: 2\nc: 3\n"),
}


@pytest.mark.parametrize("code", CASES)
def test_each_fault_of_the_bytes_is_named_with_its_place(code: str) -> None:
    broken, place, sound = CASES[code]
    _, findings = decode_text(broken, "x.md")
    assert [(f.code, (f.line, f.column)) for f in findings] == [(code, place)]
    assert set(dict(findings[0].args)) == set(finding_texts()[code].args)
    assert decode_text(sound, "x.md") == (sound.decode(), ())


@pytest.mark.parametrize(
    ("text", "codec", "name"),
    [
        (TEXT, "gbk", "GB18030 (GBK, GB2312)"),
        (TEXT, "gb18030", "GB18030 (GBK, GB2312)"),
        ("标题: 甲", "gbk", "GB18030 (GBK, GB2312)"),
        (TRADITIONAL, "big5", "Big5"),
        (TEXT, "utf-16", "UTF-16"),
        (TEXT, "utf-16-le", "UTF-16LE"),
        (TEXT, "utf-16-be", "UTF-16BE"),
        (TEXT, "utf-32", "UTF-32"),
    ],
)
def test_the_likely_encoding_is_named_and_nothing_is_read(text: str, codec: str, name: str) -> None:
    decoded, findings = decode_text(text.encode(codec), "x.md")
    assert decoded is None
    assert [(f.code, dict(f.args)) for f in findings] == [("Y101", {"encoding": name})]


def test_wide_bytes_that_happen_to_be_utf8_are_still_refused() -> None:
    decoded, findings = decode_text("a: b\nc: d\n".encode("utf-16-le"), "x.md")
    assert (decoded, [f.code for f in findings]) == (None, ["Y101"])


def test_crlf_is_a_warning_read_as_a_line_end_and_a_lone_cr_blocks() -> None:
    text, findings = decode_text(b"a\r\nb\r\nc\rd", "x.md")
    assert text == "a\nb\nc\nd"
    assert [(f.code, f.line, is_blocking(f)) for f in findings] == [
        ("Y106", 1, False),
        ("Y107", 3, True),
    ]


@given(st.binary(max_size=200))
def test_decoding_never_raises_and_loses_nothing_of_utf8(data: bytes) -> None:
    text, findings = decode_text(data, "x.md")
    if text is None:
        assert findings
    elif not findings:
        assert text.encode() == data


CORPUS = Path(__file__).resolve().parents[3] / "shared" / "corpora" / "messy" / "encodings"


@pytest.mark.skipif(
    not CORPUS.is_dir(), reason="the collection of real files is not beside the checkout"
)
def test_real_files_of_other_encodings_are_named_as_what_they_are() -> None:
    rows = csv.DictReader((CORPUS / "decodes-as.csv").open())
    families = {"GB2312": "GB18030", "Big5": "Big5", "UTF-16LE": "UTF-16", "UTF-16": "UTF-16"}
    examined = 0
    for row in rows:
        file = CORPUS / row["file"]
        wanted = families.get(file.parent.name)
        if wanted and file.is_file():
            data = file.read_bytes()
            assert (guess_wide(data) or guess_encoding(data) or "").startswith(wanted), row["file"]
            examined += 1
    assert examined
