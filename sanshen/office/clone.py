"""本地克隆 (clone): whose it is, what main and the ledger held when last fetched."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from sanshen.gitio.repository import GitError, Repository
from sanshen.ledger.book import LedgerError
from sanshen.ledger.reading import read_state
from sanshen.model.stops import Stop
from sanshen.review.state import ReviewState

REMOTE = "origin"
MAIN = f"refs/remotes/{REMOTE}/main"
PERSON_SETTING = "sanshen.person"
REPOSITORY_SETTING = "sanshen.repository"


class CloneError(Stop):
    """The folder is no clone of a city's repository, or not set up: exit code 2.

    ``key`` names the sentence in the catalogue, ``args`` what it needs.
    """

    def __init__(self, key: str, **args: object) -> None:
        super().__init__(key)
        self.key = key
        self.values = args


@dataclass(frozen=True, slots=True)
class Identity:
    """本机身份: the person this clone acts for, and the private key file."""

    person: str
    key: Path


def open_clone(folder: Path) -> Repository:
    """The repository around ``folder``; CloneError when there is none."""
    try:
        top = Repository(folder).text("rev-parse", "--show-toplevel")
    except (GitError, OSError) as error:
        raise CloneError("clone.not-a-clone", folder=folder) from error
    return Repository(Path(top))


def setting(repository: Repository, name: str) -> str:
    """One git setting, empty when it is not set."""
    try:
        return repository.text("config", "--get", "--", name)
    except GitError as error:
        if error.code == 1:
            return ""
        raise


def identity_of(repository: Repository) -> Identity:
    """Who acts here; CloneError before ``join``."""
    person, key = setting(repository, PERSON_SETTING), setting(repository, "user.signingkey")
    if not person or not key:
        raise CloneError("clone.not-joined")
    return Identity(person, Path(key))


def fetch(repository: Repository) -> None:
    """Bring main and the ledger up to date; CloneError when the server cannot be reached."""
    try:
        repository.run("fetch", "--quiet", REMOTE)
    except GitError as error:
        raise CloneError("clone.no-fetch", reason=error.stderr.strip()) from error


def read_joined_state(repository: Repository) -> ReviewState:
    """The ledger folded, of the repository this clone joined. ``verify`` checks signatures."""
    try:
        state = read_state(repository)
    except LedgerError as error:
        raise CloneError("clone.bad-ledger", reason=error) from error
    pinned = setting(repository, REPOSITORY_SETTING)
    if pinned and pinned != state.repository:
        raise CloneError("clone.other-repository", pinned=pinned[:16], found=state.repository[:16])
    return state
