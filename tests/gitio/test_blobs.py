"""Reading objects by one git: in order, again and again, and told when one lacks."""

from __future__ import annotations

import hashlib
import subprocess
from pathlib import Path

import pytest

from sanshen.gitio.blobs import BlobReader
from sanshen.gitio.errors import GitError

MISSING = "0" * 39 + "1"


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    subprocess.run(["git", "init", "-q", str(tmp_path)], check=True)
    return tmp_path


def put(root: Path, data: bytes) -> str:
    command = ["git", "-C", str(root), "hash-object", "-w", "--stdin"]
    return subprocess.run(command, input=data, capture_output=True, check=True).stdout.decode()[:40]


def test_objects_come_in_the_order_asked_for(repository: Path) -> None:
    contents = [b"", b"\n", b"a\n\n", bytes(range(256)), "正文".encode()]
    ids = [put(repository, data) for data in contents]
    with BlobReader(repository) as reader:
        assert list(reader.read(ids)) == contents
        assert list(reader.read([ids[3], ids[0], ids[3]])) == [contents[3], b"", contents[3]]
        assert list(reader.read([])) == []


def test_more_and_larger_objects_than_a_pipe_holds(repository: Path) -> None:
    contents = [hashlib.sha256(b"%d" % n).digest() * 4000 for n in range(8)]
    ids = [put(repository, data) for data in contents]
    with BlobReader(repository) as reader:
        for number, data in enumerate(reader.read(ids * 100)):
            assert data == contents[number % 8]


def test_a_caller_who_stops_half_way_can_ask_again(repository: Path) -> None:
    one, two = put(repository, b"1"), put(repository, b"2")
    with BlobReader(repository) as reader:
        assert next(reader.read([one, two])) == b"1"
        assert list(reader.read([two])) == [b"2"]


def test_a_stream_goes_on_ahead_of_its_caller(repository: Path) -> None:
    contents = [hashlib.sha256(b"%d" % n).digest() * (n * 40) for n in range(50)]
    ids = [put(repository, data) for data in contents]
    asked: list[str] = []
    with BlobReader(repository) as reader:
        found = reader.stream(asked.append(one) or one for one in ids * 30)  # type: ignore[func-returns-value]
        assert next(found) == contents[0]
        assert 1 < len(asked) < 300
        assert list(found) == (contents * 30)[1:]
        assert list(reader.stream([])) == []
        assert list(reader.read(ids[:2])) == contents[:2]


def test_a_stream_left_half_way_leaves_nothing_unread(repository: Path) -> None:
    one, two = put(repository, b"1"), put(repository, b"2")
    with BlobReader(repository) as reader:
        found = reader.stream([one, one])
        assert next(found) == b"1"
        found.close()
        assert list(reader.stream([two])) == [b"2"]


def test_a_missing_object_ends_a_stream_by_name(repository: Path) -> None:
    one = put(repository, b"1")
    with BlobReader(repository) as reader:
        with pytest.raises(GitError, match=MISSING):
            list(reader.stream([one, MISSING, one]))
        assert list(reader.stream([one])) == [b"1"]


def test_a_missing_object_is_named_and_the_reader_still_reads(repository: Path) -> None:
    one = put(repository, b"1")
    with BlobReader(repository) as reader:
        with pytest.raises(GitError, match=MISSING):
            list(reader.read([one, MISSING, one]))
        assert list(reader.read([one])) == [b"1"]


def test_a_folder_that_is_no_repository_is_an_error(tmp_path: Path) -> None:
    with BlobReader(tmp_path) as reader, pytest.raises(GitError, match="repository"):
        list(reader.read([MISSING]))
