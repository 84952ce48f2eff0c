"""一次改动 (one change): released through the gate, then one command until the output shows it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from benchmarks import site
from benchmarks.corpus import Article, make_article
from benchmarks.measure import RunError, Sample, require_success, run_measured
from benchmarks.ours import COMMAND, Ours, live_after, output_of
from benchmarks.peer import Peer
from benchmarks.results import Change, Results, Skipped

KINDS = ("edit", "addition")
Tell = Callable[[str], None]


def edited_number(size: int, turn: int) -> int:
    """An article of the middle of the corpus that has no translation, another one each turn."""
    return (size // 20 + turn) * 10 % size + 1


def edited_article(size: int, turn: int) -> tuple[Article, str]:
    """The article with a paragraph more, and the words its page must then show."""
    words = f"更正第{turn + 1}次"
    return make_article(edited_number(size, turn), size, f"{words}：以统计部门公布的为准。"), words


def added_article(size: int, turn: int) -> tuple[Article, str]:
    """An article newer than all, and the words its page must show: its title."""
    article = make_article(-1 - turn, size)
    return article, article.title


MAKERS = {"edit": edited_article, "addition": added_article}


def measure_our_changes(results: Results, ours: Ours, size: int, limit: float, tell: Tell) -> None:
    """Edits, then additions, one after the other in one clone that has been built before."""
    clone = ours.fresh_clone("clone-changes")
    first = run_measured(COMMAND, clone, {}, limit)
    try:
        require_success(ours.name, first)
        for kind in KINDS:
            entry = Change(ours.name, size, kind)
            for turn in range(results.runs):
                article, words = MAKERS[kind](size, turn)
                ours.release(article)
                ours.fetch(clone)
                sample = require_success(ours.name, run_measured(COMMAND, clone, {}, limit))
                _require_words(output_of(clone), article, words)
                live = live_after(clone, sample.started)
                entry.live.extend([] if live is None else [live])
                _note(entry, sample, tell)
            results.changes.append(entry)
    except RunError as error:
        results.skipped.append(Skipped(ours.name, size, f"changes: {error}"))
        tell(str(error))


def measure_peer_changes(
    results: Results, peer: Peer, folder: Path, size: int, limit: float, runs: int, tell: Tell
) -> None:
    """The same changes for a peer: the file is written, its full build run over its output."""
    place, output = folder / peer.name, folder / f"{peer.name}-output-0"
    try:
        for kind in KINDS:
            entry = Change(peer.name, size, kind)
            for turn in range(runs):
                article, words = MAKERS[kind](size, turn)
                peer.write_article(place, article)
                command, environment = peer.command(output), peer.environment()
                sample = run_measured(command, place, environment, limit)
                require_success(peer.name, sample)
                _require_words(output, article, words)
                _note(entry, sample, tell)
            results.changes.append(entry)
    except RunError as error:
        results.skipped.append(Skipped(peer.name, size, f"changes: {error}"))
        tell(str(error))


def _note(entry: Change, sample: Sample, tell: Tell) -> None:
    entry.wall.append(sample.wall)
    entry.cpu.append(sample.cpu)
    entry.foreign.append(sample.foreign)
    tell(f"{entry.generator} {entry.articles} {entry.kind}: {sample.wall:.2f} s, "
         f"cpu {sample.cpu:.2f} s")  # fmt: skip


def _require_words(output: Path, article: Article, words: str) -> None:
    """RunError unless the page, and for a new article the first list page, shows the change."""
    page = output / f"{article.place.stem}.html"
    if not page.exists() or words not in page.read_text(encoding="utf-8"):
        raise RunError(f"{article.place.stem}: the change does not show")
    column = output / article.place.column.path / "index.html"
    address = site.item_address(article.place.number)
    if article.place.number < 0 and address not in column.read_text(encoding="utf-8"):
        raise RunError(f"{article.place.column.path}: the new article is not listed")
