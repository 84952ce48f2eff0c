"""三审 (sanshen): the editorial domain of a public body's website.

Nothing below this package imports Pelican; ``plugins/`` does.
"""

__version__ = "0.1.0"
