"""What is served is held to its record, and the release before it can be served again."""

from __future__ import annotations

import pytest

from sanshen.index.inputs import FOLDER, PUBLISH
from sanshen.output.standby import NoPreviousReleaseError
from sanshen.output.trees import live_tree
from sanshen.publish.served import NewerStandbyError, NothingServedError, check_served, roll_back
from tests.city.content import NEWS, news_text
from tests.publish.clone import SITE, Clone

PAGE = "dt/2026/0105-kaigong.html"


def two_releases(clone: Clone) -> tuple[dict[str, bytes], dict[str, bytes]]:
    """Publish, correct the title, publish again: what was served first, and then."""
    clone.build()
    first = clone.served()
    clone.city.release({NEWS: news_text("改过的标题")})
    clone.build()
    return first, clone.served()


def codes(clone: Clone) -> list[tuple[str, str]]:
    """(code, path) of what is wrong with what is served."""
    return [(one.code, one.path) for one in check_served(clone.root, SITE).findings]


def lose_index(clone: Clone) -> None:
    """What was built is recorded as a sum only from then on."""
    (clone.root / FOLDER / f"{PUBLISH}.sqlite").unlink()


def test_what_was_built_is_served_to_the_byte(clone: Clone) -> None:
    clone.build()
    served = check_served(clone.root, SITE)
    assert served.findings == ()
    assert served.manifest.files == len(clone.served())


def test_a_changed_a_missing_and_an_extra_file_are_named(clone: Clone) -> None:
    clone.build()
    tree = live_tree(clone.root, SITE)
    assert tree is not None
    changed = tree / PAGE
    changed.write_bytes(changed.read_bytes() + b" ")
    (tree / "404.html").unlink()
    (tree / "extra.html").write_bytes(b"hello")
    assert codes(clone) == [
        ("B111", f"output/{SITE}/404.html"), ("B141", f"output/{SITE}/{PAGE}"),
        ("B112", f"output/{SITE}/extra.html"),
    ]  # fmt: skip


def test_without_an_index_the_sum_tells(clone: Clone) -> None:
    clone.build()
    lose_index(clone)
    assert codes(clone) == []
    tree = live_tree(clone.root, SITE)
    assert tree is not None
    (tree / PAGE).write_bytes(b"something else")
    assert codes(clone) == [("B142", f"output/{SITE}")]


def test_nothing_is_right_where_nothing_is_served(clone: Clone) -> None:
    with pytest.raises(NothingServedError):
        check_served(clone.root, SITE)
    clone.build(swap=False)
    with pytest.raises(NothingServedError):
        check_served(clone.root, SITE)


def test_the_release_before_is_served_again_until_the_next_build(clone: Clone) -> None:
    first, second = two_releases(clone)
    assert first != second
    assert roll_back(clone.root, SITE).files == len(first)
    assert clone.served() == first
    assert codes(clone) == []
    clone.build()
    assert clone.served() == second


def test_rolling_back_never_serves_what_is_newer(clone: Clone) -> None:
    first, _ = two_releases(clone)
    roll_back(clone.root, SITE)
    with pytest.raises(NewerStandbyError):
        roll_back(clone.root, SITE)
    assert clone.served() == first


def test_there_is_no_way_back_from_the_first_release(clone: Clone) -> None:
    clone.build()
    with pytest.raises(NoPreviousReleaseError):
        roll_back(clone.root, SITE)
    assert clone.served()


def test_a_lost_index_does_not_bar_the_way_back(clone: Clone) -> None:
    first, _ = two_releases(clone)
    lose_index(clone)
    roll_back(clone.root, SITE)
    assert clone.served() == first
