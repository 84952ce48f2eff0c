"""Foreign documents are taken apart leniently, and refused loudly."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sanshen.importer.foreign import ForeignDocument, ForeignError, parse_foreign


def parse(text: str, encoding: str = "utf-8") -> ForeignDocument:
    return parse_foreign("a.md", text.encode("utf-8"), encoding)


def refused(data: bytes, encoding: str = "utf-8") -> list[tuple[str, int]]:
    with pytest.raises(ForeignError) as caught:
        parse_foreign("a.md", data, encoding)
    return [(found.code, found.line) for found in caught.value.findings]


def test_header_and_body_come_apart_with_their_lines() -> None:
    found = parse("---\ntitle: 甲\nno: 012\nlist:\n  - a\n  - 'b'\nempty:\n---\n\n正文 \n")
    assert found.header["title"].texts == ("甲",)
    assert (found.header["no"].texts, found.header["no"].line) == (("012",), 3)
    assert found.header["list"].texts == ("a", "b")
    assert found.header["empty"].texts == ()
    assert (found.body, found.body_line, found.before) == ("\n正文 \n", 9, "")


def test_a_mark_and_blank_lines_before_the_header_are_noted() -> None:
    found = parse("\ufeff\n \n---\r\ntitle: 甲\r\n---\r\n正文")
    assert (found.before, found.header["title"].line) == ("\ufeff\n \n", 4)
    assert (found.body, found.body_line) == ("正文", 6)


def test_a_body_may_be_missing_and_may_hold_further_fences() -> None:
    assert parse("---\na: b\n---").body == ""
    assert parse("---\na: b\n---\n甲\n\n---\n乙").body == "甲\n\n---\n乙"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", [("M102", 1)]),
        ("正文\n", [("M102", 1)]),
        ("\n\ntitle: 甲\n", [("M102", 3)]),
        ("---\ntitle: 甲\n", [("M102", 1)]),
        ("---\n---\n正文", [("M103", 2)]),
        ("---\ntitle: 甲\nkey: [a\n---\n", [("M103", 4)]),
        ("---\n\ttitle: 甲\n---\n", [("M103", 2)]),
        ("---\ntitle： 甲\n---\n", [("M103", 2)]),
        ("---\na: 1\na: 2\nb:\n  c: 1\na: 3\n---\n", [("M104", 3), ("M104", 6)]),
    ],
)
def test_a_broken_header_is_refused_at_its_line(text: str, expected: list[tuple[str, int]]) -> None:
    assert refused(text.encode()) == expected


def test_other_bytes_than_the_encoding_are_refused_and_named() -> None:
    data = "---\ntitle: 关于加强城市管理工作的通知\n---\n各县人民政府：\n".encode("gb18030")
    assert refused(data) == [("M101", 2)]
    with pytest.raises(ForeignError) as caught:
        parse_foreign("a.md", data, "utf-8")
    assert dict(caught.value.findings[0].args)["likely"].startswith("gb")
    assert parse_foreign("a.md", data, "gb18030").header["title"].texts[0].startswith("关于")


@given(st.text(st.characters(codec="utf-8"), max_size=80))
def test_a_body_is_kept_to_the_character(body: str) -> None:
    assert parse(f"---\ntitle: 甲\n---\n{body}").body == body


@given(st.text(max_size=60).filter(lambda text: text.isprintable()), st.binary(max_size=40))
def test_any_bytes_give_a_document_or_a_reason(text: str, tail: bytes) -> None:
    try:
        outcome: object = parse_foreign("a.md", text.encode() + tail, "utf-8").source
    except ForeignError as error:
        outcome = {found.path for found in error.findings}
    assert outcome in ("a.md", {"a.md"})
