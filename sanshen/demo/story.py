"""演示经过 (story): each step one readable line with its time; a step that fails ends it."""

from __future__ import annotations

import shutil
import signal
import sys
import tempfile
import time
from collections.abc import Callable
from contextlib import ExitStack
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from sanshen.catalogue import message
from sanshen.demo.cast import (
    EDITOR,
    EVERYBODY,
    FINAL,
    FIRST,
    GUARD,
    PUBLISHER,
    SECOND,
    SECRECY,
    Cast,
    DemoError,
    Done,
)
from sanshen.demo.matter import (
    document_path,
    matter_files,
    with_full_width_colon,
    write_files,
)
from sanshen.demo.tampering import tamper_with_main
from sanshen.gitio.repository import Repository
from sanshen.server.git_http import GitDoor, git_app
from sanshen.server.loopback import address, listen, running, serve_until_stopped
from sanshen.server.static import site_app

PROJECT = Path(__file__).parents[2]
ZONE = ZoneInfo("Asia/Shanghai")
TERMINATED = 128 + signal.SIGTERM
SITES = ("portal", "qinghe")
STAGES = (("first", FIRST), ("second", SECOND), ("final", FINAL))


class Story:
    """One run of the demo: its people, its clock, and the lines it tells."""

    def __init__(self, cast: Cast, tell: Callable[[str], None]) -> None:
        self.cast = cast
        self.tell = tell
        self.begun = time.monotonic()
        self.origins: tuple[str, ...] = ()
        self.released_at = 0.0

    def say(self, key: str, **args: object) -> None:
        """One line of the story, with the seconds since it began."""
        seconds = f"{time.monotonic() - self.begun:6.1f}"
        self.tell(f"[{seconds} s] {message(key, self.cast.lang, **args)}")

    def must(self, done: Done) -> Done:
        """A step that has to succeed."""
        return self.cast.must(done)

    def must_be_refused(self, done: Done, code: str, key: str) -> None:
        """A step that has to be refused, with this finding; tell its sentence."""
        if done.code == 0 or code not in done.output:
            raise DemoError(message("demo.not-refused", self.cast.lang, code=code) + done.output)
        sentence = next(line for line in done.output.splitlines() if code in line)
        self.say(key)
        self.tell(f"           {sentence.strip()}")

    def found(self) -> None:
        """Keys, the city's repository, its ledger and baseline."""
        public = self.cast.make_keys()
        self.say("demo.keys", people=len(EVERYBODY))
        done = self.cast.sanshen(PROJECT, "server", "init", str(self.cast.folder / "server"),
                                 "--from", str(PROJECT), "--keys", str(public))  # fmt: skip
        self.must(done)
        self.say("demo.founded")
        for line in done.output.splitlines()[1:]:
            self.tell(f"           {line}")

    def settle(self, address_of_server: str) -> None:
        """Everybody clones and joins; the baseline is signed and goes live."""
        for person in EVERYBODY:
            self.cast.make_clone(person, address_of_server)
        self.say("demo.joined", people=len(EVERYBODY), address=address_of_server)
        for (stage, _), person in zip(STAGES, GUARD, strict=True):
            self.must(self.cast.act(person, "approve", "0", "--stage", stage))
        self.say("demo.baseline")
        self.publish()
        self.say("demo.baseline-live")

    def publish(self) -> Done:
        """The publisher builds, swaps, fetches back and records."""
        pairs = zip(SITES, self.origins, strict=True)
        words = [word for s, o in pairs for word in ("--origin", f"{s}={o}")]
        return self.must(self.cast.act(PUBLISHER, "publish", *words))

    def submit_with_a_slip(self, document: str) -> None:
        """A header with a full-width colon is turned away."""
        file = self.cast.clone(EDITOR) / document
        right = file.read_text(encoding="utf-8")
        file.write_text(with_full_width_colon(right), encoding="utf-8")
        done = self.cast.act(EDITOR, "submit", "-m", message("demo.title", self.cast.lang))
        self.must_be_refused(done, "Y", "demo.refused-colon")
        file.write_text(right, encoding="utf-8")

    def submit(self) -> None:
        """The matter is submitted; the answer names what is due and who is next."""
        done = self.must(self.cast.act(EDITOR, "submit", "-m", message("demo.title", "zh")))
        self.say("demo.submitted")
        for line in done.output.splitlines()[2:]:
            self.tell(f"           {line}")

    def review_with_refusals(self, document: str) -> None:
        """Self-approval, the same person twice, and an edit after approval are refused."""
        own = self.cast.act(EDITOR, "approve", "1", "--stage", "first")
        self.must_be_refused(own, "V210", "demo.refused-self")
        self.must(self.cast.act(FIRST, "approve", "1", "--stage", "first"))
        self.say("demo.first", person=FIRST)
        twice = self.cast.act(FIRST, "approve", "1", "--stage", "second")
        self.must_be_refused(twice, "V211", "demo.refused-twice")
        file = self.cast.clone(EDITOR) / document
        file.write_text(file.read_text(encoding="utf-8") + "\n", encoding="utf-8")
        self.must(self.cast.act(EDITOR, "submit", "-m", message("demo.touched", "zh")))
        late = self.cast.act(SECOND, "approve", "1", "--stage", "second")
        self.must_be_refused(late, "V212", "demo.refused-edited")

    def review(self) -> None:
        """保密审查 and the three reviews; the third releases."""
        ground = message("demo.ground", self.cast.lang)
        self.must(self.cast.act(SECRECY, "secrecy", "1", "--conclusion", "open",
                                "--ground", ground))  # fmt: skip
        self.say("demo.secrecy", person=SECRECY)
        for stage, person in STAGES:
            self.must(self.cast.act(person, "approve", "1", "--stage", stage))
            self.say(f"demo.{stage}", person=person)
        self.released_at = time.monotonic()
        self.say("demo.released")

    def go_live(self, address_of_page: str) -> None:
        """Publish, and how long it took from the third signature to the public page."""
        self.publish()
        seconds = f"{time.monotonic() - self.released_at:.1f}"
        self.say("demo.live", seconds=seconds, address=self.origins[0] + address_of_page)

    def verify(self, address_of_server: str, document: str) -> None:
        """A stranger verifies offline; a tampered copy is caught."""
        fresh = self.cast.folder / "auditor"
        self.must(self.cast.run(self.cast.folder, "git", "clone", "--quiet", address_of_server,
                                str(fresh)))  # fmt: skip
        done = self.must(self.cast.sanshen(fresh, "verify"))
        self.say("demo.verified")
        for line in done.output.splitlines():
            self.tell(f"           {line}")
        copy = self.cast.folder / "tampered"
        shutil.copytree(self.cast.folder / "server" / "city.git", copy / ".git")
        repository = Repository(copy)
        repository.run("config", "core.bare", "false")
        tamper_with_main(repository, document)
        self.must_be_refused(self.cast.sanshen(copy, "verify"), "K109", "demo.tampered")


