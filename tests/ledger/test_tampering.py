"""篡改: histories written anew with one thing changed and every id and hash recomputed.

Three attackers. The *outsider* has no key: he leaves the gate's signatures as they are. The
*usurper* names a key of his own as the gate's and signs every entry with it. The *thief* has
the gate's real key and signs every entry he changed. Nobody has a reviewer's key.

What the thief can do, and nothing here stops, is in the last section and in ADR 0006: date,
reorder, drop or withhold what no later signed statement has seen; enter a change under the
certificate of a push that was never entered, with files of his choice. What he cannot: change
anything a later statement has seen, or release what three reviewers did not sign.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sanshen.gate.release import open_recovered
from sanshen.gitio import ssh
from sanshen.ledger.verify import Verification
from sanshen.ledger.witness import Witness
from sanshen.model.changes import content_digest, file_changes
from sanshen.model.entries import EntryKind
from tests.city.city import City
from tests.city.content import DOCUMENT, NEWS, news_text
from tests.ledger.conftest import OTHER_NEWS, POLICY, Story
from tests.ledger.forging import Record, Row, Seal, sealer, take_apart

EXAMPLES = settings.default.max_examples // 2
"""20 in the small profile, 300 with ``--full``; each example verifies a history of 34 entries."""
LAW = settings(max_examples=EXAMPLES, suppress_health_check=[HealthCheck.too_slow])


@dataclass(frozen=True)
class Places:
    """Where things stand in the story's ledger."""

    baseline: int = 1
    submitted: int = 7
    secrecy: int = 8
    approved: int = 9
    released: int = 13
    published: int = 14
    guard: int = 15
    last_release: int = 31
    waiting: int = 32


AT = Places()


def test_the_places_are_where_the_tests_say(pristine: Record) -> None:
    kinds = [row.kind for row in pristine.rows]
    assert kinds[AT.baseline] == kinds[AT.submitted] == kinds[AT.guard] == "SUBMITTED"
    assert pristine.find("SUBMITTED", 1) == AT.submitted
    assert pristine.find("STATED", 1, type="secrecy") == AT.secrecy
    assert pristine.find("STATED", 1, type="approve") == AT.approved
    assert pristine.find("RELEASED", 1) == AT.released
    assert pristine.find("PUBLISHED") == AT.published
    assert pristine.find("SUBMITTED", 2) == AT.guard
    assert pristine.find("RELEASED", 3) == AT.last_release
    assert pristine.find("SUBMITTED", 4) == AT.waiting == len(kinds) - 2


@pytest.mark.parametrize("attacker", ["outsider", "thief"])
def test_a_history_written_anew_without_a_change_is_clean(
    record: Record, stolen: Seal, tmp_path: Path, attacker: str
) -> None:
    record.rechain(stolen if attacker == "thief" else None)
    record.rebuild_main()
    result = record.verify(tmp_path / "r")
    assert (result.findings, result.examined) == ((), len(record.rows))


def places(result: Verification) -> list[tuple[str, str]]:
    """(where, code) of what was found."""
    return [(f.path, f.code) for f in result.findings]


def entry_of(result: Verification) -> str:
    """The entry that the first finding names."""
    return dict(result.findings[0].args)["entry"]


# Each edit changes one thing and is told of by the entry it is in and by the first entry that
# can no longer stand once the thief has signed everything again.


def _blob_of(record: Record, seq: int, path: str) -> str:
    return next(new for p, _, new in record.rows[seq].body["files"] if p == path).partition(":")[2]


def _swap_blob(record: Record, seq: int, path: str, edit: Callable[[bytes], bytes]) -> None:
    old = _blob_of(record, seq, path)
    new = record.keep(edit(record.blobs[old]))
    assert record.replace_in_main(old, new)
    record.replace_in_entries(old, new)


def _one_byte(data: bytes) -> bytes:
    return data[:-2] + bytes([data[-2] ^ 1]) + data[-1:]


def edit_content(record: Record) -> None:
    _swap_blob(record, AT.submitted, NEWS, _one_byte)


def edit_old_content(record: Record) -> None:
    _swap_blob(record, AT.baseline, NEWS, _one_byte)


def edit_founding_policy(record: Record) -> None:
    _swap_blob(record, 0, POLICY, lambda d: d.replace("科长".encode(), "处长".encode(), 1))


def edit_policy(record: Record) -> None:
    _swap_blob(record, AT.guard, POLICY, lambda d: d.replace("科长".encode(), "处长".encode(), 1))


