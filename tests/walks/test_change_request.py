"""A change request, walked as its people walk it: their clones, our verbs, a real server."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
import pytest

from sanshen.gitio.repository import Repository
from sanshen.ledger.book import LEDGER_REF, read_ledger
from sanshen.model.canonical import sha256_bytes
from sanshen.model.statements import Stage, parse_statement
from sanshen.office.join import join
from sanshen.server.loopback import listen, running
from sanshen.server.static import site_app
from tests.city.city import REVIEWERS
from tests.city.content import NEWS, document_text, interpretation_text, news_text
from tests.walks.office import Desk, Office, run, sanshen

DOCUMENT = "content/cs/gfxwj/2026/0226-gongyuan.md"
INTERPRETATION = "content/cs/zcjd/2026/0226-gongyuan-jiedu.md"
PAGE = "/gfxwj/2026/0226-gongyuan.html"


def matter() -> dict[str, str]:
    """A normative document and its interpretation."""
    text = document_text("测试市公园管理办法", "测府规〔2026〕2号")
    return {
        DOCUMENT: text.replace("2026-01-09", "2026-02-25")
        .replace("2026-01-10", "2026-02-26")
        .replace("2026-02-10", "2026-03-28"),
        INTERPRETATION: interpretation_text(DOCUMENT, "《测试市公园管理办法》解读"),
    }


@contextmanager
def live(clone: Path) -> Iterator[str]:
    """A web server over what a publisher's clone has put out; yields its origin."""
    with running([(site_app(clone / "output" / "cs"), listen())]) as (origin,):
        yield origin


@pytest.fixture
def office(published_office: Office) -> Office:
    """These walks end on live pages."""
    return published_office


@pytest.fixture
def publisher(office: Office) -> Desk:
    """A fresh clone that holds main, the ledger and, by ``join``, the publisher's key."""
    desk = office.desk("publisher")
    found = desk.must("for-each-ref", "--format=%(refname)", "refs/remotes", "refs/changes")
    assert set(found.split()) == {f"refs/remotes/origin/{b}" for b in ("HEAD", "main", "ledger")}
    return desk


def test_a_change_goes_from_a_push_to_a_live_page_and_an_offline_proof(
    office: Office, publisher: Desk, tmp_path: Path
) -> None:
    # An editor clones, joins, writes a document with its interpretation, and submits both.
    clone = tmp_path / "editor"
    assert run(tmp_path, "git", "clone", "--quiet", office.address, clone).code == 0
    editor = Desk(clone, "editor")
    joined = editor.act("join", "editor", "--key", office.city.keys["editor"])
    assert (joined.code, "信息员" in joined.output) == (0, True), joined.output
    editor.write(matter())
    unsaved = editor.act("submit")
    assert (unsaved.code, "uncommitted" in unsaved.output) == (2, True), unsaved.output
    submitted = editor.act("submit", "-m", "印发公园管理办法")
    assert submitted.code == 0, submitted.output
    assert "change 1 (round 1): “测试市公园管理办法”" in submitted.output
    assert "2 March 2026" in submitted.output
    assert "approve 1 --stage first" in submitted.output
    assert "secrecy 1 --conclusion open" in submitted.output

    # A reviewer sees that it waits for her, and until when; the last stage sees who holds it.
    mine = office.desk("first").act("review").output
    assert "Waiting for me (1)" in mine
    assert "2 March 2026" in mine
    others = office.desk("final").act("review", lang="zh").output
    assert "他人办理中（1件）" in others
    assert "待我办理" not in others

    # She looks: the pages as they would be, marked as not reviewed, and the diff.
    shown = office.desk("first").act("review", "1", "--show")
    assert shown.code == 0, shown.output
    folder = office.desk("first").folder / "build" / "preview"
    page = folder / "cs" / PAGE.lstrip("/")
    assert str(page) in shown.output
    html = page.read_text(encoding="utf-8")
    assert "测试市公园管理办法" in html
    assert "未审稿" in html
    assert "noindex" in html
    diff = folder / "change-1.diff.html"
    assert str(diff) in shown.output
    assert "测府规〔2026〕2号" in diff.read_text(encoding="utf-8")

    # 保密审查, then three people in their own clones; the third signature releases.
    words = ("secrecy", "1", "--conclusion", "可公开", "--ground", "不涉密")
    assert office.desk("secrecy").act(*words).code == 0
    answers = [office.desk(p).act("approve", "1", "--stage", s.value) for p, s in REVIEWERS]
    assert [answer.code for answer in answers] == [0, 0, 0]
    assert "Passed all three reviews: change 1" in answers[-1].output
    assert "测府规〔2026〕2号" in office.city.read(DOCUMENT).decode()

    # The publisher builds, swaps, fetches back; the gate enters PUBLISHED.
    with live(publisher.folder) as origin:
        published = publisher.act("publish", "--origin", origin)
        assert published.code == 0, published.output
        served = httpx.get(origin + PAGE).content
    assert "cs is live" in published.output
    built = publisher.folder / "output" / "cs" / PAGE.lstrip("/")
    assert served == built.read_bytes()
    stated = parse_statement(_last_entry_statement(office))
    assert stated.person == "publisher"
    assert stated.pages[PAGE] == sha256_bytes(served)
    assert "/" in stated.pages
    assert set(office.state().published_changes) == {0, 1}
    # The unreviewed draft never came into that clone.
    draft = office.references()["refs/changes/1/1"]
    assert publisher.git("cat-file", "-e", draft).code != 0

    # Anybody verifies, offline, in a fresh clone.
    auditor = tmp_path / "auditor"
    assert run(tmp_path, "git", "clone", "--quiet", office.address, auditor).code == 0
    run(auditor, "git", "remote", "set-url", "origin", str(tmp_path / "nowhere"))
    verified = sanshen(auditor, "verify")
    assert (verified.code, "VERIFIED" in verified.output) == (0, True), verified.output


