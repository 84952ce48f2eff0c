"""`pelican -s publishconf.py` builds what the ledger releases; without a valid list it fails.

SANSHEN_RELEASE_LIST names the list; `python -m sanshen publish` makes it and calls this.
"""

import os
from pathlib import Path

from sanshen_pelican.settings import publish_settings

globals().update(publish_settings(os.environ, Path(__file__).parent))
