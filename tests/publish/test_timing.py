"""计时: one line a stage for whoever asks, and nothing for anybody else."""

from __future__ import annotations

import re

import pytest

from sanshen.publish.timing import VARIABLE, pass_on, stage, tell_stage

LINE = re.compile(r"time (\w+) wall=\d+\.\d{4} cpu=-?\d+\.\d{4}( count=\d+)?")


def test_nothing_is_said_unless_asked(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv(VARIABLE, raising=False)
    with stage("x"):
        pass_on("time y wall=0.1000 cpu=0.1000")
    assert capsys.readouterr() == ("", "")


def test_each_stage_is_one_line_also_when_it_fails(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(VARIABLE, "1")
    with pytest.raises(KeyError), stage("failing"):
        raise KeyError
    tell_stage("rendered", 1.5, 1.25, 40)
    out, err = capsys.readouterr()
    lines = err.splitlines()
    assert out == ""
    assert [bool(LINE.fullmatch(line)) for line in lines] == [True, True]
    assert lines[1] == "time rendered wall=1.5000 cpu=1.2500 count=40"


def test_only_lines_of_stages_are_passed_on(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(VARIABLE, "1")
    pass_on("warning: x\ntime make wall=0.1000 cpu=0.1000\n it is time make\n")
    assert capsys.readouterr().err == "time make wall=0.1000 cpu=0.1000\n"
