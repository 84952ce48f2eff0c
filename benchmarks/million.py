"""一百万篇 (a million): one site, laid down and built once, when the disk can hold it."""

from __future__ import annotations

import os
import shutil
import time
from collections.abc import Callable
from pathlib import Path

from benchmarks.changes import measure_our_changes
from benchmarks.cold import OurContestant
from benchmarks.measure import RunError, tree_size
from benchmarks.ours import Ours
from benchmarks.results import Results

Tell = Callable[[str], None]
SIZE = 1_000_000
BYTES_EACH = 40_000
FILES_EACH = 2
"""Room asked for per article: output in blocks of the file system, index, records, repository.
The second tree is hard links."""


def lacking_room(folder: Path, size: int) -> str:
    """Why the disk cannot hold a site of ``size`` articles; empty when it can."""
    disk, files = shutil.disk_usage(folder), os.statvfs(folder)
    if disk.free < size * BYTES_EACH:
        return f"{size * BYTES_EACH / 1e9:.0f} GB are needed, {disk.free / 1e9:.0f} GB are free"
    if files.f_files and files.f_favail < size * FILES_EACH:
        return f"{size * FILES_EACH} inodes are needed, {files.f_favail} are free"
    return ""


def run_million(folder: Path, limit: float, tell: Tell, size: int = SIZE) -> int:
    """Lay down, build once, sample memory, change once; 0, or 1 when it broke or had no room."""
    folder.mkdir(parents=True, exist_ok=True)
    lack = lacking_room(folder, size)
    if lack:
        tell(f"NOT MEASURED: {lack}")
        return 1
    place, results = folder / "million", Results(runs=1)
    shutil.rmtree(place, ignore_errors=True)
    begun = time.monotonic()
    try:
        ours = Ours("sanshen", place, size)
        tell(f"laid down in {time.monotonic() - begun:.0f} s")
        sample, output = OurContestant(ours).cold("million", limit, sample_memory=True)
        files, size_of_all = tree_size(output)
        tell(f"cold: {sample.wall:.1f} s, cpu {sample.cpu:.1f} s, {sample.memory / 2**20:.0f} MB "
             f"PSS, {files} files, {size_of_all / 1e9:.1f} GB")  # fmt: skip
        measure_our_changes(results, ours, size, limit, tell)
    except RunError as error:
        tell(str(error))
        return 1
    finally:
        tell(f"left in place: {place.name}")
    return 1 if results.skipped else 0
