"""剖析: the stage times a build prints become a table that adds up."""

from __future__ import annotations

from benchmarks.measure import Sample
from benchmarks.profile import Stage, parse_stages, stage_table

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
