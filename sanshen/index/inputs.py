"""更新的输入 (inputs): everything an update of the index is made from, and what it gives."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple, Protocol

from sanshen.content.facts import ItemFacts
from sanshen.content.records import RecordStore
from sanshen.content.source import Blob
from sanshen.index.rows import Changes
from sanshen.model.findings import Finding
from sanshen.model.sites import Column, Site

FOLDER = "build/index"
PUBLISH, PREVIEW = "publish", "preview"


class Mapper(Protocol):
    """What is asked of an executor (``publish.executor``): tasks done, results in their order."""

    def map_sharing(
        self,
        opening: Callable[[Any], AbstractContextManager[Any]],
        given: Any,
        function: Callable[[Any, Any], Any],
        tasks: Iterable[Any],
    ) -> Iterator[Any]:
        """``function(opened, task)`` for each task, ``opening(given)`` once in each worker."""


@dataclass(frozen=True, slots=True)
class Inputs:
    """What an index is made from.

    ``root`` is the city's repository, ``treeish`` the commit (empty: the working tree);
    ``release_list`` the file of the release list, None for a preview; ``records`` the record
    store; ``executor`` reads items.
    """

    root: Path
    treeish: str
    release_list: Path | None
    records: RecordStore
    executor: Mapper

    @property
    def mode(self) -> str:
        """``publish`` or ``preview``."""
        return PREVIEW if self.release_list is None else PUBLISH

    @property
    def file(self) -> Path:
        """Where the index is."""
        return self.root / FOLDER / f"{self.mode}.sqlite"


@dataclass(frozen=True, slots=True)
class Update:
    """What an update gave.

    ``findings`` are all blocking ones (of content, links, releases); where there are any, the
    next update looks at everything again. ``examined`` counts the files read or compared;
    ``why_full`` says why everything was made anew (empty where it was not).
    """

    changes: Changes
    findings: tuple[Finding, ...]
    examined: int
    notes: tuple[str, ...]
    why_full: str


class Reading(NamedTuple):
    """Items to be read: path to blob, and the settings they are read under."""

    wanted: dict[str, Blob]
    sites: dict[str, Site]
    columns: dict[tuple[str, str], Column]


FactsReader = Callable[[Reading], Iterator[ItemFacts]]
