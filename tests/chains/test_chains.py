"""Two laws of the build, over chains of edits.

After any edits, interruptions and losses, (1) what an incremental build serves is byte for byte
what a full build in a fresh clone makes, and its unit table the one declared there; (2) every
source is published, waits for its date, or is named in a finding, and nothing else is served.
"""

from __future__ import annotations

import tempfile
from collections import Counter
from pathlib import Path
from random import Random

import pytest
from hypothesis import HealthCheck, given, note, settings
from hypothesis import strategies as st

from sanshen.publish.pelican_process import PelicanProcess
from tests.chains.chain import KINDS, Chain, walk

FULL = settings().max_examples > 40
SIZE = 210 if FULL else 6
ROUNDS = 3 if FULL else 1
REAL = ("edit_title", "add_item", "rename", "column_settings", "delete_item", "index_damaged",
        "theme_template", "add_translation", "swapped_back", "change_attachment")  # fmt: skip
STEPS = st.lists(st.tuples(st.sampled_from(KINDS), st.integers(0, 10**6)), min_size=6, max_size=9)


@settings(max_examples=SIZE, suppress_health_check=list(HealthCheck), deadline=None)
@given(steps=STEPS)
def test_after_any_edits_the_output_is_that_of_a_full_build_and_of_every_source(
    in_process: None, counts: Counter[str], themes: Path, steps: list[tuple[str, int]]
) -> None:
    """6 chains of 6 to 9 edits, with --full 210."""
    with tempfile.TemporaryDirectory() as folder:
        note(f"steps = {steps}")
        walk(Chain(Path(folder), counts, themes=themes), steps)


@pytest.mark.parametrize("round_", range(ROUNDS))
@pytest.mark.parametrize("part", range(4))
def test_every_kind_of_edit_once(
    in_process: None, counts: Counter[str], themes: Path, tmp_path: Path, part: int, round_: int
) -> None:
    """Every kind, in four chains, in an order of its own; with --full in three orders."""
    kinds = list(KINDS)
    Random(round_).shuffle(kinds)
    chosen = kinds[part::4]
    chain = Chain(tmp_path, counts, themes=themes)
    walk(chain, [(kind, 1000 * round_ + number) for number, kind in enumerate(chosen)])
    done = {kind for kind in chosen if counts[f"edit {kind}"]}
    assert len(chosen) - len(done) <= 2, f"nothing to do for {set(chosen) - done}"


@pytest.mark.parametrize("executor", ["spawn", "worker", "fork"] if FULL else ["fork"])
def test_a_real_pelican_and_workers_of_any_kind_do_the_same(
    counts: Counter[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, executor: str
) -> None:
    """One chain of 2 edits, with --full three of 8, built by processes alone."""
    monkeypatch.setenv("SANSHEN_EXECUTOR", executor)
    dice = Random(executor)
    kinds = [dice.choice(REAL) for _ in range(8 if FULL else 2)]
    steps = [(kind, dice.randrange(1000)) for kind in kinds]
    walk(Chain(tmp_path, counts, PelicanProcess), steps)
