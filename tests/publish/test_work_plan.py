"""构建计划: what is written is read again, and nothing else is taken for it."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sanshen.index.rows import UnitRow
from sanshen.model.findings import finding
from sanshen.publish.work_plan import (
    FORMAT,
    WorkPlan,
    WorkPlanError,
    read_plan,
    read_result,
    write_plan,
    write_result,
)
from sanshen.publish.workshop import Made
from sanshen.units.unit import UnitRef

words = st.text(max_size=6)
refs = st.builds(UnitRef, words, st.lists(words, max_size=3).map(tuple))
plans = st.builds(
    WorkPlan, words, words, st.booleans(), st.just(Path("/a/index.sqlite")), st.just(Path("/a/r")),
    st.just(Path("/a/tree")), st.booleans(), words, st.lists(refs, max_size=4).map(tuple),
)  # fmt: skip
sizes = st.integers(0, 1 << 60)
rows = st.builds(UnitRow, words, words, st.lists(words, max_size=2).map(tuple), words, words, sizes)
findings = st.sampled_from(
    [finding("B117", "output/x/404.html", 3, 4), finding("B120", "a.html", target="/b.html")]
)
results = st.builds(
    Made, st.lists(rows, max_size=3).map(tuple), st.lists(words, max_size=2).map(tuple),
    sizes, st.lists(findings, max_size=2).map(tuple),
    st.lists(st.tuples(words, words), max_size=2).map(tuple), words,
)  # fmt: skip
OWN_FOLDER = settings(suppress_health_check=[HealthCheck.function_scoped_fixture])


@OWN_FOLDER
@given(plan=plans)
def test_a_plan_is_read_as_it_was_written(tmp_path: Path, plan: WorkPlan) -> None:
    write_plan(tmp_path / "plans" / "plan.json", plan)
    assert read_plan(tmp_path / "plans" / "plan.json") == plan


@OWN_FOLDER
@given(made=st.lists(results, max_size=3))
def test_a_result_is_read_as_it_was_written(tmp_path: Path, made: list[Made]) -> None:
    write_result(tmp_path / "result.json", made)
    assert read_result(tmp_path / "result.json") == tuple(made)
    assert [file.name for file in tmp_path.glob("*.new")] == []


@pytest.mark.parametrize(
    "text",
    [
        "", "null", "[]", "{}", '{"format": "other"}', f'{{"format": "{FORMAT}"}}',
        f'{{"format": "{FORMAT}", "plan": {{}}, "made": [{{}}]}}',
        f'{{"format": "{FORMAT}", "plan": 1, "made": 1}}',
        f'{{"format": "{FORMAT}", "plan": [], "made": [[[], [], "1", [], [], ""]]}}',
        '{"format": "sanshen/work-plan/1", "made": []}',
    ],
)  # fmt: skip
def test_any_other_text_is_refused_with_the_file(tmp_path: Path, text: str) -> None:
    file = tmp_path / "plan.json"
    file.write_text(text, encoding="utf-8")
    for read in (read_plan, read_result):
        with pytest.raises(WorkPlanError, match=r"plan\.json"):
            read(file)
        with pytest.raises(WorkPlanError, match=r"none\.json"):
            read(tmp_path / "none.json")