def edit_public_key(record: Record) -> None:
    def other_key(data: bytes) -> bytes:
        lines = data.decode().split("\n")
        keys = [n for n, line in enumerate(lines) if line.strip().startswith("- ssh-ed25519")]
        lines[keys[0]], lines[keys[1]] = lines[keys[1]], lines[keys[0]]
        return "\n".join(lines).encode()

    _swap_blob(record, AT.guard, POLICY, other_key)


def edit_statement(record: Record) -> None:
    body = record.rows[AT.secrecy].body
    body["statement"] = body["statement"].replace('"open"', '"closed"')


def edit_signature(record: Record) -> None:
    row, other = record.rows[AT.approved], record.rows[AT.approved + 1]
    row.body["signature"] = other.body["signature"]


def edit_publish_statement(record: Record) -> None:
    body = record.rows[AT.published].body
    body["statement"] = body["statement"].replace("1" * 64, "2" * 64)


def edit_order_of_statements(record: Record) -> None:
    rows = record.rows
    rows[AT.secrecy], rows[AT.approved] = rows[AT.approved], rows[AT.secrecy]
    _swap_times(rows[AT.secrecy], rows[AT.approved])


def edit_order_of_kinds(record: Record) -> None:
    rows = record.rows
    rows[AT.published], rows[AT.guard] = rows[AT.guard], rows[AT.published]
    _swap_times(rows[AT.published], rows[AT.guard])


def _swap_times(one: Row, other: Row) -> None:
    one.entry["at"], other.entry["at"] = other.entry["at"], one.entry["at"]


def edit_time_of_submission(record: Record) -> None:
    _later(record.rows[AT.submitted], 30)


def edit_time_of_release(record: Record) -> None:
    _later(record.rows[AT.last_release], 30)


def _later(row: Row, seconds: int) -> None:
    row.entry["at"] = (row.at + timedelta(seconds=seconds)).isoformat()


def edit_remove_statement(record: Record) -> None:
    del record.rows[AT.approved]


def edit_remove_publication(record: Record) -> None:
    del record.rows[AT.published]


def edit_contributors(record: Record) -> None:
    record.rows[AT.submitted].body["contributors"] = ["colleague"]


def edit_certificate(record: Record) -> None:
    other = record.rows[record.find("SUBMITTED", 3)].body["certificate"]
    record.rows[AT.submitted].body["certificate"] = other


def edit_commits(record: Record) -> None:
    body = record.rows[AT.submitted].body
    body["commits"] = [body["commits"][0].replace("author editor", "author edited")]


def edit_pusher(record: Record) -> None:
    record.rows[AT.submitted].body["pusher"] = "colleague"


def edit_title(record: Record) -> None:
    record.rows[AT.submitted].body["title"] += "。"


def edit_legacy_time(record: Record) -> None:
    record.rows[AT.baseline].body["legacy"][NEWS] = "2025-01-05T10:00:00+08:00"


EDITS: dict[str, tuple[Callable[[Record], None], int, int, str]] = {
    # what: (edit, the entry edited, the first that cannot stand for the thief, why)
    "content": (edit_content, AT.submitted, AT.secrecy, "V215"),
    "older content": (edit_old_content, AT.baseline, AT.baseline + 1, "V215"),
    "founding policy": (edit_founding_policy, 0, 2, "V203"),
    "policy": (edit_policy, AT.guard, AT.guard + 1, "V215"),
    "a person's key": (edit_public_key, AT.guard, AT.guard + 1, "V215"),
    "statement": (edit_statement, AT.secrecy, AT.secrecy, "V202"),
    "signature": (edit_signature, AT.approved, AT.approved, "V202"),
    "publish statement": (edit_publish_statement, AT.published, AT.published, "V202"),
    "order of statements": (edit_order_of_statements, AT.secrecy, AT.secrecy, "V215"),
    "order of kinds": (edit_order_of_kinds, AT.published, AT.guard + 1, "V215"),
    "time of a submission": (edit_time_of_submission, AT.submitted, AT.secrecy, "V215"),
    "time of a release": (edit_time_of_release, AT.last_release, AT.waiting + 1, "V215"),
    "a statement gone": (edit_remove_statement, AT.approved, AT.approved, "V215"),
    "a publication gone": (edit_remove_publication, AT.published, AT.guard, "V215"),
    "contributors": (edit_contributors, AT.submitted, AT.submitted, "V124"),
    "certificate": (edit_certificate, AT.submitted, AT.submitted, "V102"),
    "commits": (edit_commits, AT.submitted, AT.submitted, "V102"),
    "pusher": (edit_pusher, AT.submitted, AT.submitted, "V102"),
    "title": (edit_title, AT.submitted, AT.secrecy, "V215"),
    "older time": (edit_legacy_time, AT.baseline, AT.baseline + 1, "V215"),
}


