"""``check``: every finding, as sentences and as JSON."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.city.content import DOCUMENT, NEWS, news_text
from tests.cli.words import Speak
from tests.walks.office import run


def test_a_clean_tree_is_0_and_counts_what_it_examined(checkout: Path, speak: Speak) -> None:
    said = speak(checkout, "check", "--all")
    assert said.code == 0, said.out
    assert "0 blocking" in said.out


def test_all_errors_of_all_files_are_printed_at_once(checkout: Path, speak: Speak) -> None:
    (checkout / NEWS).write_text("---\nkind: news\ntitle： 一\n---\n\n文\n", encoding="utf-8")
    (checkout / DOCUMENT).write_text("---\nkind: normative\n---\n\n文\n", encoding="utf-8")
    said = speak(checkout, "check", "--all")
    assert said.code == 1
    assert f"{NEWS}:3:6: Y120" in said.out
    assert said.out.count(DOCUMENT) >= 5


def test_json_has_checks_and_findings_with_the_five_parts(checkout: Path, speak: Speak) -> None:
    (checkout / NEWS).write_text("---\nkind: news\ntitle： 一\n---\n\n文\n", encoding="utf-8")
    said = speak(checkout, "check", "--all", "--json")
    assert said.code == 1
    report = json.loads(said.out)
    assert set(report) == {"examined", "checks", "findings"}
    assert report["examined"] > 5
    assert all(set(c) == {"name", "examined", "findings", "skipped"} for c in report["checks"])
    (found,) = [f for f in report["findings"] if f["code"] == "Y120"]
    assert (found["severity"], found["path"], found["line"]) == ("blocking", NEWS, 3)
    assert found["fingerprint"]
    for lang in ("zh", "en"):
        assert {"what", "expected", "ground", "remedy"} <= set(found[lang])
    clean = json.loads(speak(checkout, "check", "--json", lang="zh").out)
    assert {f["code"] for f in clean["findings"]} == {f["code"] for f in report["findings"]}


def test_without_a_ledger_deadlines_are_skipped_with_the_reason(
    checkout: Path, speak: Speak
) -> None:
    report = json.loads(speak(checkout, "check", "--json").out)
    skipped = [s for check in report["checks"] for s in check["skipped"]]
    assert skipped
    assert all(s["reason"] for s in skipped)


@pytest.mark.parametrize(
    ("data", "code"), [(None, "P101"), (b"", "P101"), (b"\xff\xfe\x00", "Y101")]
)
def test_a_policy_that_cannot_be_read_is_2_and_named(
    checkout: Path, speak: Speak, data: bytes | None, code: str
) -> None:
    policy = checkout / "review_policy.yml"
    if data is None:
        policy.unlink()
    else:
        policy.write_bytes(data)
    said = speak(checkout, "check", "--all")
    assert (said.code, f": {code} " in said.out) == (2, True), said.out


def test_a_folder_without_content_is_not_clean(tmp_path: Path, speak: Speak) -> None:
    run(tmp_path, "git", "init", "--quiet")
    assert speak(tmp_path, "check", "--all").code == 2


def test_an_unreadable_calendar_is_2(checkout: Path, speak: Speak) -> None:
    (checkout / "registry" / "calendar" / "2026.yml").write_text("year: zwanzig\n", "utf-8")
    said = speak(checkout, "check")
    assert said.code == 2
    assert "2026.yml" in said.err


def test_a_commit_is_checked_instead_of_the_working_tree(checkout: Path, speak: Speak) -> None:
    identity = ("-c", "user.name=t", "-c", "user.email=t@cs.example")
    assert run(checkout, "git", "add", "--all").code == 0
    assert run(checkout, "git", *identity, "commit", "-q", "-m", "one").code == 0
    (checkout / NEWS).write_text(news_text().replace("title:", "titel:"), encoding="utf-8")
    assert speak(checkout, "check").code == 1
    assert speak(checkout, "check", "--rev", "HEAD").code == 0
    unknown = speak(checkout, "check", "--rev", "no-such-branch")
    assert unknown.code == 2
    assert "Traceback" not in unknown.err
