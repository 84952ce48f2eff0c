"""Old bytes are read in the encoding they are in, or the editor is asked; never guessed wrong."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sanshen.importer.commonness import common_share
from sanshen.importer.encodings import decoded, detect_encoding

FOLDER = Path(__file__).resolve().parents[3] / "shared" / "corpora" / "messy" / "encodings"
SIMPLIFIED = "本办法自公布之日起施行，各单位应当按照规定公开政府信息，保障公民的知情权。"
TRADITIONAL = "本辦法自公布之日起施行，各單位應當按照規定公開政府資訊，對於沒有時間的人說明這個。"
FAMILY = {"GB2312": "gb18030", "Big5": "big5", "UTF-16BE": "utf-16-be", "UTF-16LE": "utf-16-le",
          "UTF-16": "utf-16", "utf-8-sig": "utf-8-sig"}  # fmt: skip


@pytest.mark.parametrize(
    ("text", "encoding", "codec"),
    [
        (SIMPLIFIED, "gb2312", "gb18030"),
        (SIMPLIFIED + "𠮷镕", "gb18030", "gb18030"),
        (TRADITIONAL, "big5", "big5"),
        (SIMPLIFIED, "utf-8", "utf-8"),
        (SIMPLIFIED, "utf-8-sig", "utf-8-sig"),
        (SIMPLIFIED + "\n", "utf-16", "utf-16"),
        ("标题: 办法\nDate: 2020\n" + SIMPLIFIED, "utf-16-le", "utf-16-le"),
        ("标题: 办法\nDate: 2020\n" + SIMPLIFIED, "utf-16-be", "utf-16-be"),
        ("plain ascii, nothing else\n", "ascii", "utf-8"),
        ("Información pública, años 2019 y 2020\n", "utf-8", "utf-8"),
        ("", "ascii", "utf-8"),
    ],
)
def test_the_encoding_is_named(text: str, encoding: str, codec: str) -> None:
    data = text.encode(encoding)
    found = detect_encoding(data)
    assert found.codec == codec
    assert decoded(data, codec) == text


@pytest.mark.parametrize(
    "data",
    [
        "涂鸦".encode("gb18030"),  # also four letters of Greek and Cyrillic in UTF-8
        "镕".encode("gb18030"),
        ('<?xml encoding="big5"?>' + SIMPLIFIED).encode("gb18030"),
        SIMPLIFIED.encode("gb18030") + b"\xff",
        "中文".encode("utf-16-le"),
    ],
)
def test_where_the_evidence_is_not_clear_the_editor_is_asked(data: bytes) -> None:
    assert detect_encoding(data).codec is None


def test_the_candidates_come_with_their_evidence() -> None:
    data = ('<meta charset="gb2312">' + SIMPLIFIED).encode("gb18030")
    best = detect_encoding(data).candidates[0]
    assert (best.codec, best.declared, best.mark) == ("gb18030", True, False)
    assert best.share > 50
    marked = detect_encoding(SIMPLIFIED.encode("utf-8-sig")).candidates
    assert [(each.codec, each.mark) for each in marked] == [("utf-8-sig", True)]


@given(st.binary(max_size=60))
def test_whatever_the_bytes_a_named_codec_reads_them(data: bytes) -> None:
    codec = detect_encoding(data).codec
    assert codec is None or decoded(data, codec) is not None


@given(
    st.lists(st.sampled_from(SIMPLIFIED + "ABC 12\n"), min_size=8, max_size=60).map("".join),
    st.sampled_from(["gb18030", "utf-8", "utf-16"]),
)
def test_chinese_text_is_never_read_wrong(text: str, encoding: str) -> None:
    data = text.encode(encoding)
    codec = detect_encoding(data).codec
    assert codec is None or decoded(data, codec) == text


def test_usual_characters_are_counted_among_the_wide_ones() -> None:
    assert common_share("abc") == -1
    assert common_share("的龘") == 0.5


@pytest.mark.skipif(not FOLDER.is_dir(), reason="the old encodings are not on this machine")
def test_every_real_file_is_named_right_or_asked_about() -> None:
    with (FOLDER / "decodes-as.csv").open(encoding="utf-8") as stream:
        rows = [row for row in csv.DictReader(stream) if (FOLDER / row["file"]).exists()]
    assert len(rows) >= 10
    named = 0
    for row in rows:
        found = detect_encoding((FOLDER / row["file"]).read_bytes())
        truth = FAMILY.get(Path(row["file"]).parent.name)
        assert found.codec in (truth, None), row["file"]
        named += found.codec is not None
    assert named >= len(rows) - 2
