"""发布 (publish): verify → release list → build → swap → fetch back; what to state afterwards."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

import httpx

from sanshen.catalogue import blocking
from sanshen.content.addresses import item_address, split_item_path
from sanshen.content.source import open_source
from sanshen.content.tree import load_tree
from sanshen.model.canonical import canonical_json, sha256_text
from sanshen.model.changes import ChangeClass
from sanshen.model.findings import Finding
from sanshen.model.stops import Stop
from sanshen.output.trees import live_tree, standby_tree, swap_tree
from sanshen.publish.build import BuildReport, build_site, standing_build
from sanshen.publish.live import LiveCheck, fetch_live, open_client
from sanshen.publish.release_list import release_list_of, render_release_list
from sanshen.review.state import ReviewState

RELEASE_LIST = "build/release-list.json"


class PublishError(Stop):
    """Nothing can be published: ``key`` names the sentence in the catalogue."""

    def __init__(self, key: str, **args: object) -> None:
        super().__init__(key)
        self.key = key
        self.values = args


@dataclass(frozen=True, slots=True)
class Published:
    """One site published: the build, the live check, the manifest's digest.

    ``live`` is None when the build failed and nothing was swapped.
    """

    site: str
    report: BuildReport
    live: LiveCheck | None
    manifest: str

    @property
    def findings(self) -> tuple[Finding, ...]:
        """Everything wrong with the output or with what the public address serves."""
        return (*self.report.findings, *(self.live.findings if self.live else ()))

    @property
    def succeeded(self) -> bool:
        """Whether the live pages are what was released."""
        return self.live is not None and not blocking(self.findings)


def write_release_list(root: Path, state: ReviewState) -> Path:
    """Write the release list of ``state`` where the build finds it."""
    file = root / RELEASE_LIST
    file.parent.mkdir(parents=True, exist_ok=True)
    temporary = file.with_suffix(".tmp")
    temporary.write_text(render_release_list(release_list_of(state)), encoding="utf-8")
    temporary.replace(file)
    return file


def manifest_digest(manifest: Mapping[str, str]) -> str:
    """输出清单摘要: SHA-256 over path and SHA-256 of every output file."""
    return sha256_text(canonical_json(dict(manifest)))


def publish_site(
    root: Path,
    site: str,
    main: str,
    state: ReviewState,
    origin: str,
    lang: str,
    tell: Callable[[str], None],
    client: Callable[[], httpx.Client] = open_client,
) -> Published:
    """Build one site from commit ``main``, swap it in, fetch what changed from ``origin``.

    A live tree that already is what would be built stays as it is.
    """
    listing = write_release_list(root, state)
    served = live_tree(root, site)
    report = standing_build(root, site, main, listing, served) if served is not None else None
    if report is None:
        standby = standby_tree(root, site)
        report = build_site(root, site, main, listing, standby, lang)
        if not report.succeeded or not report.manifest:
            return Published(site, report, None, "")
        swap_tree(root, site, standby)
        tell(f"output/{site}")
    expected, gone = live_addresses(root, site, main, state, report.manifest)
    with client() as opened:
        live = fetch_live(origin, expected, gone, opened)
    return Published(site, report, live, manifest_digest(report.manifest))


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
    root: Path, site: str, main: str, state: ReviewState, manifest: Mapping[str, str]
) -> tuple[dict[str, str], tuple[str, ...]]:
    """(address → SHA-256) of the home page and every page newly released, and what must be gone."""
    tree = load_tree(open_source(root, main))
    expected = {"/": manifest["index.html"]}
    gone = []
    for path in _unpublished(state, site):
        item = tree.items.get(path)
        parts = split_item_path(path)
        if parts is None or not path.startswith(f"content/{site}/"):
            continue
        address = item_address(parts.column, parts.year, parts.name, parts.lang)
        if address.lstrip("/") in manifest:
            expected[address] = manifest[address.lstrip("/")]
        elif item is None:
            gone.append(address)
    return expected, tuple(gone)