@pytest.mark.parametrize("what", EDITS)
def test_an_outsider_cannot_change_anything(what: str, record: Record, tmp_path: Path) -> None:
    edit, edited, _, _ = EDITS[what]
    edit(record)
    record.rechain(None)
    record.rebuild_main()
    result = record.verify(tmp_path / "r")
    assert places(result) == [(f"ledger/{edited}", "K102")]
    assert (entry_of(result), result.examined) == (str(edited), edited)


@pytest.mark.parametrize("what", EDITS)
def test_a_thief_of_the_gate_key_cannot_change_what_a_statement_has_seen(
    what: str, record: Record, stolen: Seal, tmp_path: Path
) -> None:
    edit, _, broken, why = EDITS[what]
    edit(record)
    record.rechain(stolen)
    record.rebuild_main()
    result = record.verify(tmp_path / "r")
    assert places(result)[0] == (f"ledger/{broken}", "K106")
    assert why in [f.code for f in result.findings[1:]]
    assert (entry_of(result), result.examined) == (str(broken), broken)


def test_another_gate_key_under_the_old_signatures_is_found_at_the_founding(
    record: Record, own_key: Path, tmp_path: Path
) -> None:
    record.rows[0].body["gate_key"] = ssh.normal_key(own_key.with_suffix(".pub").read_text())
    record.rechain(None)
    assert places(record.verify(tmp_path / "r")) == [("ledger/0", "K102")]


def test_a_usurper_who_signs_everything_anew_is_found_at_the_first_statement(
    record: Record, own_key: Path, tmp_path: Path
) -> None:
    record.rows[0].body["gate_key"] = ssh.normal_key(own_key.with_suffix(".pub").read_text())
    record.rechain(sealer(own_key))
    result = record.verify(tmp_path / "r")
    assert places(result)[0] == ("ledger/2", "K106")
    assert result.findings[1].code == "V203"


def test_a_usurper_without_statements_has_founded_another_repository(
    record: Record, own_key: Path, pristine: Record, tmp_path: Path
) -> None:
    del record.rows[2:], record.commits[1:]
    record.rows[0].body["gate_key"] = ssh.normal_key(own_key.with_suffix(".pub").read_text())
    record.rechain(sealer(own_key))
    assert record.verify(tmp_path / "alone").findings == ()
    seen = witness_of(pristine, tmp_path / "w", 1)
    assert places(record.verify(tmp_path / "seen", seen)) == [("ledger/1", "K113")]


def witness_of(record: Record, folder: Path, seq: int) -> Witness:
    """Somebody who saw entry ``seq`` of a record."""
    state = record.verify(folder).state
    return Witness(state.repository, seq, state.hashes[seq], "test")


# Main alone: anybody who can write its reference.


def test_one_byte_on_main_is_found_with_file_and_entry(record: Record, tmp_path: Path) -> None:
    old = record.commits[-1].files[NEWS].partition(":")[2]
    assert record.replace_in_main(old, record.keep(_one_byte(record.blobs[old])))
    result = record.verify(tmp_path / "r")
    assert places(result) == [(NEWS, "K109")]
    assert entry_of(result) == str(AT.released)


def test_one_byte_of_what_main_held_once_is_found_with_its_entry(
    record: Record, tmp_path: Path
) -> None:
    old = record.commits[1].files[NEWS].partition(":")[2]
    assert record.replace_in_main(old, record.keep(_one_byte(record.blobs[old])))
    result = record.verify(tmp_path / "r")
    assert places(result) == [("main", "K115")]
    assert dict(result.findings[0].args) == {"commit": "1", "entry": "6", "what": NEWS}


def test_an_older_policy_on_main_is_found_at_the_founding(record: Record, tmp_path: Path) -> None:
    old = record.commits[0].files[POLICY].partition(":")[2]
    new = record.keep(record.blobs[old] + b"\n")
    assert record.replace_in_main(old, new)
    assert places(record.verify(tmp_path / "r")) == [("ledger/0", "K110")]


