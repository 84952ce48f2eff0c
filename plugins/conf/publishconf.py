# SPDX-License-Identifier: AGPL-3.0-or-later
"""The installed publish settings; the folder of the city is in SANSHEN_ROOT."""

import os
from pathlib import Path

from sanshen_pelican.settings import publish_settings

globals().update(publish_settings(os.environ, Path.cwd()))
