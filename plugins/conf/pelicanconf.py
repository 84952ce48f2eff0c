# SPDX-License-Identifier: AGPL-3.0-or-later
"""The installed preview settings; the folder of the city is in SANSHEN_ROOT."""

import os
from pathlib import Path

from sanshen_pelican.settings import preview_settings

globals().update(preview_settings(os.environ, Path.cwd()))