def test_a_file_mode_is_content_too(record: Record, tmp_path: Path) -> None:
    for commit in record.commits:
        commit.files[DOCUMENT] = commit.files.get(DOCUMENT, "").replace("100644:", "100755:")
    del record.commits[0].files[DOCUMENT]
    result = record.verify(tmp_path / "r")
    assert (places(result), entry_of(result)) == ([(DOCUMENT, "K109")], str(AT.last_release))


def test_a_file_that_no_release_brought_is_found(record: Record, tmp_path: Path) -> None:
    path = "content/cs/dt/2026/0301-x.md"
    record.commits[-1].files[path] = f"100644:{record.keep(b'x')}"
    assert places(record.verify(tmp_path / "r")) == [(path, "K109")]


def test_a_file_that_is_missing_is_found(record: Record, tmp_path: Path) -> None:
    del record.commits[-1].files[NEWS]
    assert places(record.verify(tmp_path / "r")) == [(NEWS, "K109")]


def test_a_commit_dated_otherwise_is_found(record: Record, tmp_path: Path) -> None:
    record.commits[2].time += 1
    result = record.verify(tmp_path / "r")
    assert dict(result.findings[0].args) == {
        "commit": "2", "entry": str(AT.released), "what": "@ledger.time",
    }  # fmt: skip


def test_releases_in_another_order_are_found(record: Record, tmp_path: Path) -> None:
    first, then = record.commits[2], record.commits[3]
    swapped = {**record.commits[1].files, POLICY: then.files[POLICY]}
    first.files, first.time, then.time = swapped, then.time, first.time
    result = record.verify(tmp_path / "r")
    assert [f.code for f in result.findings] == ["K115"]
    assert dict(result.findings[0].args)["commit"] == "2"


def test_two_releases_in_one_commit_are_found(record: Record, tmp_path: Path) -> None:
    del record.commits[2]
    result = record.verify(tmp_path / "r")
    assert (result.findings[0].code, entry_of(result)) == ("K115", str(AT.released))


# One byte anywhere.


@LAW
@given(data=st.data())
def test_one_flipped_byte_anywhere_is_found(
    data: st.DataObject, pristine: Record, tmp_path_factory: pytest.TempPathFactory
) -> None:
    """Any byte of any entry's file or of any file main ever held, by an outsider who recomputes
    every id, with the ledger following the content or not. 20 examples, 300 with ``--full``."""
    record = pristine.copy()
    entries = [("entry", str(seq)) for seq in range(len(record.rows))]
    kind, name = data.draw(st.sampled_from(entries + [("blob", b) for b in sorted(record.blobs)]))
    original = record.rows[int(name)].file if kind == "entry" else record.blobs[name]
    place = data.draw(st.integers(0, len(original) - 1))
    mask = data.draw(st.integers(1, 255))
    flipped = original[:place] + bytes([original[place] ^ mask]) + original[place + 1 :]
    if kind == "entry":
        record.rows[int(name)].raw = flipped
        record.rechain(None)
    else:
        new = record.keep(flipped)
        assert record.replace_in_main(name, new)
        if data.draw(st.booleans()):
            record.replace_in_entries(name, new)
            record.rechain(None)
    result = record.verify(tmp_path_factory.mktemp("flip") / "r")
    assert result.findings
    if kind == "entry":
        assert result.findings[0].path == f"ledger/{name}"


@LAW
@given(data=st.data())
def test_one_flipped_byte_of_what_people_signed_is_found_though_the_thief_signs_anew(
    data: st.DataObject, pristine: Record, stolen: Seal, tmp_path_factory: pytest.TempPathFactory
) -> None:
    """Any byte of any file main ever held, of any statement, certificate or commit: the thief
    lets the ledger follow and signs every entry again. 20 examples, 300 with ``--full``."""
    record = pristine.copy()
    targets: list[tuple[str, str, str]] = [("blob", b, "") for b in sorted(record.blobs)]
    for seq, row in enumerate(record.rows):
        targets += [("body", str(seq), n) for n in ("statement", "certificate") if n in row.body]
        targets += [("commit", str(seq), "") for raw in row.body.get("commits", ())[:1] if raw]
    kind, name, part = data.draw(st.sampled_from(targets))
    body = record.rows[int(name)].body if kind != "blob" else {}
    original = (
        record.blobs[name] if kind == "blob"
        else str(body[part] if kind == "body" else body["commits"][0]).encode()
    )  # fmt: skip
    place = data.draw(st.integers(0, len(original) - 1))
    mask = data.draw(st.integers(1, 127))
    flipped = original[:place] + bytes([original[place] ^ mask]) + original[place + 1 :]
    if kind == "blob":
        new = record.keep(flipped)
        assert record.replace_in_main(name, new)
        record.replace_in_entries(name, new)
    elif kind == "body":
        body[part] = flipped.decode("utf-8", "replace")
    else:
        body["commits"][0] = flipped.decode("utf-8", "replace")
    record.rechain(stolen)
    record.rebuild_main()
    result = record.verify(tmp_path_factory.mktemp("thief") / "r")
    assert result.findings
    assert result.findings[0].path.startswith("ledger/")


