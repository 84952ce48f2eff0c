"""Document numbers: the families, and what is told to those who wrote another form."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sanshen.content.doc_numbers import DocNumberError, DocNumberFamily, parse_doc_numbers

LETTERED, ORDER, ANNOUNCEMENT = DocNumberFamily


@pytest.mark.parametrize(
    ("text", "family", "issuer", "year", "number"),
    [
        ("示府发〔2026〕12号", LETTERED, "示府发", 2026, 12),
        ("法释〔2026〕1号", LETTERED, "法释", 2026, 1),
        ("市政府令第12号", ORDER, "市政府", None, 12),
        ("国令第837号", ORDER, "国", None, 837),
        ("主席令第八十三号", ORDER, "主席", None, 83),
        ("示例市人民政府令第一百零二号", ORDER, "示例市人民政府", None, 102),
        ("海关总署、公安部令第9号", ORDER, "海关总署、公安部", None, 9),
        ("公告2026年第3号", ANNOUNCEMENT, "公告", 2026, 3),
        ("示例市税务局公告2026年第3号", ANNOUNCEMENT, "示例市税务局公告", 2026, 3),
        ("常委会公告第十号", ANNOUNCEMENT, "常委会公告", None, 10),
    ],
)
def test_each_family_is_read_into_its_parts(
    text: str, family: DocNumberFamily, issuer: str, year: int | None, number: int
) -> None:
    (found,) = parse_doc_numbers(text)
    assert (found.family, found.issuer, found.year, found.number) == (family, issuer, year, number)
    assert found.text == text


def test_a_joint_form_is_several_numbers() -> None:
    found = parse_doc_numbers("示发改〔2026〕12号、示财建〔2026〕7号、示住建发〔2026〕3号")
    assert [(n.issuer, n.number) for n in found] == [("示发改", 12), ("示财建", 7), ("示住建发", 3)]


@pytest.mark.parametrize(
    ("text", "code", "wanted"),
    [
        ("示府发[2026]12号", "C110", "示府发〔2026〕12号"),
        ("示府发（2026）12号", "C110", "示府发〔2026〕12号"),
        ("示府发【2026】12号", "C110", "示府发〔2026〕12号"),
        ("示府发〔2026)012号", "C110", "示府发〔2026〕12号"),
        ("示府发〔2026〕012号", "C111", "示府发〔2026〕12号"),
        ("示府发〔2026〕第12号", "C111", "示府发〔2026〕12号"),
        ("示府发〔２０２６〕１２号", "C111", "示府发〔2026〕12号"),
        ("示府发〔2026〕 12 号", "C111", "示府发〔2026〕12号"),
        ("市政府令第012号", "C111", "市政府令第12号"),
        ("示府发〔26〕12号", "C112", ""),
        ("示府发〔2026〕12", "C112", ""),
        ("示府发〔2026〕0号", "C112", ""),
        ("主席令第十十号", "C112", ""),
        ("无", "C112", ""),
        ("", "C112", ""),
        ("示府发〔2026〕12号，示财建〔2026〕7号", "C112", ""),
        ("示府发〔1026〕12号", "C113", ""),
    ],
)
def test_other_forms_are_refused_with_the_right_one_where_it_is_known(
    text: str, code: str, wanted: str
) -> None:
    with pytest.raises(DocNumberError) as caught:
        parse_doc_numbers(text)
    assert (caught.value.code, caught.value.wanted) == (code, wanted)


@given(st.integers(1949, 2199), st.integers(1, 99999), st.sampled_from("[［(（【<《"))
def test_whatever_the_brackets_the_wanted_form_is_read(year: int, number: int, mark: str) -> None:
    closing = dict(zip("[［(（【<《", "]］)）】>》", strict=True))[mark]
    with pytest.raises(DocNumberError) as caught:
        parse_doc_numbers(f"示府发{mark}{year}{closing}{number}号")
    (found,) = parse_doc_numbers(caught.value.wanted)
    assert (found.year, found.number) == (year, number)


@given(st.text(st.sampled_from("示府发令第公告年号〔〕[]（）、0123十百零 "), max_size=20))
def test_any_text_is_a_number_or_a_named_error(text: str) -> None:
    codes: set[str] = set()
    try:
        found = parse_doc_numbers(text)
    except DocNumberError as error:
        codes.add(error.code)
    else:
        assert "、".join(number.text for number in found) == text
        assert all(number.number > 0 for number in found)
    assert codes <= {"C110", "C111", "C112", "C113"}
