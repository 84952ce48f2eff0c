# SPDX-License-Identifier: AGPL-3.0-or-later
"""Pelican's writer, with every file written beside its place and renamed into it."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from io import StringIO
from pathlib import Path
from types import TracebackType
from typing import Any

from feedgenerator import Atom1Feed
from pelican.writers import FileOverwriteFailedError, Writer
from sanshen_pelican.run import current_run

from sanshen.output.writing import write_file
from sanshen.publish.moments import EPOCH
from sanshen.publish.relative_links import relative_links


class StableAtomFeed(Atom1Feed):  # type: ignore[misc]
    """An Atom feed whose time is that of its newest entry; an empty one does not say "now"."""

    def latest_post_date(self) -> Any:
        """The newest update, or the epoch: output never depends on the time of the build."""
        return super().latest_post_date() if self.items else EPOCH


class AtomicFile(StringIO):
    """A text file that appears at its place, complete, when it is closed without an error."""

    def __init__(self, file: Path, finish: Callable[[str], str]) -> None:
        super().__init__()
        self.file = file
        self.finish = finish

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if kind is None:
            write_file(self.file, self.finish(self.getvalue()).encode("utf-8"))
        super().__exit__(kind, error, trace)


class AtomicWriter(Writer):  # type: ignore[misc]
    """Writes pages and feeds; in a preview links become relative, so that files open from disk."""

    def _open_w(self, filename: str, encoding: str, override: bool = False) -> AtomicFile:
        if encoding.lower() != "utf-8" or override:
            raise ValueError(f"{filename}: only UTF-8, and never over another page")
        if filename in self._written_files:
            raise FileOverwriteFailedError(f"{filename} has been written before in this run")
        self._written_files.add(filename)
        path = Path(filename).relative_to(self.output_path).as_posix()
        return AtomicFile(Path(filename), partial(self._finish, path))

    def _finish(self, path: str, text: str) -> str:
        if current_run(self.settings).publishing or not path.endswith(".html"):
            return text
        return relative_links(path, text)

    def _create_new_feed(self, _type: str, _title: str, context: Any) -> StableAtomFeed:
        return StableAtomFeed(
            title=context["SITENAME"],
            link=f"{self.site_url}/",
            feed_url=self.feed_url,
            description=context["site"].description,
            subtitle=context["site"].description,
            language=context["lang"],
        )