# What a thief of the gate key can do. These are not wishes: ADR 0006 has to say the same.


def test_a_thief_can_date_what_nobody_has_seen_and_a_witness_finds_it(
    record: Record, stolen: Seal, pristine: Record, tmp_path: Path
) -> None:
    seen = witness_of(pristine, tmp_path / "w", AT.last_release)
    del record.rows[AT.last_release + 1 :]
    _later(record.rows[AT.last_release], 86400)
    record.rechain(stolen)
    result = record.verify(tmp_path / "r")
    assert result.findings == ()
    assert str(result.state.released[DOCUMENT].updated).startswith("2026-03-03")
    found = record.verify(tmp_path / "seen", seen)
    assert places(found) == [(f"ledger/{AT.last_release}", "K112")]


def test_a_thief_can_drop_what_nobody_has_seen_and_a_witness_finds_it(
    record: Record, stolen: Seal, pristine: Record, tmp_path: Path
) -> None:
    del record.rows[-1]
    record.rechain(stolen)
    assert record.verify(tmp_path / "r").findings == ()
    seen = witness_of(pristine, tmp_path / "w", len(pristine.rows) - 1)
    assert places(record.verify(tmp_path / "seen", seen)) == [(f"ledger/{seen.seq}", "K111")]


def _thiefs_submission(city: City) -> dict[str, object]:
    """Files of the thief's choice under a certificate that an editor signed and nobody entered."""
    commit = city.commit("editor", {NEWS: news_text("编辑所写")})
    certificate = city.certificate("editor", commit)
    raw = city.repository.run("cat-file", "commit", commit).decode()
    other = city.commit("editor", {NEWS: news_text("窃钥者所写")}, signed_by="")
    new = next(b for p, _, b in city.repository.list_tree(other) if p == NEWS)
    files = [[NEWS, city.state().files[NEWS], f"100644:{new}"]]
    return {
        "change": 1, "round": 1, "class": "content", "title": "窃", "matter": NEWS,
        "files": files, "contributors": ["editor"], "pusher": "editor",
        "certificate": certificate, "commits": [raw],
        "digest": content_digest(file_changes(files)),
    }  # fmt: skip


def test_a_thief_can_enter_other_files_under_a_push_never_entered_but_not_release_them(
    city: City,
) -> None:
    body = _thiefs_submission(city)
    with open_recovered(city.house, city.tick()) as gate:
        gate.append(EntryKind.SUBMITTED, body)
    assert city.verify().findings == ()
    before = len(city.state().hashes)
    with open_recovered(city.house, city.tick()) as gate:
        state = {"change": 1, "round": 1, "digest": body["digest"]}
        gate.append(EntryKind.RELEASING, {**state, "before": "", "after": ""})
    result = city.verify()
    assert places(result)[0] == (f"ledger/{before}", "K106")
    assert [f.code for f in result.findings] == ["K106", "K108"]


def test_a_thief_cannot_enter_a_push_twice_nor_one_that_nobody_signed(city: City) -> None:
    number = city.submit("editor", {NEWS: news_text("编辑所写")})
    files = [[OTHER_NEWS, None, city.state().files[NEWS]]]
    body = dict(_submitted(city, number)) | {
        "matter": OTHER_NEWS, "files": files, "digest": content_digest(file_changes(files)),
    }  # fmt: skip
    for certificate, why in ((body["certificate"], "V103"), ("none", "V102")):
        copy = city.copy(city.folder.with_name(why))
        with open_recovered(copy.house, copy.tick()) as gate:
            again = {**body, "change": number + 1, "certificate": certificate}
            gate.append(EntryKind.SUBMITTED, again)
        assert copy.codes(copy.verify()) == ["K106", why]


def _submitted(city: City, number: int) -> dict[str, object]:
    record = take_apart(city.repository)
    return record.rows[record.find("SUBMITTED", number)].body


def test_the_story_itself_is_clean(story: Story) -> None:
    assert story.city.verify().findings == ()