def run_demo(lang: str, serve: bool, port: int) -> bool:
    """Run the demo in a temporary folder, named first; whether every step came out right."""
    # A plain end by SIGTERM has to clean up as well; without this it would end the process.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(TERMINATED))
    folder = Path(tempfile.mkdtemp(prefix="sanshen-demo-"))
    story = Story(Cast(folder, lang), lambda line: print(line, flush=True))
    story.say("demo.folder", folder=folder)
    try:
        with ExitStack() as stack:
            return _run(story, stack, serve, port)
    except DemoError as error:
        story.say("demo.failed")
        story.tell(str(error))
        return False
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _run(story: Story, stack: ExitStack, serve: bool, port: int) -> bool:
    story.found()
    cast = story.cast
    server = listen()
    output = cast.clone(PUBLISHER) / "output"
    listening = [listen(port=port + n if serve and port else 0) for n in range(len(SITES))]
    story.origins = tuple(address(each) for each in listening)
    door = GitDoor(cast.folder / "server" / "city.git", environment=dict(cast.environment()))
    sites = [(site_app(output / s), li) for s, li in zip(SITES, listening, strict=True)]
    stack.enter_context(running([(git_app(door), server)]))
    city = f"{address(server)}/city.git"
    with running(sites):
        files = matter_files(datetime.now(ZONE).date())
        document = document_path(files)
        story.settle(city)
        write_files(cast.clone(EDITOR), files)
        story.submit_with_a_slip(document)
        story.submit()
        story.review_with_refusals(document)
        story.review()
        story.go_live(document.removeprefix("content/portal").replace(".md", ".html"))
        story.verify(city, document)
        story.say("demo.done")
    if serve:
        served = [(site_app(output / s), listen(port=int(o.rpartition(":")[2])))
                  for s, o in zip(SITES, story.origins, strict=True)]  # fmt: skip
        for site, origin in zip(SITES, story.origins, strict=True):
            story.tell(message("server.site_line", cast.lang, site=site, address=origin))
        story.tell(message("demo.stop", cast.lang))
        serve_until_stopped(served)
    return True
