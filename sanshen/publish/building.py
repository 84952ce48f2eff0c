"""构建放行内容 (building what is released): into the standby tree, then swapped in if asked."""

from __future__ import annotations

from pathlib import Path

from sanshen.model.stops import Stop
from sanshen.output.standby import open_trees
from sanshen.publish.build import BuildReport, build_site
from sanshen.publish.pelican_process import Starter, start_pelican


class PublishError(Stop):
    """Nothing can be published: ``key`` names the sentence in the catalogue."""

    def __init__(self, key: str, **args: object) -> None:
        super().__init__(key)
        self.key = key
        self.values = args


def build_released(
    root: Path,
    site: str,
    main: str,
    lang: str,
    swap: bool,
    start: Starter = start_pelican,
    full: bool = False,
) -> tuple[BuildReport, bool]:
    """Build what commit ``main`` and the ledger release; (report, whether it was swapped in).

    Raises TreesBusyError while another process works on the site's trees, and TreeError.
    """
    with open_trees(root, site) as trees:
        report = build_site(root, site, main, True, trees, lang, start, full)
        fresh = report.output is not None and report.output.fresh
        if swap and report.succeeded and fresh:
            trees.swap()
            # Live already: the next release finds both trees ready.
            trees.level_standby()
        return report, swap and fresh and report.succeeded
