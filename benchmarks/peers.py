"""同行名录 (peers): every peer by the name it has on the command line and in results."""

from __future__ import annotations

from collections.abc import Mapping

from benchmarks.eleventy import Eleventy
from benchmarks.hugo import Hugo
from benchmarks.peer import Peer
from benchmarks.pelican_stock import Pelican

REFERENCE = "hugo-relref"
ALL: tuple[Peer, ...] = (Hugo(checked=True), Hugo(checked=False), Eleventy(), Pelican())
BY_NAME: Mapping[str, Peer] = {peer.name: peer for peer in ALL}