def _last_entry_statement(office: Office) -> str:
    *_, last = read_ledger(office.repository, LEDGER_REF)
    assert last.entry.kind.value == "PUBLISHED"
    return str(last.entry.body["statement"])


@pytest.mark.full
def test_a_deletion_is_a_reviewed_change_and_its_page_has_to_be_gone(
    office: Office, publisher: Desk, tmp_path: Path
) -> None:
    page = "/" + NEWS.removeprefix("content/cs/").replace(".md", ".html")
    with live(publisher.folder) as origin:
        assert publisher.act("publish", "--origin", origin).code == 0
        assert httpx.get(origin + page).status_code == 200
        deleted = office.desk("editor").submit({NEWS: None})
        assert deleted.accepted, deleted.answer
        assert office.city.pass_reviews(1).released is not None
        # Of an origin that still serves the page nothing is recorded.
        before = office.heads()
        built = publisher.folder / "output" / "cs"
        stale = tmp_path / "stale"
        old = httpx.get(origin + page).content
        (stale / page.lstrip("/")).parent.mkdir(parents=True)
        (stale / page.lstrip("/")).write_bytes(old)
        with running([(site_app(stale), listen())]) as (stale_origin,):
            refused = publisher.act("publish", "--origin", stale_origin)
        assert (refused.code, "B133" in refused.output) == (1, True), refused.output
        assert office.heads() == before
        again = publisher.act("publish", "--origin", origin)
        assert again.code == 0, again.output
        assert httpx.get(origin + page).status_code == 404
    assert not (built / page.lstrip("/")).exists()
    assert NEWS not in office.city.main_files()
    assert office.state().changes[1].released is not None
    assert office.verify().findings == ()


