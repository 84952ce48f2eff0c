"""One storied city: everything that can happen in a ledger has happened in it once."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import pytest

from sanshen.gitio import ssh
from sanshen.model.statements import Stage
from tests.city.city import City
from tests.city.content import DOCUMENT, NEWS, document_text, news_text
from tests.ledger.forging import Record, Seal, sealer, take_apart

POLICY = "review_policy.yml"
OTHER_NEWS = "content/cs/dt/2026/0302-tongche.md"


@dataclass(frozen=True)
class Story:
    """The city and the numbers of its changes."""

    city: City
    news: int
    guard: int
    document: int
    waiting: int


@pytest.fixture(scope="session", autouse=True)
def each_signature_once() -> Iterator[None]:
    """The same bytes under the same key get the same answer: ask ssh-keygen once a session."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(ssh, "verify", cache(ssh.verify))
        yield


@pytest.fixture(scope="session")
def story(tmp_path_factory: pytest.TempPathFactory, signed_template: City) -> Story:
    """News released and published; the policy changed; a document returned, redone and released;
    a change that waits for its reviews."""
    city = signed_template.copy(tmp_path_factory.mktemp("story") / "house")
    news = city.release({NEWS: news_text("示范项目如期开工")})
    assert city.send(city.make_publish()).entry is not None
    policy = city.read(POLICY).decode().replace("post: 秘书长", "post: 市政府秘书长")
    guard = city.submit("editor", {POLICY: policy})
    assert city.pass_guard(guard).released is not None
    document = city.submit("editor", {DOCUMENT: document_text("测试管理办法（送审稿）")})
    assert city.clear_secrecy(document).entry is not None
    assert city.approve("first", document, Stage.FIRST).entry is not None
    assert city.give_back("second", document, Stage.SECOND).entry is not None
    assert city.submit("editor", {DOCUMENT: document_text("测试管理办法（修改稿）")}) == document
    assert city.pass_reviews(document).released is not None
    waiting = city.submit("editor", {OTHER_NEWS: news_text("某路通车")})
    assert city.clear_secrecy(waiting).entry is not None
    return Story(city, news, guard, document, waiting)


@pytest.fixture(scope="session")
def pristine(story: Story) -> Record:
    """The story's history, taken apart once."""
    return take_apart(story.city.repository)


@pytest.fixture
def record(pristine: Record) -> Record:
    """A history of one's own to spoil."""
    return pristine.copy()


@pytest.fixture(scope="session")
def stolen(story: Story) -> Seal:
    """The real gate key, in a thief's hand."""
    return sealer(story.city.house.key)


@pytest.fixture(scope="session")
def own_key(city_keys: dict[str, Path]) -> Path:
    """A key of the attacker's own; that of a person without any role here would do as well."""
    return city_keys["colleague"]
