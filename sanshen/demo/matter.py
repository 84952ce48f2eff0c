"""演示事项 (matter): the document of the demo, with its dates filled in for today."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from pathlib import Path

SOURCE = Path(__file__).parent / "matter"
DOCUMENT = "koudai-gongyuan.md"
DAYS_TO_EFFECT = 30
FULL_WIDTH_COLON = "："


def matter_files(today: date) -> Mapping[str, str]:
    """Path in the city's repository → text, issued ``today``."""
    values = {
        "year": f"{today.year:04d}",
        "mmdd": f"{today:%m%d}",
        "written_on": today - timedelta(days=1),
        "issued_on": today,
        "effective_on": today + timedelta(days=DAYS_TO_EFFECT),
    }
    files = {}
    for file in sorted(SOURCE.rglob("*.md")):
        name = file.relative_to(SOURCE).as_posix().format_map(values)
        files[name] = file.read_text(encoding="utf-8").format_map(values)
    return files


def document_path(files: Mapping[str, str]) -> str:
    """The path of the document itself, among its interpretation and translation."""
    return next(path for path in files if path.endswith(DOCUMENT))


def with_full_width_colon(text: str) -> str:
    """The text as it looks after a slip of the input method in its title line."""
    return text.replace("title: ", f"title{FULL_WIDTH_COLON}", 1)


def write_files(folder: Path, files: Mapping[str, str]) -> None:
    """Write the files below ``folder``."""
    for path, text in files.items():
        file = folder / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")
