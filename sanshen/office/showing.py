"""查看变更 (showing a change): its rendered page and what it changes, in the preview folder."""

from __future__ import annotations

import html
from dataclasses import dataclass
from pathlib import Path

from sanshen.catalogue import message
from sanshen.content.source import TreeSource
from sanshen.content.tree import load_tree
from sanshen.gate.release import tree_changes
from sanshen.gitio.repository import Repository
from sanshen.gitio.writing import write_tree
from sanshen.ledger.reading import main_commit
from sanshen.model.changes import FileChange
from sanshen.publish.preview import preview_folder, render_preview
from sanshen.review.moves import origins
from sanshen.review.state import ChangeState

STYLE = (
    "body{font:16px/1.7 sans-serif;margin:2em auto;max-width:60em;padding:0 1em}"
    "pre{white-space:pre-wrap;word-break:break-word}"
    "h1{font-size:1.5em}h2{font-size:1.1em;overflow-wrap:anywhere}"
    "ins{background:#d7f5dd;text-decoration:none}del{background:#fbdcdc}"
)


@dataclass(frozen=True, slots=True)
class Shown:
    """Where the rendered pages and the diff of a change were written."""

    pages: tuple[Path, ...]
    diff: Path


def show_change(repository: Repository, change: ChangeState, lang: str) -> Shown:
    """Render ``change`` laid over main, and its diff; nothing public is touched."""
    root, main = repository.path, main_commit(repository)
    tree = write_tree(repository, main, tree_changes(change.files))
    content = load_tree(TreeSource(repository, tree))
    pages = []
    for site in sorted({p.split("/")[1] for p in change.paths if p.startswith("content/")}):
        render_preview(root, tree, site, lang=lang)
        items = [content.items[p] for p in sorted(change.paths & content.items.keys())]
        folder = preview_folder(root, site)
        pages += [folder / item.address.lstrip("/") for item in items if item.site == site]
    diff = root / "build" / "preview" / f"change-{change.number}.diff.html"
    diff.parent.mkdir(parents=True, exist_ok=True)
    diff.write_text(render_diff(repository, change, main, tree, lang), encoding="utf-8")
    return Shown(tuple(pages), diff)


def render_diff(
    repository: Repository, change: ChangeState, main: str, tree: str, lang: str
) -> str:
    """What the change does to main as a page: a section a file, removals and additions marked."""
    title = html.escape(message("show.diff-title", lang, change=change.number, title=change.title))
    warning = html.escape(message("show.unreviewed", lang))
    held = {path for path, _, _ in repository.list_tree(main)} if change.moves else set()
    moved = {new: old for new, old in origins(change.files, change.moves).items() if old in held}
    gone = set(moved.values())
    sections = "\n".join(
        _section(repository, file, main, tree, moved.get(file.path), lang)
        for file in change.files
        if file.path not in gone
    )
    code = "zh-CN" if lang == "zh" else "en"
    return (
        f'<!doctype html>\n<html lang="{code}"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f'<meta name="robots" content="noindex"><title>{title}</title><style>{STYLE}</style>'
        f"</head><body><h1>{title}</h1><p>{warning}</p>\n{sections}\n</body></html>\n"
    )


def _section(
    repository: Repository,
    file: FileChange,
    main: str,
    tree: str,
    origin: str | None,
    lang: str,
) -> str:
    """One file; what has moved is compared with what it was at ``origin``."""
    key = "added" if file.old is None else "removed" if file.new is None else "changed"
    heading = html.escape(message(f"show.{key}", lang, file=file.path))
    compared = ["--no-renames", main, tree, "--", file.path]
    if origin is not None:
        heading = html.escape(message("show.moved", lang, old=origin, new=file.path))
        compared = [f"{main}:{origin}", f"{tree}:{file.path}", "--"]
    output = repository.run("diff", "--no-color", "--no-ext-diff", *compared)
    if not output:
        return f"<h2>{heading}</h2><p>{html.escape(message('show.same', lang))}</p>"
    lines = output.decode("utf-8", "replace").splitlines()
    start = next((n for n, line in enumerate(lines) if line.startswith("@@")), None)
    if start is None:
        return f"<h2>{heading}</h2><p>{html.escape(message('show.binary', lang))}</p>"
    rows = "\n".join(_row(line) for line in lines[start:])
    return f"<h2>{heading}</h2><pre>{rows}</pre>"


def _row(line: str) -> str:
    if line.startswith("@@"):
        return "……"
    escaped = html.escape(line[1:]) or " "
    if line.startswith("+"):
        return f"<ins>{escaped}</ins>"
    if line.startswith("-"):
        return f"<del>{escaped}</del>"
    return escaped
