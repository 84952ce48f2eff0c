"""结果与对照表: the documented keys are the ones written; an aim that is missed says so."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from benchmarks import __main__ as command
from benchmarks.results import KEYS, Aim, Change, Cold, Results, Skipped, keys_of, render_json
from benchmarks.table import aims_of, parse_size, render_table, short

ROOT = Path(__file__).resolve().parents[2]


def results() -> Results:
    """Hugo and ours at 1k and 10k, one change, one peer left out."""
    found = Results(runs=2, versions={"hugo": "0"})
    for size, ours, theirs in ((1_000, [0.5, 0.7], [1.0, 1.0]), (10_000, [3.0, 5.0], [10.0, 8.0])):
        other = Cold("hugo-relref", size, size, 1_300, 9, theirs, theirs, [0.0, 0.0], 1.0, 1000.0)
        ratio = 0.6 if size == 1_000 else 0.45
        found.cold += [other, Cold("sanshen", size, size, 1_300, 9, ours, ours, [0.0, 0.1], ratio,
                                   150.0)]  # fmt: skip
    found.changes.append(Change("sanshen", 10_000, "edit", [0.9, 0.8], [0.4, 0.3], [1, 1], [0, 0]))
    found.changes.append(Change("sanshen", 10_000, "addition", [0.7, 0.6], [], [1, 1], [0, 0]))
    found.skipped.append(Skipped("eleventy", 0, "no node\nand more"))
    return found


def test_every_key_written_is_documented_and_every_documented_key_is_written() -> None:
    document = results().document(aims_of(results()))
    assert set(keys_of(document)) == set(KEYS)
    assert json.loads(render_json(document))["format"] == document["format"]


def test_the_document_on_measuring_names_every_key() -> None:
    text = (ROOT / "docs" / "performance.md").read_text(encoding="utf-8")
    assert [key for key in KEYS if f"`{key}`" not in text] == []


def test_an_aim_is_met_missed_or_not_measured() -> None:
    aims = {aim.name: aim for aim in aims_of(results())}
    assert aims["cold 1k / hugo-relref"].met is True
    assert aims["cold 10k / hugo-relref"].met is False
    assert aims["cold 100k / hugo-relref"].met is None
    assert aims["memory 10k / hugo-relref"].measured == pytest.approx(0.15)


def test_one_change_counts_until_the_swap_where_there_is_one_and_the_worse_kind_decides() -> None:
    edit, addition = results().changes
    assert edit.median == pytest.approx(0.35)
    assert addition.median == pytest.approx(0.65)
    aims = {aim.name: aim for aim in aims_of(results())}
    assert aims["one change 10k"] == Aim("one change 10k", 0.5, addition.median, "s")
    assert aims["one change 10k"].met is False


def test_the_table_shows_every_run_and_what_was_left_out() -> None:
    text = render_table(results(), aims_of(results()))
    assert re.search(r"cold 10k / hugo-relref \| 0.4 x \| 0.45 x \| MISSED", text)
    assert "**0.60** (0.50 0.70)" in text
    assert "| eleventy | - | no node |" in text


@pytest.mark.parametrize(("text", "size"), [("1k", 1_000), ("2M", 2_000_000), ("60", 60)])
def test_sizes_are_read_and_written_alike(text: str, size: int) -> None:
    assert parse_size(text) == size
    assert short(size) == text


@pytest.mark.parametrize("words", [["--sizes", "0"], ["--sizes", "x"], ["--peers", "jekyll"]])
def test_what_cannot_be_measured_is_a_usage_error(
    words: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as exited:
        command.main(words)
    assert exited.value.code == 2
    assert words[1] in capsys.readouterr().err