def test_a_new_key_is_registered_by_a_guard_change_and_then_signs(
    office: Office, tmp_path: Path
) -> None:
    key = tmp_path / "new-key"
    run(tmp_path, "ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", key)
    editor = office.desk("editor")
    joined = editor.act("join", "editor", "--key", key)
    assert (joined.code, "not registered yet" in joined.output) == (0, True), joined.output
    early = editor.submit({NEWS: news_text("用新密钥")})
    assert not early.accepted
    assert "V102" in early.answer
    # A colleague who is no guard prepares the change: nobody reviews their own.
    colleague = office.desk("colleague")
    prepared = colleague.act("join", "editor", "--key", f"{key}.pub", "--prepare")
    assert (prepared.code, "register-editor" in prepared.output) == (0, True), prepared.output
    submitted = colleague.act("submit", "register-editor")
    assert submitted.code == 0, submitted.output
    city = office.city
    assert city.codes(city.approve("first", 1, Stage.FIRST)) == ["V209"]
    assert city.pass_guard(1).released is not None
    late = editor.submit({NEWS: news_text("用新密钥")})
    assert late.accepted, late.answer
    assert office.verify().findings == ()


@pytest.mark.full
def test_a_returned_change_is_revised_and_its_stage_clears_the_return(office: Office) -> None:
    editor = office.desk("editor")
    assert editor.submit({NEWS: news_text("初稿")}).accepted
    first = office.desk("first")
    silent = first.act("return", "1", "--stage", "一审")
    assert silent.code == 2
    returned = first.act("return", "1", "--stage", "一审", "--reason", "标题不准确")
    assert returned.code == 0, returned.output
    waiting = editor.act("review", "1")
    assert "标题不准确" in waiting.output
    assert editor.submit({NEWS: news_text("改正的标题")}).accepted
    assert office.state().changes[1].round == 2
    last = office.city.pass_reviews(1)
    assert last.released is not None, last.findings
    assert "改正的标题" in office.city.read(NEWS).decode()
    assert office.verify().findings == ()


def test_an_overtaken_change_is_refused_with_the_command_that_redoes_it(office: Office) -> None:
    editor = office.desk("editor")
    first, second = "第一段有若干字。", "第二段也有若干字。"
    office.city.release({NEWS: news_text(body=f"{first}\n\n中间一段。\n\n{second}")})
    editor.must("pull", "--quiet", "--ff-only")
    # While the editor works on the second paragraph, somebody else's first one is released.
    other = news_text(body=f"别人改过的{first}\n\n中间一段。\n\n{second}")
    office.city.release({NEWS: other}, "colleague")
    mine = news_text(body=f"{first}\n\n中间一段。\n\n我改过的{second}")
    editor.write({NEWS: mine})
    refused = editor.act("submit", "-m", "改第二段")
    assert refused.code == 1
    assert "V109" in refused.output
    assert "change 2" in refused.output
    command = refused.output.partition("run: ")[2].partition(", then submit")[0]
    for part in command.split(" && "):
        done = run(editor.folder, *part.split())
        assert done.code == 0, done.output
    again = editor.act("submit")
    assert again.code == 0, again.output
    assert office.city.pass_reviews(3).released is not None
    text = office.city.read(NEWS).decode()
    assert f"别人改过的{first}" in text
    assert f"我改过的{second}" in text
    assert office.verify().findings == ()


@pytest.mark.full
def test_a_second_matter_is_submitted_from_the_clone_that_submitted_the_first(
    office: Office,
) -> None:
    """The gate writes its own commit on main; an editor goes on all the same, two drafts later."""
    editor = office.desk("editor")
    for title in ("初稿", "二稿"):
        editor.write({NEWS: news_text(title)})
        assert editor.act("submit", "-m", title).code == 0
    assert office.city.pass_reviews(1).released is not None
    next_item = "content/cs/dt/2026/0301-xin.md"
    editor.write({next_item: news_text("新的一篇")})
    submitted = editor.act("submit", "-m", "新的一篇")
    assert submitted.code == 0, submitted.output
    assert office.state().changes[2].paths == {next_item}


@pytest.mark.full
def test_a_person_may_push_from_two_clones(office: Office, tmp_path: Path) -> None:
    clone = tmp_path / "second-machine"
    assert run(tmp_path, "git", "clone", "--quiet", office.address, clone).code == 0
    join(Repository(clone), "editor", office.city.keys["editor"])
    assert office.desk("editor").submit({NEWS: news_text("一")}).accepted
    assert Desk(clone, "editor").submit({NEWS: news_text("二")}).accepted
    change = office.state().changes[1]
    assert (change.round, change.contributors) == (2, frozenset({"editor"}))
