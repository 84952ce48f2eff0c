"""对照表 (table): the aims beside what was measured, and every figure behind them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from benchmarks.peers import REFERENCE
from benchmarks.results import Aim, Results

OURS = "sanshen"
COLD_AIMS = ((1_000, 0.7), (10_000, 0.4), (100_000, 0.25))
CHANGE_AIMS = ((10_000, 0.5), (100_000, 1.0))
MEMORY_AIM = (10_000, 0.2)
GROWTH_AIM = (1_000, 100_000, 1.2)
KINDS = ("edit", "addition")


def aims_of(results: Results) -> tuple[Aim, ...]:
    """Every aim with what these results say of it."""
    return tuple(_aims(results))


def _aims(results: Results) -> Iterator[Aim]:
    for size, limit in COLD_AIMS:
        cold = results.find_cold(OURS, size)
        yield Aim(f"cold {short(size)} / {REFERENCE}", limit, cold.ratio if cold else None, "x")
    for size, limit in CHANGE_AIMS:
        found = [c for c in results.changes if (c.generator, c.articles) == (OURS, size)]
        worst = max((c.median for c in found), default=None)
        yield Aim(f"one change {short(size)}", limit, worst, "s")
    size, limit = MEMORY_AIM
    yield Aim(f"memory {short(size)} / {REFERENCE}", limit, _memory_ratio(results, size), "x")
    small, large, limit = GROWTH_AIM
    growth = _growth(results, small, large)
    yield Aim(f"per page {short(large)} / {short(small)}", limit, growth, "x")


def _memory_ratio(results: Results, size: int) -> float | None:
    ours, theirs = results.find_cold(OURS, size), results.find_cold(REFERENCE, size)
    if ours is None or theirs is None or not ours.memory_mb or not theirs.memory_mb:
        return None
    return ours.memory_mb / theirs.memory_mb


def _growth(results: Results, small: int, large: int) -> float | None:
    one, other = results.find_cold(OURS, small), results.find_cold(OURS, large)
    if one is None or other is None:
        return None
    return float(other.row()["us_per_file"]) / float(one.row()["us_per_file"])


def short(size: int) -> str:
    """``1k``, ``100k``, ``1M``; other sizes as they are."""
    for unit, factor in (("M", 1_000_000), ("k", 1_000)):
        if size >= factor and size % factor == 0:
            return f"{size // factor}{unit}"
    return str(size)


def parse_size(text: str) -> int:
    """The number a size means: ``1k``, ``2M``, ``500``; ValueError for anything else."""
    factor = {"k": 1_000, "M": 1_000_000}.get(text[-1:], 1)
    number = int(text if factor == 1 else text[:-1]) * factor
    if number < 1:
        raise ValueError(text)
    return number


def render_table(results: Results, aims: Sequence[Aim]) -> str:
    """The aims, the cold builds, the single changes, what was skipped: Markdown tables."""
    parts = [
        _table(("aim", "at most", "measured", ""), map(_aim_row, aims)),
        _table(
            ("cold build", "N", "files", "wall s (each run)", "cpu s", "x reference",
             "us/file", "PSS MB", "foreign"),
            _cold_rows(results),
        ),
        _table(
            ("one change", "N", "kind", "median s", "wall s (each run)", "cpu s", "foreign"),
            _change_rows(results),
        ),
    ]  # fmt: skip
    if results.skipped:
        rows = ((s.generator, short(s.articles) if s.articles else "-", s.reason.splitlines()[0])
                for s in results.skipped)  # fmt: skip
        parts.append(_table(("not measured", "N", "why"), rows))
    return "\n\n".join(parts) + "\n"


def _aim_row(aim: Aim) -> tuple[str, ...]:
    said = "not measured" if aim.measured is None else f"{aim.measured:.2f} {aim.unit}"
    mark = {True: "met", False: "MISSED", None: "-"}[aim.met]
    return (aim.name, f"{aim.limit:g} {aim.unit}", said, mark)


def _cold_rows(results: Results) -> Iterator[tuple[str, ...]]:
    for entry in results.cold:
        row = entry.row()
        ratio = "-" if entry.ratio is None else f"{entry.ratio:.2f}"
        memory = "-" if entry.memory_mb is None else f"{entry.memory_mb:.0f}"
        walls = f"**{row['wall_median']:.2f}** ({_each(entry.wall)})"
        yield (
            entry.generator, short(entry.articles), str(entry.files), walls,
            f"{row['cpu_median']:.2f}", ratio, f"{row['us_per_file']:.0f}", memory,
            _each(entry.foreign),
        )  # fmt: skip


def _change_rows(results: Results) -> Iterator[tuple[str, ...]]:
    for entry in results.changes:
        yield (
            entry.generator, short(entry.articles), entry.kind, f"**{entry.median:.2f}**",
            _each(entry.wall), _each(entry.cpu), _each(entry.foreign),
        )  # fmt: skip


def _each(values: Iterable[float]) -> str:
    return " ".join(f"{value:.2f}" for value in values)


def _table(head: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> str:
    lines = [head, tuple("---" for _ in head), *rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)
