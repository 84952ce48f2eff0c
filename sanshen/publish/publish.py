"""发布 (publish): verify → release list → build → swap → fetch back; what to state afterwards."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import httpx

from sanshen.catalogue import blocking
from sanshen.content.addresses import item_address, split_item_path
from sanshen.index.city_index import CityIndex
from sanshen.index.inputs import FOLDER, PUBLISH
from sanshen.model.changes import ChangeClass
from sanshen.model.findings import Finding
from sanshen.publish.build import BuildReport
from sanshen.publish.building import PublishError, build_released
from sanshen.publish.live import LiveCheck, fetch_live, open_client
from sanshen.publish.pelican_process import Starter, start_pelican
from sanshen.review.state import ReviewState


@dataclass(frozen=True, slots=True)
class Published:
    """One site published: the build, the live check, whether anything was swapped in.

    ``live`` is None when the build failed and nothing was swapped.
    """

    site: str
    report: BuildReport
    live: LiveCheck | None
    swapped: bool

    @property
    def findings(self) -> tuple[Finding, ...]:
        """Everything wrong with the output or with what the public address serves."""
        return (*self.report.findings, *(self.live.findings if self.live else ()))

    @property
    def succeeded(self) -> bool:
        """Whether the live pages are what was released."""
        return self.live is not None and not blocking(self.findings)

    @property
    def manifest(self) -> str:
        """输出清单摘要 of what is served, empty when the build failed."""
        return self.report.output.manifest.digest if self.report.output else ""


def publish_site(
    root: Path,
    site: str,
    main: str,
    state: ReviewState,
    origin: str,
    lang: str,
    client: Callable[[], httpx.Client] = open_client,
    start: Starter = start_pelican,
) -> Published:
    """Build one site from commit ``main``, swap it in, fetch what changed from ``origin``.

    A live tree that already is what was built stays as it is.
    """
    report, swapped = build_released(root, site, main, lang, True, start)
    if not report.succeeded:
        return Published(site, report, None, False)
    expected, gone = live_addresses(root, site, state)
    with client() as opened:
        live = fetch_live(origin, expected, gone, opened)
    return Published(site, report, live, swapped)


def is_due(state: ReviewState, site: str) -> bool:
    """Whether anything that shows on ``site`` was released since it was last published."""
    return bool(_unpublished(state, site)) or site not in state.published


def _unpublished(state: ReviewState, site: str) -> frozenset[str]:
    """Paths released for ``site`` after its last PUBLISHED; guard files count for every site."""
    since, _ = state.published.get(site, (-1, ""))
    paths: set[str] = set()
    for change in state.changes.values():
        if change.released is not None and change.released > since:
            guard = change.klass is ChangeClass.GUARD
            paths |= {p for p in change.paths if guard or p.startswith(f"content/{site}/")}
    return frozenset(paths)


def live_addresses(
    root: Path, site: str, state: ReviewState
) -> tuple[dict[str, str], tuple[str, ...]]:
    """(address → SHA-256) of the home page and every page newly released, and what must be gone.

    Read from what the last build wrote.
    """
    with CityIndex.open(root / FOLDER / f"{PUBLISH}.sqlite", None, root) as index:
        home = index.unit(site, "index.html")
        expected = {"/": home.sha256} if home is not None else {}
        gone = []
        for path in sorted(_unpublished(state, site)):
            parts = split_item_path(path)
            if parts is None or not path.startswith(f"content/{site}/"):
                continue
            address = item_address(parts.column, parts.year, parts.name, parts.lang)
            row = index.unit(site, address.lstrip("/"))
            if row is not None:
                expected[address] = row.sha256
            elif index.item(path) is None:
                gone.append(address)
    return expected, tuple(gone)


__all__ = ["PublishError", "Published", "is_due", "live_addresses", "publish_site"]
