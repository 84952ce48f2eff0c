"""离线核验: each K finding about the entries, made by a thief of the gate key who signs anew.

The passing twin of all of them is the untouched record, verified here too.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from datetime import timedelta
from pathlib import Path

import pytest

from sanshen.gitio.writing import Identity, move_reference, write_blob, write_commit, write_tree
from sanshen.ledger.verify import Verification, verify_history
from sanshen.model.canonical import canonical_json, sha256_text
from tests.city.city import LEDGER, MAIN, City
from tests.ledger.conftest import POLICY, Story
from tests.ledger.forging import Record, Row, Seal


def first(result: Verification) -> tuple[str, str]:
    """(where, code) of the first finding."""
    return result.findings[0].path, result.findings[0].code


def test_a_clean_history_has_no_finding_and_every_entry_examined(
    pristine: Record, tmp_path: Path
) -> None:
    result = pristine.verify(tmp_path / "r")
    assert (result.findings, result.examined) == ((), len(pristine.rows))
    assert result.state.seq == len(pristine.rows) - 1
    assert result.state.files == pristine.commits[-1].files


def _resign(record: Record, stolen: Seal, seq: int) -> None:
    """Sign entry ``seq`` as it stands, nothing recomputed."""
    row = record.rows[seq]
    row.signature = stolen(row.text)


def test_a_wrong_previous_hash_is_k101(record: Record, stolen: Seal, tmp_path: Path) -> None:
    record.rows[9].entry["previous"] = "1" * 64
    _resign(record, stolen, 9)
    result = record.verify(tmp_path / "r")
    assert (first(result), result.examined) == (("ledger/9", "K101"), 9)


def test_a_signature_over_another_text_is_k102(record: Record, tmp_path: Path) -> None:
    record.rows[9].signature = record.rows[10].signature
    result = record.verify(tmp_path / "r")
    assert (first(result), result.examined) == (("ledger/9", "K102"), 9)


def test_time_that_runs_backwards_is_k103(record: Record, stolen: Seal, tmp_path: Path) -> None:
    record.rows[9].entry["at"] = (record.rows[8].at - timedelta(seconds=1)).isoformat()
    _resign(record, stolen, 9)
    assert first(record.verify(tmp_path / "r")) == ("ledger/9", "K103")


def test_time_that_stands_still_is_right(record: Record, stolen: Seal, tmp_path: Path) -> None:
    record.rows[-1].entry["at"] = record.rows[-2].entry["at"]
    record.rechain(stolen)
    assert record.verify(tmp_path / "r").findings == ()


def test_a_number_out_of_sequence_is_k104(record: Record, stolen: Seal, tmp_path: Path) -> None:
    record.rows[9].entry["seq"] = 10
    _resign(record, stolen, 9)
    assert first(record.verify(tmp_path / "r")) == ("ledger/10", "K104")


UNREADABLE: dict[str, Callable[[Row], bytes]] = {
    "not UTF-8": lambda row: b"\xff" + row.file,
    "not JSON": lambda row: b"{" + row.file,
    "not the canonical order": lambda row: _reordered(row).encode(),
    "a blank more": lambda row: row.file.replace(b'"at":', b'"at": '),
    "another format": lambda row: row.file.replace(b"entry/1", b"entry/2"),
    "an unknown kind": lambda row: row.file.replace(b'"kind":"STATED"', b'"kind":"STATEN"'),
    "a time without zone": lambda row: row.file.replace(b"+00:00", b""),
    "a body that is none": lambda row: f'{{"at":"{row.at.isoformat()}"}}\n'.encode(),
    "empty": lambda _: b"",
    "nested without end": lambda _: b"[" * 100_000,
    "another line end": lambda row: row.file.replace(b"\n", b"\r\n"),
    "a line more": lambda row: row.file + b"\n",
    "no line end": lambda row: row.file[:-1],
    "a signature with a blank": lambda row: row.file.replace(b"E-----\n", b"E----- \n"),
    "a signature in one line": lambda row: _unfolded(row),
    "two signatures": lambda row: row.file + row.signature.encode() + b"\n",
}  # fmt: skip


def _reordered(row: Row) -> str:
    pairs = dict(reversed(row.entry.items()))
    return json.dumps(pairs, ensure_ascii=False, separators=(",", ":")) + f"\n{row.signature}\n"


def _unfolded(row: Row) -> bytes:
    begin, *middle, end = row.signature.split("\n")
    return f"{row.text}\n{begin}\n{''.join(middle)}\n{end}\n".encode()


@pytest.mark.parametrize("what", UNREADABLE)
def test_an_entry_not_in_its_one_form_is_k105(what: str, record: Record, tmp_path: Path) -> None:
    row = record.rows[9]
    row.raw = UNREADABLE[what](row)
    assert row.raw != f"{row.text}\n{row.signature}\n".encode()
    result = record.verify(tmp_path / "r")
    assert (first(result), result.examined) == (("ledger/9", "K105"), 9)


def _set_ledger(city: City, changes: Mapping[str, tuple[str, str] | None], empty: bool) -> None:
    """A commit on the ledger that does just this."""
    repository, base = city.repository, city.repository.resolve(LEDGER)
    tree = write_tree(repository, None if empty else base, changes)
    commit = write_commit(repository, tree, (base,), "x\n", Identity("x", "x@x", city.now))
    move_reference(repository, LEDGER, commit, base)


@pytest.mark.parametrize(
    ("remove", "add", "seq"),
    [
        ("entries/0000/0000003.entry", "", 3),
        ("", "entries/0000/0000009.entry", 7),
        ("", "README", 7),
    ],
)
def test_a_missing_or_foreign_file_in_the_ledger_is_k105(
    city: City, remove: str, add: str, seq: int
) -> None:
    blob = ("100644", write_blob(city.repository, b"x"))
    removed: dict[str, tuple[str, str] | None] = {remove: None} if remove else {}
    _set_ledger(city, {**removed, **({add: blob} if add else {})}, empty=False)
    result = city.verify()
    assert (first(result), result.examined) == ((f"ledger/{seq}", "K105"), seq)


def test_of_two_wrong_entries_the_first_is_named(record: Record, tmp_path: Path) -> None:
    record.rows[12].raw = b"x"
    record.rows[5].signature = record.rows[6].signature
    result = record.verify(tmp_path / "r")
    assert (first(result), result.examined) == (("ledger/5", "K102"), 5)
    assert len(result.findings) == 1


def _body(seq: int, **changed: object) -> Callable[[Record], int]:
    def edit(record: Record) -> int:
        record.rows[seq].body.update(changed)
        return seq

    return edit


def _second_founding(record: Record) -> int:
    record.rows[-1].entry.update(kind="FOUNDED", body=dict(record.rows[0].body))
    return len(record.rows) - 1


def _statement_as_publication(record: Record) -> int:
    row = record.rows[8]
    row.entry["kind"] = "PUBLISHED"
    return 8


CONTRADICTIONS: dict[str, Callable[[Record], int]] = {
    "a statement entered for another change": _body(33, change=3),
    "a second founding": _second_founding,
    "a review entered as a publication": _statement_as_publication,
    "a founding with another state": _body(0, state="0" * 64),
    "a release announced from another state": _body(12, before="0" * 64),
    "a release announced to another state": _body(12, after="0" * 64),
    "a release of another round": _body(12, round=2),
    "a release of other content": _body(13, digest="0" * 64),
    "a release to another state": _body(13, state="0" * 64),
    "a release that says more": _body(13, note="x"),
}


@pytest.mark.parametrize("what", CONTRADICTIONS)
def test_an_entry_that_contradicts_those_before_is_k107(
    what: str, record: Record, stolen: Seal, tmp_path: Path
) -> None:
    seq = CONTRADICTIONS[what](record)
    row = record.rows[seq]
    row.signature = stolen(row.text)
    result = record.verify(tmp_path / "r")
    assert result.findings[0].path == f"ledger/{seq}"
    assert "K107" in [f.code for f in result.findings]
    assert result.examined == seq


def _unfounded_release(record: Record) -> int:
    del record.rows[11]
    return 11


def _unannounced_release(record: Record) -> int:
    del record.rows[12]
    return 12


def _release_of_nothing(record: Record) -> int:
    record.rows[12].body["change"] = 99
    return 12


def _something_between(record: Record) -> int:
    record.rows[13], record.rows[14] = record.rows[14], record.rows[13]
    record.rows[13].entry["at"] = record.rows[14].entry["at"]
    return 13


RELEASES = (_unfounded_release, _unannounced_release, _release_of_nothing, _something_between)


@pytest.mark.parametrize("edit", RELEASES)
def test_a_release_without_a_verdict_is_k106_and_k108(
    edit: Callable[[Record], int], record: Record, stolen: Seal, tmp_path: Path
) -> None:
    seq = edit(record)
    record.rechain(stolen)
    result = record.verify(tmp_path / "r")
    assert [(f.path, f.code) for f in result.findings] == [
        (f"ledger/{seq}", "K106"),
        (f"ledger/{seq}", "K108"),
    ]
    assert result.examined == seq


BROKEN_BODIES: dict[str, tuple[int, dict[str, object]]] = {
    "files that are none": (7, {"files": 3}),
    "a path that is none": (7, {"files": [[1, None, None]]}),
    "a row too short": (7, {"files": [["x"]]}),
    "a class that is none": (7, {"class": "x"}),
    "a change that is none": (7, {"change": None}),
    "a statement that is none": (8, {"statement": "{}"}),
    "a statement that is no text": (8, {"statement": 7}),
    "a certificate that is none": (7, {"certificate": None}),
    "commits that are none": (7, {"commits": [None]}),
    "a signature that is none": (8, {"signature": None}),
    "contributors that are none": (7, {"contributors": [[]]}),
}


@pytest.mark.parametrize("what", BROKEN_BODIES)
def test_a_body_of_another_shape_is_found_and_never_a_crash(
    what: str, record: Record, stolen: Seal, tmp_path: Path
) -> None:
    seq, changed = BROKEN_BODIES[what]
    row = record.rows[seq]
    row.body.update(changed)
    row.signature = stolen(row.text)
    result = record.verify(tmp_path / "r")
    assert first(result) == (f"ledger/{seq}", "K106")
    assert result.findings[1].code in ("K105", "V102", "V122", "V124", "V202")
    assert result.examined == seq


@pytest.mark.parametrize("key", ["", "ssh-ed25519", "ssh-ed25519 AAAA", 7, None])
def test_a_founding_without_a_usable_gate_key_is_k102(
    key: object, record: Record, tmp_path: Path
) -> None:
    record.rows[0].body["gate_key"] = key
    result = record.verify(tmp_path / "r")
    assert (first(result), result.examined) == (("ledger/0", "K102"), 0)


def test_a_founding_without_a_policy_is_k110(record: Record, stolen: Seal, tmp_path: Path) -> None:
    body = record.rows[0].body
    body["files"] = [row for row in body["files"] if row[0] != POLICY]
    record.rechain(stolen)
    result = record.verify(tmp_path / "r")
    assert [f.code for f in result.findings] == ["K106", "K110"]


def test_a_policy_that_is_gone_from_the_repository_is_k110(record: Record, tmp_path: Path) -> None:
    for commit in record.commits[3:]:
        commit.files[POLICY] = record.commits[0].files[POLICY]
    result = record.verify(tmp_path / "r")
    assert first(result) == ("ledger/20", "K110")


def test_a_policy_that_cannot_be_read_is_k110_with_what_is_wrong_in_it(
    record: Record, stolen: Seal, tmp_path: Path
) -> None:
    del record.rows[2:], record.commits[1:]
    old = record.commits[0].files[POLICY].partition(":")[2]
    new = record.keep(b"schema: 1\n")
    record.replace_in_main(old, new)
    record.replace_in_entries(old, new)
    record.rechain(stolen)
    result = record.verify(tmp_path / "r")
    assert first(result) == ("ledger/0", "K110")
    assert {f.path for f in result.findings[1:]} == {POLICY}


def test_no_ledger_is_k114(city: City) -> None:
    assert city.verify().findings == ()
    city.repository.run("update-ref", "-d", LEDGER)
    result = city.verify()
    assert (first(result), result.examined) == (("ledger", "K114"), 0)


def test_an_empty_ledger_is_k114(city: City) -> None:
    _set_ledger(city, {}, empty=True)
    assert first(city.verify()) == ("ledger", "K114")


def test_a_shallow_clone_is_k116_and_the_whole_one_is_clean(city: City, tmp_path: Path) -> None:
    origin = f"file://{city.repository.path}"
    for name, more in (("shallow", ("--depth=1",)), ("whole", ())):
        city.repository.run("clone", "-q", "--no-single-branch", "--bare", *more, origin,
                            str(tmp_path / name))  # fmt: skip
    clones = {name: type(city.repository)(tmp_path / name) for name in ("shallow", "whole")}
    result = verify_history(clones["shallow"], MAIN, LEDGER)
    assert (first(result), result.examined) == (("ledger", "K116"), 0)
    assert verify_history(clones["whole"], MAIN, LEDGER).findings == ()


def test_no_main_is_damage(city: City) -> None:
    city.repository.run("update-ref", "-d", MAIN)
    assert first(city.verify()) == ("objects", "K117")


def _loose(city: City, object_id: str) -> Path:
    return city.repository.path / "objects" / object_id[:2] / object_id[2:]


def test_a_damaged_object_is_k117(city: City) -> None:
    blob = next(b for p, _, b in city.repository.list_tree(MAIN) if p.endswith("site.yml"))
    file = _loose(city, blob)
    file.chmod(0o644)
    data = bytearray(file.read_bytes())
    data[len(data) // 2] ^= 0xFF
    file.write_bytes(bytes(data))
    assert first(city.verify()) == ("objects", "K117")


@pytest.mark.parametrize("what", ["blob", "tree"])
def test_an_object_that_is_gone_is_k117(city: City, what: str) -> None:
    paths = {"blob": f"{MAIN}:content/cs/site.yml", "tree": f"{MAIN}:content/cs"}
    _loose(city, city.repository.resolve(paths[what])).unlink()
    assert first(city.verify()) == ("objects", "K117")


def test_an_object_shown_for_another_is_k117(city: City) -> None:
    true = city.repository.resolve(f"{MAIN}:content/cs/site.yml")
    false = city.repository.text("hash-object", "-w", "--stdin", stdin=b"false")
    city.repository.run("replace", true, false)
    assert first(city.verify()) == ("objects", "K117")
    assert city.repository.read_blob(true) != b"false"


def test_a_graft_is_k117(city: City) -> None:
    folder = city.repository.path / "info"
    folder.mkdir(exist_ok=True)
    (folder / "grafts").write_text("")
    assert first(city.verify()) == ("objects", "K117")


def test_the_hash_of_an_entry_is_that_of_its_canonical_text(pristine: Record, story: Story) -> None:
    hashes = story.city.state().hashes
    assert hashes == [sha256_text(canonical_json(row.entry)) for row in pristine.rows]
