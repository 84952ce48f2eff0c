"""演示: the whole demo in one run, as a newcomer starts it; and what it says when it breaks off."""

from __future__ import annotations

import os
import re
import sys
from pathlib import Path

import pytest

from sanshen.catalogue import message
from sanshen.demo.cast import Cast, DemoError, Done
from sanshen.demo.story import Story
from tests.walks.office import run

OUTCOMES = (
    "demo.baseline",
    "demo.refused-colon",
    "demo.submitted",
    "demo.refused-self",
    "demo.refused-twice",
    "demo.refused-edited",
    "demo.released",
    "demo.verified",
    "demo.tampered",
    "demo.done",
)
CODES = ("Y120", "V210", "V211", "V212", "K109")


@pytest.mark.full
def test_the_demo_shows_every_outcome_in_order_and_leaves_nothing_behind(tmp_path: Path) -> None:
    """One whole run, about a minute: servers, hooks, signatures and builds are all real."""
    environment = {"TMPDIR": str(tmp_path), "SANSHEN_LANG": "zh"}
    command = (sys.executable, "-m", "sanshen", "demo", "--no-serve")
    done = run(Path.cwd(), *command, environment=environment)
    assert done.code == 0, done.output
    places = [done.output.find(message(key, "zh")) for key in OUTCOMES]
    assert -1 not in places, done.output
    assert places == sorted(places)
    for code in CODES:
        assert code in done.output, done.output
    assert re.search(r"三审签发后[\d.]+秒，公开网页与放行内容逐字节一致：http://127", done.output)
    timed = re.findall(r"^\[ *([\d.]+) s\]", done.output, re.MULTILINE)
    assert len(timed) >= len(OUTCOMES)
    assert [float(t) for t in timed] == sorted(float(t) for t in timed)
    assert list(tmp_path.iterdir()) == []


@pytest.fixture
def story(tmp_path: Path) -> tuple[Story, list[str]]:
    """A story that tells into a list."""
    lines: list[str] = []
    return Story(Cast(tmp_path, "en"), lines.append), lines


def test_a_step_that_has_to_be_refused_and_is_not_ends_the_demo(
    story: tuple[Story, list[str]],
) -> None:
    told, _ = story
    with pytest.raises(DemoError, match="should have been refused"):
        told.must_be_refused(Done(0, "taken in V210"), "V210", "demo.refused-self")
    with pytest.raises(DemoError, match="V999"):
        told.must_be_refused(Done(1, "refused: V999"), "V210", "demo.refused-self")


def test_a_refusal_is_told_with_its_sentence(story: tuple[Story, list[str]]) -> None:
    told, lines = story
    told.must_be_refused(Done(1, "Refused:\n  x: V210 because.\n"), "V210", "demo.refused-self")
    assert message("demo.refused-self", "en") in lines[0]
    assert lines[1].strip() == "x: V210 because."


def test_a_step_that_has_to_succeed_and_fails_ends_the_demo_with_its_words(
    story: tuple[Story, list[str]],
) -> None:
    with pytest.raises(DemoError, match="no such thing"):
        story[0].must(Done(2, "no such thing"))


def test_the_cast_is_shielded_from_the_users_own_settings(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GIT_DIR", "/elsewhere")
    monkeypatch.setenv("SANSHEN_FAULT", "ledger.moved")
    environment = Cast(tmp_path, "en").environment()
    assert not {"GIT_DIR", "SANSHEN_FAULT"} & set(environment)
    assert environment["GIT_CONFIG_GLOBAL"] == os.devnull
    assert environment["SANSHEN_LANG"] == "en"


def test_everybody_gets_a_key_and_only_public_halves_are_handed_in(tmp_path: Path) -> None:
    cast = Cast(tmp_path, "en")
    public = cast.make_keys()
    assert {f.suffix for f in public.iterdir()} == {".pub"}
    assert all(cast.key(f.stem).exists() for f in public.iterdir())
