"""办事入口 and 运行环境: two commands on a fresh machine."""

from __future__ import annotations

import ast
import fcntl
import json
import os
import re
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from types import SimpleNamespace

import pytest

import tasks
from sanshen.cli import main
from tools import environment, steps

ROOT = Path(__file__).resolve().parent.parent
BARE = (ROOT / "tasks.py", ROOT / "tools" / "__init__.py", ROOT / "tools" / "environment.py")


class TookOverError(Exception):
    """What the stand-in for ``execv`` raises: the words the process would have become."""


@pytest.fixture
def taken_over(monkeypatch: pytest.MonkeyPatch) -> None:
    def execv(program: str, words: Sequence[str]) -> None:
        raise TookOverError(program, list(words))

    monkeypatch.setattr(os, "execv", execv)


def office(monkeypatch: pytest.MonkeyPatch, *words: str) -> None:
    """``python3 tasks.py WORDS`` inside the environment."""
    monkeypatch.setattr(sys, "argv", ["tasks.py", *words])
    tasks.Office(namespace=tasks.ns, binary="tasks.py").run(sys.argv)


def program(folder: Path, name: str, says: str) -> None:
    """A program ``name`` in ``folder`` that prints ``says``."""
    folder.mkdir(exist_ok=True)
    (folder / name).write_text(f"#!/bin/sh\necho '{says}'\n", encoding="utf-8")
    (folder / name).chmod(0o755)


@pytest.mark.parametrize("file", BARE, ids=lambda f: f.name)
def test_what_a_bare_interpreter_reads_is_syntax_of_python_3_6(file: Path) -> None:
    tree = ast.parse(file.read_text(encoding="utf-8"), feature_version=(3, 6))
    futures = [
        n for n in ast.walk(tree) if isinstance(n, ast.ImportFrom) and n.module == "__future__"
    ]
    assert futures == [], "from __future__ import annotations needs 3.7"


def test_the_environment_is_made_by_the_standard_library_alone() -> None:
    tree = ast.parse(BARE[2].read_text(encoding="utf-8"))
    names = {n.module or "" for n in ast.walk(tree) if isinstance(n, ast.ImportFrom)}
    names |= {a.name for n in ast.walk(tree) if isinstance(n, ast.Import) for a in n.names}
    assert {name.split(".")[0] for name in names} <= sys.stdlib_module_names


@pytest.mark.parametrize("version", [(3, 6, 15), (3, 10, 14)])
def test_an_old_python_gets_one_sentence_with_the_package(version: tuple[int, ...]) -> None:
    with pytest.raises(environment.NotReadyError) as lack:
        environment.check_python(version)
    assert "python3.11-venv" in str(lack.value)
    assert ".".join(map(str, version)) in str(lack.value)
    assert str(lack.value).count("。") == 1


def test_this_python_is_accepted() -> None:
    environment.check_python(sys.version_info[:3])
    environment.check_programs()


