# SPDX-License-Identifier: AGPL-3.0-or-later
"""sanshen_pelican: Pelican builds a site of the city through this plugin, and only through it.

``PELICAN_CLASS`` and ``PLUGINS`` in the settings both name this package: stock Pelican goes on
when a plugin is missing or its ``register()`` raises; the class does not.
"""

from pelican import signals
from sanshen_pelican import gate, reader
from sanshen_pelican.pelican_class import SanshenPelican

__all__ = ["SanshenPelican", "register"]


def register() -> None:
    """Connect the strict reader and the release gate."""
    # blinker holds receivers weakly: only functions of a module stay connected.
    signals.readers_init.connect(reader.use_strict_reader)
    signals.all_generators_finalized.connect(gate.require_release)
