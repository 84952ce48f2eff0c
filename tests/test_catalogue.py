"""文案目录: source and catalogue say the same, in both languages, and nothing is left over."""

from __future__ import annotations

import ast
import re
import string
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest

from sanshen.catalogue import (
    LANGUAGES,
    PARTS,
    CatalogueError,
    blocking,
    chosen_language,
    finding_texts,
    is_blocking,
    message,
    messages,
    render_finding,
    severities,
)
from sanshen.model.findings import Severity, finding

ROOT = Path(__file__).resolve().parent.parent
CODE = re.compile(r"[A-Z]\d{3}")
PLACE = {"path", "line", "column"}


def trees() -> Iterator[tuple[Path, ast.Module]]:
    """Every Python file that may speak to a user."""
    files = [ROOT / "tasks.py"]
    for folder in ("sanshen", "plugins", "tools"):
        files += sorted((ROOT / folder).rglob("*.py"))
    for file in files:
        yield file, ast.parse(file.read_text(encoding="utf-8"))


def texts() -> set[str]:
    """Every string constant of the source, and the fixed beginnings of f-strings."""
    return {
        node.value
        for _, tree in trees()
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    }


def calls(name: str) -> Iterator[tuple[str, str, set[str], bool]]:
    """Calls of ``name`` with a constant first argument: (where, it, keyword names, has ``**``)."""
    for file, tree in trees():
        for node in ast.walk(tree):
            if not isinstance(node, ast.Call) or not node.args:
                continue
            called = node.func.attr if isinstance(node.func, ast.Attribute) else node.func
            called = called.id if isinstance(called, ast.Name) else called
            first = node.args[0]
            if called == name and isinstance(first, ast.Constant) and isinstance(first.value, str):
                keywords = {k.arg for k in node.keywords if k.arg}
                open_ended = any(k.arg is None for k in node.keywords)
                yield f"{file.relative_to(ROOT)}:{node.lineno}", first.value, keywords, open_ended


def placeholders(wording: str) -> set[str]:
    """The names in braces of a sentence."""
    return {name for _, name, _, _ in string.Formatter().parse(wording) if name}


def unused(keys: set[str], said: set[str]) -> set[str]:
    """Message keys nobody asks for: neither whole nor by a prefix up to a dot."""
    prefixes = tuple(text for text in said if text.endswith(".") and text.count(" ") == 0)
    return {key for key in keys if key not in said and not key.startswith(prefixes)}


def test_every_finding_code_renders_in_both_languages_with_its_declared_values() -> None:
    assert finding_texts()
    for code, text in finding_texts().items():
        values = {name: f"⟨{name}⟩" for name in text.args}
        found = finding(code, "content/portal/x.md", 4, 2, **values)
        for lang in LANGUAGES:
            sentence = render_finding(found, lang)
            used = set().union(*(placeholders(text.parts[part][lang]) for part in PARTS))
            assert used <= set(text.args), f"{code} {lang}: undeclared {used - set(text.args)}"
            assert all(
                f"⟨{name}⟩" in sentence for name in used - placeholders(text.parts["title"][lang])
            )
            assert sentence.startswith(f"content/portal/x.md:4:2: {code} ")


def test_every_declared_value_is_said_in_both_languages() -> None:
    for code, text in finding_texts().items():
        for lang in LANGUAGES:
            used = set().union(*(placeholders(text.parts[part][lang]) for part in PARTS))
            assert used == set(text.args), f"{code} {lang}"


def test_parts_carry_no_closing_stop_of_their_own() -> None:
    for code, text in finding_texts().items():
        for part in PARTS:
            for lang in LANGUAGES:
                assert text.parts[part][lang].strip(), f"{code}.{part}.{lang} is empty"
                assert not text.parts[part][lang].endswith(("。", ".")), f"{code}.{part}.{lang}"


