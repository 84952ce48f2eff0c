"""Documents: true links, equal twins, every verb and folder named."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

import pytest

import tasks
from sanshen.model.sites import ItemKind
from sanshen.model.statements import Stage

ROOT = Path(__file__).resolve().parent.parent
ENGLISH, CHINESE = ROOT / "README.md", ROOT / "README.zh.md"
DOCUMENTS = [ROOT / "CHANGELOG.md", ENGLISH, CHINESE, *sorted((ROOT / "docs").rglob("*.md"))]
DECISIONS = sorted((ROOT / "docs" / "adr").glob("*.md"))
FENCE = re.compile(r"^```(\w*)\n(.*?)^```$", re.MULTILINE | re.DOTALL)


def commands(text: str) -> list[str]:
    """The lines of all shell blocks."""
    return [
        line for kind, body in FENCE.findall(text) if kind == "sh" for line in body.splitlines()
    ]


def headings(text: str) -> list[int]:
    """The levels of all headings, code apart."""
    return [len(m) for m in re.findall(r"^(#+) ", FENCE.sub("", text), re.MULTILINE)]


def code_words(text: str) -> list[str]:
    """What stands between backticks outside blocks, as a sorted list."""
    return sorted(re.findall(r"`([^`\n]+)`", FENCE.sub("", text)))


def links(text: str) -> list[str]:
    """Targets of all links and pictures, as they come."""
    return re.findall(r"\]\(([^)]+)\)", FENCE.sub("", text))


def test_the_two_commands_come_first() -> None:
    assert commands(ENGLISH.read_text("utf-8"))[:2] == [
        "python3 tasks.py demo",
        "python3 tasks.py test",
    ]


def test_the_chinese_readme_is_the_twin_of_the_english_one() -> None:
    english, chinese = ENGLISH.read_text("utf-8"), CHINESE.read_text("utf-8")
    assert commands(english) == commands(chinese)
    assert headings(english) == headings(chinese)
    assert links(english) == links(chinese)
    assert code_words(english) == code_words(chinese)
    for mark in (r"^\d+\. ", r"^\| "):
        assert len(re.findall(mark, english, re.MULTILINE)) == len(
            re.findall(mark, chinese, re.MULTILINE)
        )


def test_a_twin_that_differs_would_be_noticed() -> None:
    one, other = "# A\n```sh\na\n```\n## B `c`\n", "# A\n```sh\nb\n```\n# B `d`\n"
    assert commands(one) != commands(other)
    assert headings(one) == [1, 2] != headings(other)
    assert code_words(one) != code_words(other)


@pytest.mark.parametrize("file", DOCUMENTS, ids=lambda f: str(f.relative_to(ROOT)))
def test_links_between_documents_lead_somewhere(file: Path) -> None:
    for target in links(file.read_text(encoding="utf-8")):
        if not re.match(r"[a-z]+:", target):
            path, _, _ = target.partition("#")
            assert (file.parent / path).exists(), target


def test_every_verb_is_in_the_readme_and_no_other() -> None:
    named = re.findall(r"^\| `([a-z-]+)` \|", ENGLISH.read_text("utf-8"), re.MULTILINE)
    assert named == list(tasks.VERBS)
    used = {m.group(1) for m in re.finditer(r"tasks\.py ([a-z-]+)", ENGLISH.read_text("utf-8"))}
    assert used <= set(tasks.VERBS)


def test_every_folder_of_the_checkout_is_on_the_map() -> None:
    command = ["git", "ls-tree", "-d", "--name-only", "HEAD"]
    folders = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    text = ENGLISH.read_text(encoding="utf-8")
    assert folders.stdout.split()
    assert [name for name in folders.stdout.split() if f"`{name}/`" not in text] == []


def test_every_room_is_in_the_architecture() -> None:
    text = (ROOT / "docs" / "architecture.md").read_text(encoding="utf-8")
    rooms = {file.parent.name for file in (ROOT / "sanshen").glob("*/__init__.py")}
    assert rooms
    assert {room for room in rooms if f"| `{room}` |" not in text} == set()


def test_kinds_and_stages_are_in_the_glossary() -> None:
    text = (ROOT / "docs" / "glossary.md").read_text(encoding="utf-8")
    assert [kind for kind in ItemKind if f"| `{kind}` |" not in text] == []
    assert [stage for stage in Stage if f"stage `{stage}`" not in text] == []


def test_decisions_are_numbered_once_and_complete() -> None:
    numbers = [file.name[:4] for file in DECISIONS]
    assert numbers
    assert len(numbers) == len(set(numbers))
    for file in DECISIONS:
        text = file.read_text(encoding="utf-8")
        assert re.match(rf"# 0*{int(file.name[:4])}[. ]", text), file.name
        assert "\nStatus: " in text, file.name
        sections = re.findall(r"^## (.+)$", text, re.MULTILINE)
        wanted = ["Context", "Decision", "Consequences"]
        assert [name for name in sections if name in wanted] == wanted, file.name


def test_the_changelog_names_the_version() -> None:
    project = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    version = re.search(r'^version = "(.+)"$', project, re.MULTILINE)
    assert version
    assert f"## {version.group(1)}" in (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
