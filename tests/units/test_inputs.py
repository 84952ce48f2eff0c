"""输入摘要: whatever a page is given can be digested, and nothing else; our code is in it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime
from enum import StrEnum
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sanshen.model.sites import ItemKind
from sanshen.units import inputs
from sanshen.units.inputs import code_digest, digest, plain, plugin_folder

values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=4) | st.sampled_from(ItemKind),
    lambda inner: (
        st.lists(inner, max_size=3).map(tuple)
        | st.dictionaries(st.text(max_size=2), inner, max_size=3)
    ),
    max_leaves=8,
)


@dataclass(frozen=True)
class View:
    """A view of a page."""

    title: str
    date: datetime | None = None


class Word(StrEnum):
    """A word of ours."""

    ONE = "one"


@given(values, values)
def test_digests_are_the_same_exactly_where_the_plain_values_are(
    first: object, second: object
) -> None:
    same = repr(plain(first)) == repr(plain(second))
    assert (digest(first) == digest(second)) == (same or plain(first) == plain(second))


def test_views_times_and_words_become_plain() -> None:
    moment = datetime(2026, 3, 20, 10, 5, tzinfo=UTC)
    assert plain(View("x", moment)) == {"title": "x", "date": "2026-03-20T10:05:00+00:00"}
    assert plain((Word.ONE, date(2026, 1, 2), {1: [None]})) == ["one", "2026-01-02", {"1": [None]}]


@pytest.mark.parametrize("value", [1.5, object(), {1, 2}, b"x", View])
def test_what_is_no_declared_input_is_refused(value: object) -> None:
    with pytest.raises(TypeError, match="no declared input"):
        digest(value)


@pytest.mark.parametrize("room", [*inputs.ROOMS, "plugins"])
def test_every_room_that_makes_pages_is_part_of_the_codes_digest(
    room: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    package = Path(inputs.__file__).parent.parent
    folder = plugin_folder() if room == "plugins" else package / room
    assert any(folder.glob("*.py")), folder
    before = code_digest.__wrapped__()
    read = Path.read_bytes
    monkeypatch.setattr(
        Path, "read_bytes", lambda p: read(p) + (b"# x" if p.parent == folder else b"")
    )
    assert code_digest.__wrapped__() != before


@pytest.mark.parametrize("name", ["version", "code_version", "wording_digest"])
def test_libraries_reading_and_wording_are_part_of_it(
    name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = code_digest.__wrapped__()
    assert before == code_digest.__wrapped__()
    monkeypatch.setattr(inputs, name, lambda *_: "another")
    assert code_digest.__wrapped__() != before


def test_every_room_a_page_type_imports_is_covered() -> None:
    """What makes pages may import no room of which the digest knows nothing."""
    package = Path(inputs.__file__).parent.parent
    read_by_version = {"catalogue", "content", "strictyaml", "model"}
    known = {*inputs.ROOMS, *read_by_version, "index", "output", "gitio", "review"}
    for room in ("pages", "theming", "units"):
        for file in (package / room).glob("*.py"):
            lines = file.read_text(encoding="utf-8").splitlines()
            named = {line.split(".")[1].split(" ")[0] for line in lines
                     if line.startswith("from sanshen.")}  # fmt: skip
            assert named <= known, file
