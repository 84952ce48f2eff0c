"""``python -m sanshen VERB …``: the office's verbs."""

import gc
import sys

# What loading makes is kept: the collector would look through all of it, again and again.
# ``main`` turns it on once the verb is loaded.
gc.disable()

from sanshen.cli.main import main  # noqa: E402

if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