def test_a_python_without_ensurepip_names_python3_venv(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(environment.importlib.util, "find_spec", lambda _: None)
    with pytest.raises(environment.NotReadyError, match="python3-venv"):
        environment.check_python((3, 11, 2))


@pytest.mark.parametrize(
    ("programs", "package"),
    [
        ({}, "git（apt-get install git）"),
        ({"git": "git version 2.30.2"}, "2.30.2"),
        ({"git": "no version at all"}, "no version at all"),
        ({"git": "git version 2.34.1"}, "openssh-client"),
    ],
)
def test_a_missing_or_old_program_gets_one_sentence_with_the_package(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, programs: dict[str, str], package: str
) -> None:
    (tmp_path / "bin").mkdir()
    for name, says in programs.items():
        program(tmp_path / "bin", name, says)
    monkeypatch.setenv("PATH", str(tmp_path / "bin"))
    with pytest.raises(environment.NotReadyError) as lack:
        environment.check_programs()
    assert package in str(lack.value)
    assert str(lack.value).count("。") == 1


@pytest.mark.parametrize(
    "variables",
    [{}, {"LANG": "en_US.UTF-8"}, {"LC_ALL": "C", "LANG": "en_US.UTF-8"}, {"SANSHEN_LANG": "en"}],
)
def test_the_bare_sentences_choose_the_language_as_the_catalogue_does(
    monkeypatch: pytest.MonkeyPatch, variables: dict[str, str]
) -> None:
    for name in ("SANSHEN_LANG", "LC_ALL", "LC_MESSAGES", "LANG"):
        monkeypatch.delenv(name, raising=False)
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
    index = ("zh", "en").index(tasks.chosen_language())
    assert environment.sentence("nothing") == environment.SENTENCES["nothing"][index]


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A checkout with a lock and no environment."""
    (tmp_path / "lock").write_text("a==1 \\\n    --hash=sha256:0\n", encoding="utf-8")
    (tmp_path / "venv").mkdir()
    monkeypatch.setattr(environment, "ROOT", tmp_path)
    monkeypatch.setattr(environment, "LOCK", tmp_path / "lock")
    monkeypatch.setattr(environment, "VENV", tmp_path / "venv")
    monkeypatch.setattr(environment, "STAMP", tmp_path / "venv" / "stamp")
    monkeypatch.setattr(environment, "inside", lambda: True)
    return tmp_path


def test_an_interrupted_installation_is_not_taken_for_a_finished_one(
    place: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(_: int) -> None:
        raise environment.NotReadyError("no network")

    environment.STAMP.write_text(environment.wanted_stamp(), encoding="ascii")
    assert environment.finished()
    monkeypatch.setattr(environment, "install", broken)
    with pytest.raises(environment.NotReadyError):
        environment.make(0)
    assert not environment.finished()


def test_another_lock_asks_for_another_installation(
    place: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    done: list[str] = []
    monkeypatch.setattr(environment, "install", lambda _: done.append("install"))
    monkeypatch.setattr(environment, "link_project", lambda: done.append("link"))
    monkeypatch.setattr(environment, "compile_modules", lambda: done.append("compile"))
    environment.make(0)
    assert done == ["install", "link", "compile"]
    assert environment.finished()
    environment.LOCK.write_text("a==2 \\\n    --hash=sha256:1\n", encoding="utf-8")
    assert not environment.finished()


def test_an_environment_that_cannot_be_made_is_a_sentence(
    place: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    program(place / "bin", "python", "no space left")
    (place / "bin" / "python").write_text("#!/bin/sh\nexit 1\n", encoding="utf-8")
    monkeypatch.setattr(environment, "inside", lambda: False)
    monkeypatch.setattr(sys, "executable", str(place / "bin" / "python"))
    with pytest.raises(environment.NotReadyError, match="venv"):
        environment.make(0)


def test_a_second_start_waits_for_what_a_killed_one_left_running(place: Path) -> None:
    with environment.only_one() as lock:
        left = subprocess.Popen(["sh", "-c", "read _"], stdin=subprocess.PIPE, pass_fds=(lock,))
    other = os.open(place, os.O_RDONLY)
    with pytest.raises(BlockingIOError):
        fcntl.flock(other, fcntl.LOCK_EX | fcntl.LOCK_NB)
    left.communicate()
    fcntl.flock(other, fcntl.LOCK_EX | fcntl.LOCK_NB)
    os.close(other)
    assert left.returncode is not None


def test_pips_failure_is_shown_and_leaves_no_stamp(
    place: Path, capfdbinary: pytest.CaptureFixture[bytes]
) -> None:
    (place / "venv" / "bin").mkdir()
    failing = place / "venv" / "bin" / "python"
    failing.write_text("#!/bin/sh\necho Collecting a==1\necho hash mismatch\nexit 1\n")
    failing.chmod(0o755)
    with pytest.raises(environment.NotReadyError, match="pip"):
        environment.install(0)
    assert b"hash mismatch" in capfdbinary.readouterr().err


def test_inv_lists_every_verb_in_chinese_and_english() -> None:
    command = [sys.executable, "-m", "invoke", "--list-format", "json", "--list"]
    listed = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stdout
    for verb in tasks.VERBS:
        assert f'"name": "{verb}"' in listed
        help_text = tasks.body(verb).__doc__ or ""
        assert len(help_text.split(" | ")) == 2
        assert re.search("[\u4e00-\u9fff]", help_text.split(" | ")[0])
        assert re.fullmatch("[ -~]+", help_text.split(" | ")[1])


@pytest.mark.parametrize(
    "words",
    [
        ("check", "--all", "--json"),
        ("review", "3", "--show"),
        ("server", "init", "DIR", "--keys", "k"),
        ("secrecy", "3", "--conclusion", "可公开", "--ground=a=b --c"),
        ("return", "3", "-mreason", "-abc"),
        ("check", "--help"),
        ("submit", "check", "check"),
        ("verify", "--", "-x"),
    ],
)
@pytest.mark.usefixtures("taken_over")
def test_a_verbs_words_reach_the_package_as_they_were_typed(
    monkeypatch: pytest.MonkeyPatch, words: tuple[str, ...]
) -> None:
    with pytest.raises(TookOverError) as became:
        office(monkeypatch, *words)
    assert became.value.args == (sys.executable, [sys.executable, "-m", "sanshen", *words])


@pytest.mark.usefixtures("taken_over")
def test_the_measurings_words_reach_it_as_they_were_typed(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.chdir(tmp_path)
    with pytest.raises(TookOverError) as became:
        office(monkeypatch, "bench", "--sizes", "1k", "--json=f")
    expected = [sys.executable, "-m", "benchmarks", "--sizes", "1k", "--json=f"]
    assert became.value.args == (sys.executable, expected)
    assert Path.cwd() == ROOT


@pytest.mark.usefixtures("taken_over")
@pytest.mark.parametrize("form", [("--city", "my clone"), ("--city=my clone",)])
def test_city_may_stand_anywhere_after_the_verb(
    monkeypatch: pytest.MonkeyPatch, form: tuple[str, ...]
) -> None:
    with pytest.raises(TookOverError) as became:
        office(monkeypatch, "approve", *form, "3", "--stage", "first")
    words = became.value.args[1][2:]
    assert words == ["sanshen", "--city", "my clone", "approve", "3", "--stage", "first"]


def test_the_verbs_are_those_of_the_package_and_of_the_checkout() -> None:
    assert set(tasks.VERBS) == set(main.VERBS) | set(tasks.OWN)


def test_an_unknown_verb_is_a_usage_error_and_a_sentence(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as exited:
        office(monkeypatch, "no-such-verb")
    assert exited.value.code == 2
    assert "no-such-verb" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("codes", "code"), [([0, 0, 0, 0], 0), ([0, 4, 0, 1], 4), ([1, 1, 1, 1], 1), ([0, 0, 0, 5], 5)]
)
def test_every_step_runs_and_the_first_failure_is_the_exit_code(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], codes: list[int], code: int
) -> None:
    ran: list[list[str]] = []

    def run(words: list[str], **_: object) -> SimpleNamespace:
        ran.append(words)
        return SimpleNamespace(returncode=codes[len(ran) - 1])

    monkeypatch.setattr(steps.subprocess, "run", run)
    with pytest.raises(SystemExit) as exited:
        office(monkeypatch, "test", "-k", "x")
    assert exited.value.code == code
    assert [words[2] for words in ran] == ["ruff", "ruff", "mypy", "pytest"]
    assert ran[3][-2:] == ["-k", "x"]
    said = capsys.readouterr().out
    for name, _ in steps.commands(()):
        assert name in said


@pytest.mark.full
def test_a_second_start_adds_less_than_a_second() -> None:
    if not environment.finished():
        pytest.skip("not run inside the environment that tasks.py made")
    command = ["python3", str(ROOT / "tasks.py"), "--version"]
    times = []
    for _ in range(3):
        begun = time.monotonic()
        subprocess.run(command, check=True, capture_output=True)
        times.append(time.monotonic() - begun)
    assert min(times) < 1.0, times


@pytest.mark.full
def test_a_fresh_clone_with_a_new_home_becomes_ready(tmp_path: Path) -> None:
    clone, home = tmp_path / "clone", tmp_path / "home"
    home.mkdir()
    subprocess.run(["git", "clone", "-q", str(ROOT), str(clone)], check=True)
    own = {"HOME": str(home), "PATH": os.environ["PATH"], "LC_ALL": "C.UTF-8"}
    given = {k: v for k, v in os.environ.items() if k.startswith(("PIP_", "SSL_"))}
    listing = subprocess.run(
        [sys.executable, "tasks.py", "--list"],
        cwd=clone, env={**own, **given}, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert listing.returncode == 0, listing.stderr
    assert "import-markdown" in listing.stdout
    imported = subprocess.run(
        [clone / ".venv" / "bin" / "python", "-c", "import sanshen; print(sanshen.__file__)"],
        cwd=tmp_path, env=own, capture_output=True, text=True, check=True,
    )  # fmt: skip
    assert imported.stdout.strip() == str(clone / "sanshen" / "__init__.py")
    assert subprocess.check_output(["git", "status", "--porcelain"], cwd=clone) == b""
    assert [path.name for path in home.iterdir() if path.name not in (".cache", ".rustup")] == []


@pytest.mark.skipif(not (ROOT / ".venv/bin/inv").is_file(), reason="no environment made here")
def test_inv_hands_a_verbs_options_to_the_verb() -> None:
    done = subprocess.run(
        [ROOT / ".venv/bin/inv", "check", "--all", "--json"],
        cwd=ROOT,
        capture_output=True,
        text=True,
    )
    assert json.loads(done.stdout)["examined"] > 0, done.stderr
