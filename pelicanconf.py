"""`pelican -s pelicanconf.py` builds the preview of one site (SANSHEN_SITE; default: the portal).

What a city decides itself is in `content/<site>/site.yml`; the rest is the installed package.
"""

import os
from pathlib import Path

from sanshen_pelican.settings import preview_settings

globals().update(preview_settings(os.environ, Path(__file__).parent))
