"""剖析: the stage times a build prints become a table that adds up."""

from __future__ import annotations

from collections import Counter

from benchmarks.measure import Sample
from benchmarks.profile import (
    Stage,
    count_functions,
    function_table,
    parse_stages,
    stage_table,
)

LOG = """portal：已构建85页
time read wall=0.500 cpu=0.800 count=1100
time render wall=0.25 cpu=0.2
a time that is none wall=1
"""


def test_stages_are_read_from_among_what_a_build_prints() -> None:
    assert parse_stages(LOG) == (Stage("read", 0.5, 0.8, 1100), Stage("render", 0.25, 0.2, 0))


def test_what_no_stage_accounts_for_is_shown() -> None:
    sample = Sample(1.0, 1.25, 0, 0, False, 0.0, 0.0, 0, LOG)
    lines = list(stage_table(parse_stages(LOG), sample, 1_000))
    assert lines[2] == "| read | 0.500 | 0.800 | 64.0 | 800 | 1100 |"
    assert lines[4] == "| (not in any stage) | 0.250 | 0.250 | 20.0 | 250 |  |"


def test_a_sample_counts_for_our_innermost_function() -> None:
    stacks = [
        "main (a/sanshen/cli/main.py:9);render (sanshen/theming/templating.py:4);root (b.html:3) 5",
        "main (sanshen/cli/main.py:9);put (sanshen/output/tree_writer.py:7) 2",
        "_find_spec (<frozen importlib._bootstrap>:1) 1",
        "no sample",
    ]
    ours, inner = count_functions(stacks)
    assert ours == {
        "sanshen/theming/templating.py render": 5,
        "sanshen/output/tree_writer.py put": 2,
        "(interpreter, imports, libraries)": 1,
    }
    assert inner["b.html root"] == 5
    assert ours.total() == inner.total() == 8


def test_shares_of_samples_are_scaled_to_the_processor_time_of_a_plain_run() -> None:
    lines = list(function_table("function", Counter({"a": 3, "b": 1}), cpu=2.0, articles=1_000))
    assert lines[2:] == ["| a | 75.0 | 1500 |", "| b | 25.0 | 500 |"]
