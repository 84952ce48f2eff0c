"""Exit codes and languages: 0 clean, 1 findings, 2 usage or unreadable, 3 internal error."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from sanshen.catalogue import message
from sanshen.cli import main as cli
from sanshen.cli.main import HIDDEN, VERBS, load_verb
from tests.city.city import City
from tests.city.content import NEWS, news_text
from tests.cli.words import Speak
from tests.walks.office import Office, run, sanshen

NEEDS_CLONE = {
    "join": ("editor", "--key", "k"),
    "submit": (),
    "secrecy": ("1", "--conclusion", "open", "--ground", "g"),
    "review": (),
    "approve": ("1", "--stage", "first"),
    "return": ("1", "--stage", "first", "--reason", "r"),
    "publish": (),
    "verify": (),
    "build": (),
}


def test_every_verb_loads_under_its_own_name() -> None:
    for name in (*VERBS, *HIDDEN):
        assert load_verb(name).name == name


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("verb", sorted(VERBS))
def test_every_verb_explains_itself_in_both_languages(
    tmp_path: Path, speak: Speak, verb: str, lang: str
) -> None:
    said = speak(tmp_path, verb, "--help", lang=lang)
    assert said.code == 0
    text = "".join(said.out.split())
    assert "".join(message(f"cli.{verb}", lang).split()) in text


def test_the_list_of_verbs_hides_what_is_for_git(tmp_path: Path, speak: Speak) -> None:
    said = speak(tmp_path, "--help")
    assert said.code == 0
    assert all(verb in said.out for verb in VERBS)
    assert not any(verb in said.out for verb in HIDDEN)


@pytest.mark.parametrize("words", [(), ("aprove",), ("approve", "1"), ("approve", "one"),
                                   ("approve", "1", "--stage", "fourth"),
                                   ("secrecy", "1", "--conclusion", "perhaps", "--ground", "g"),
                                   ("server",), ("server", "stop"),
                                   ("check", "--no-such")])  # fmt: skip
def test_wrong_usage_is_2(tmp_path: Path, speak: Speak, words: tuple[str, ...]) -> None:
    said = speak(tmp_path, *words)
    assert (said.code, said.out) == (2, "")
    assert "usage:" in said.err


@pytest.mark.parametrize("verb", sorted(NEEDS_CLONE))
@pytest.mark.parametrize(("lang", "sentence"), [("zh", "不是城市仓库"), ("en", "is not a clone")])
def test_a_verb_outside_a_clone_is_2_and_says_what_to_do(
    tmp_path: Path, speak: Speak, verb: str, lang: str, sentence: str
) -> None:
    said = speak(tmp_path, verb, *NEEDS_CLONE[verb], lang=lang)
    assert said.code == 2
    assert sentence in said.err
    assert "Traceback" not in said.err


@pytest.mark.parametrize("verb", ["submit", "approve", "secrecy", "return", "review", "publish"])
def test_a_clone_that_has_not_joined_is_2(checkout: Path, speak: Speak, verb: str) -> None:
    said = speak(checkout, verb, *NEEDS_CLONE[verb])
    assert said.code == 2
    assert "run: join PERSON" in said.err


def test_a_server_that_is_gone_is_2(office: Office, speak: Speak) -> None:
    desk = office.desk("first")
    desk.must("remote", "set-url", "origin", str(office.folder / "nowhere.git"))
    for verb in ("approve", "review", "submit"):
        said = speak(desk.folder, verb, *NEEDS_CLONE[verb])
        assert said.code == 2, verb
        assert "cannot fetch from the server" in said.err


def test_another_repository_at_the_same_address_is_2(
    office: Office, city_keys: dict[str, Path], tmp_path: Path, speak: Speak
) -> None:
    desk = office.desk("first")
    City.found(tmp_path / "other", city_keys)
    desk.must("remote", "set-url", "origin", str(tmp_path / "other" / "city.git"))
    said = speak(desk.folder, "review")
    assert said.code == 2
    assert "not the one this clone joined" in said.err


def test_a_change_that_does_not_exist_is_2(office: Office, speak: Speak) -> None:
    for words in (("approve", "9", "--stage", "1"), ("review", "9")):
        said = speak(office.desk("first").folder, *words)
        assert said.code == 2
        assert "there is no change 9" in said.err


def test_a_refused_statement_is_1_and_an_accepted_one_0(office: Office) -> None:
    assert office.desk("editor").submit({NEWS: news_text("甲")}).accepted
    second = office.desk("second").act("approve", "1", "--stage", "2")
    assert (second.code, "V212" in second.output) == (1, True), second.output
    first = office.desk("first").act("approve", "1", "--stage", "初审", lang="zh")
    assert first.code == 0, first.output
    assert "意见已登记为台账第" in first.output


def test_an_error_nobody_foresaw_is_3_with_its_traceback(
    checkout: Path, speak: Speak, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(_: str) -> None:
        raise ZeroDivisionError("never mind")

    class Broken:
        name = "check"

        @staticmethod
        def arguments(*_: object) -> None:
            """No words."""

        run = staticmethod(fail)

    monkeypatch.setattr(cli, "load_verb", lambda _: Broken)
    said = speak(checkout, "check")
    assert said.code == 3
    assert "ZeroDivisionError" in said.err
    assert "internal error" in said.err
    assert "内部错误" in speak(checkout, "check", lang="zh").err


def test_a_program_of_its_own_gives_the_same_codes(checkout: Path) -> None:
    assert sanshen(checkout, "check", "--all").code == 0
    (checkout / NEWS).write_text("---\nkind: news\n---\n", encoding="utf-8")
    found = sanshen(checkout, "check", "--all")
    assert (found.code, ": C1" in found.output) == (1, True), found.output
    assert sanshen(checkout, "chekc").code == 2


def test_city_names_the_folder_to_work_in(checkout: Path, tmp_path: Path) -> None:
    assert sanshen(tmp_path, "--city", checkout, "check").code == 0


def test_the_version_is_told(tmp_path: Path) -> None:
    done = sanshen(tmp_path, "--version")
    assert (done.code, done.output.startswith("sanshen ")) == (0, True)


def test_output_is_utf8_in_a_locale_without_it(checkout: Path) -> None:
    environment = {"LC_ALL": "C", "LANG": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"}
    done = run(checkout, sys.executable, "-m", "sanshen", "check",
               environment={**environment, "SANSHEN_LANG": "zh"})  # fmt: skip
    assert (done.code, "共读入" in done.output) == (0, True), done.output
