"""``python -m sanshen VERB …``: the office's verbs."""

import sys

from sanshen.cli.main import main

if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
