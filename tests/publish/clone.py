"""A publisher's clone of a city, built in this process or by Pelican's own."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

from sanshen.gitio.repository import Repository
from sanshen.output.trees import live_tree
from sanshen.publish.build import BuildReport
from sanshen.publish.building import build_released
from sanshen.publish.pelican_process import Done, Starter
from tests.city.city import City
from tests.city.in_process import InProcess
from tests.city.sample_city import read_files
from tests.walks.office import run

MAIN = "refs/remotes/origin/main"
SITE = "cs"


class Clone(NamedTuple):
    """The city, and the clone at ``root`` that is built in."""

    city: City
    root: Path

    def fetch(self) -> str:
        """Fetch main and ledger; main's commit."""
        done = run(self.root, "git", "fetch", "-q")
        assert done.code == 0, done.output
        return Repository(self.root).resolve(MAIN)

    def build(
        self, start: Starter = InProcess, swap: bool = True, full: bool = False, main: str = ""
    ) -> BuildReport:
        """Build what is released; served at once unless told otherwise."""
        head = self.fetch()
        report, _ = build_released(self.root, SITE, main or head, "zh", swap, start, full)
        return report

    def served(self) -> dict[str, bytes]:
        """Every file that is served."""
        tree = live_tree(self.root, SITE)
        return read_files(tree) if tree is not None else {}


def cloned(city: City, folder: Path) -> Clone:
    """Clone a city as its publisher does."""
    done = run(city.folder, "git", "clone", "-q", city.repository.path, folder)
    assert done.code == 0, done.output
    return Clone(city, folder)


class Never(InProcess):
    """A renderer that must not be told to render."""

    def render(self, plan: Path) -> Done:
        """See ``Renderer``."""
        raise AssertionError(f"told to render {plan}")


class Failing(InProcess):
    """A renderer whose process fails."""

    def render(self, plan: Path) -> Done:  # noqa: ARG002
        """See ``Renderer``."""
        return Done(3, "line\n\nthe reason\n")


class Silent(InProcess):
    """A renderer that says all went well and has left no result."""

    def render(self, plan: Path) -> Done:  # noqa: ARG002
        """See ``Renderer``."""
        return Done(0, "")


def codes(report: BuildReport) -> list[str]:
    """The codes of what is wrong, in order, once each."""
    return list(dict.fromkeys(found.code for found in report.findings))


def started(seen: list[Sequence[str]]) -> Starter:
    """Renderers in this process, each noting its command."""

    class Noting(InProcess):
        def __init__(
            self,
            command: Sequence[str],
            environment: Mapping[str, str],
            folder: Path,
            held: Sequence[int] = (),
        ) -> None:
            seen.append(command)
            super().__init__(command, environment, folder, held)

    return Noting