def test_chinese_and_english_messages_carry_the_same_values() -> None:
    assert messages()
    for key, wording in messages().items():
        assert set(wording) == set(LANGUAGES), key
        assert placeholders(wording["zh"]) == placeholders(wording["en"]), key


def test_every_code_of_the_source_is_in_the_catalogue_and_the_other_way_round() -> None:
    used = {text for text in texts() if CODE.fullmatch(text)}
    assert used - finding_texts().keys() == set(), "used, not in the catalogue"
    assert finding_texts().keys() - used == set(), "in the catalogue, never used"


def test_findings_are_made_with_exactly_the_declared_values() -> None:
    examined = 0
    for where, code, keywords, open_ended in calls("finding"):
        declared, given = set(finding_texts()[code].args), keywords - PLACE
        assert given <= declared if open_ended else given == declared, f"{where}: {code} {given}"
        examined += 1
    assert examined


def test_messages_are_asked_for_with_exactly_their_values() -> None:
    examined = 0
    for where, key, keywords, open_ended in calls("message"):
        assert key in messages(), f"{where}: {key}"
        wanted = placeholders(messages()[key]["zh"])
        assert keywords <= wanted if open_ended else keywords == wanted, f"{where}: {key}"
        examined += 1
    assert examined


def test_no_message_is_left_over() -> None:
    theme = "".join(
        file.read_text(encoding="utf-8") for file in sorted((ROOT / "theme").rglob("*.html"))
    )
    said = texts() | set(re.findall(r"[\"']([\w.-]+)[\"']", theme))
    assert unused(set(messages()), said) == set()


def test_a_left_over_message_would_be_noticed() -> None:
    assert unused({"a.b", "c.d", "e.f"}, {"a.b", "e."}) == {"c.d"}


def test_severity_decides_what_blocks() -> None:
    for code, text in finding_texts().items():
        one = finding(code, "x")
        assert is_blocking(one) == (text.severity is Severity.BLOCKING)
        assert (one in blocking([one])) == is_blocking(one)


def test_an_unknown_message_or_value_is_an_error() -> None:
    with pytest.raises(KeyError):
        message("no.such", "zh")
    with pytest.raises(KeyError):
        message("tasks.step_passed", "zh", name="x")


@pytest.mark.parametrize(
    ("environment", "lang"),
    [
        ({"SANSHEN_LANG": "en", "LANG": "zh_CN.UTF-8"}, "en"),
        ({"SANSHEN_LANG": "zh", "LANG": "en_GB.UTF-8"}, "zh"),
        ({"LC_ALL": "C.UTF-8", "LANG": "en_US.UTF-8"}, "zh"),
        ({"LANG": "en_US.UTF-8"}, "en"),
        ({"SANSHEN_LANG": "fr"}, "zh"),
        ({}, "zh"),
    ],
)
def test_the_language_is_the_one_asked_for(environment: Mapping[str, str], lang: str) -> None:
    assert chosen_language(environment) == lang


def test_a_part_in_one_language_only_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "findings").mkdir()
    entry = "X100: {severity: blocking, " + ", ".join(f"{part}: {{zh: 甲}}" for part in PARTS) + "}"
    (tmp_path / "findings" / "x.yml").write_text(entry, encoding="utf-8")
    monkeypatch.setattr("sanshen.catalogue.FOLDER", tmp_path)
    with pytest.raises(CatalogueError, match="X100"):
        finding_texts.__wrapped__()


def test_a_code_in_two_topics_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "messages").mkdir()
    for topic in ("a", "b"):
        (tmp_path / "messages" / f"{topic}.yml").write_text("a.b: {zh: 甲, en: a}\n", "utf-8")
    monkeypatch.setattr("sanshen.catalogue.FOLDER", tmp_path)
    with pytest.raises(CatalogueError, match=r"a\.b"):
        messages.__wrapped__()


def test_severities_are_those_of_the_findings_as_read_in_full() -> None:
    assert severities() == {code: text.severity for code, text in finding_texts().items()}
