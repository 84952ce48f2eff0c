"""``python -m benchmarks``: the measuring from the command line; ``inv bench`` is the same."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

from benchmarks.measure import RunError
from benchmarks.million import run_million
from benchmarks.ours import THEMES
from benchmarks.peers import BY_NAME
from benchmarks.profile import run_profile
from benchmarks.results import PROJECT, render_json
from benchmarks.run import Options, run_benchmarks
from benchmarks.table import aims_of, parse_size, render_table


def _names(known: Sequence[str]) -> Callable[[str], tuple[str, ...]]:
    def read(text: str) -> tuple[str, ...]:
        names = tuple(name for name in text.split(",") if name)
        unknown = sorted(set(names) - set(known))
        if unknown:
            raise argparse.ArgumentTypeError(f"{', '.join(unknown)}: not of {', '.join(known)}")
        return names

    return read


def _sizes(text: str) -> tuple[int, ...]:
    try:
        return tuple(parse_size(part) for part in text.split(","))
    except ValueError as error:
        raise argparse.ArgumentTypeError(f"{text}: a size is 500, 1k, 10k …") from error


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="inv bench", description=__doc__)
    add = parser.add_argument
    add(
        "--json",
        type=Path,
        metavar="FILE",
        help="results, relative to the checkout",
    )
    add("--sizes", type=_sizes, default=_sizes("1k,10k,100k"), help="as 1k,10k,100k")
    add("--peers", type=_names(tuple(BY_NAME)), default=tuple(BY_NAME), help=",".join(BY_NAME))
    add("--themes", type=_names(tuple(THEMES)), default=tuple(THEMES), help=",".join(THEMES))
    add("--runs", type=int, default=5, help="paired runs of each generator")
    add("--limit", type=float, default=1200.0, help="seconds after which one build is stopped")
    add("--folder", type=Path, default=PROJECT / "build" / "bench", help="where to work")
    add("--keep", action="store_true", help="leave the sites and their output")
    add("--profile", action="store_true", help="where the time of one cold build of ours goes")
    add("--million", action="store_true", help="one site of 1,000,000 articles, built once")
    return parser


def _tell(line: str) -> None:
    print(line, file=sys.stderr, flush=True)


def main(words: Sequence[str] | None = None) -> int:
    """Measure and print; 0 unless a generator asked for could not be measured (1)."""
    asked = _parser().parse_args(words)
    folder = asked.folder.resolve()
    if asked.profile:
        try:
            return run_profile(folder, asked.sizes[0], asked.themes[0], asked.limit, _tell)
        except RunError as error:
            _tell(str(error))
            return 1
    if asked.million:
        return run_million(folder, asked.limit, _tell)
    options = Options(
        folder, asked.sizes, asked.peers, asked.themes, asked.runs, asked.limit, asked.keep
    )
    results = run_benchmarks(options, _tell)
    aims = aims_of(results)
    print(render_table(results, aims), flush=True)
    if asked.json:
        asked.json.write_text(render_json(results.document(aims)), encoding="utf-8")
    return 1 if results.skipped else 0


if __name__ == "__main__":
    sys.exit(main())
