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
from sanshen.ledger.reading import main_reference
from sanshen.publish.preview import preview_folder, render_preview
from sanshen.review.state import ChangeState

STYLE = (
    "body{font:16px/1.7 sans-serif;margin:2em auto;max-width:60em;padding:0 1em}"
    "pre{white-space:pre-wrap;word-break:break-word}"
    "ins{background:#d7f5dd;text-decoration:none}del{background:#fbdcdc}"
)


@dataclass(frozen=True, slots=True)
class Shown:
    """Where the rendered pages and the diff of a change were written."""

    pages: tuple[Path, ...]
    diff: Path


def show_change(repository: Repository, change: ChangeState, lang: str) -> Shown:
    """Render ``change`` laid over main, and its diff; nothing public is touched."""
    root, main = repository.path, repository.resolve(main_reference(repository))
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
    """What the change does to main, line by line, as a page; removals and additions named."""
    text = repository.run("diff", "--no-color", "--no-ext-diff", main, tree).decode(
        "utf-8", "replace"
    )
    title = html.escape(message("show.diff-title", lang, change=change.number, title=change.title))
    warning = html.escape(message("show.unreviewed", lang))
    rows = "\n".join(_row(line) for line in text.splitlines())
    code = "zh-CN" if lang == "zh" else "en"
    return (
        f'<!doctype html>\n<html lang="{code}"><head><meta charset="utf-8">'
        f'<meta name="robots" content="noindex"><title>{title}</title><style>{STYLE}</style>'
        f"</head><body><h1>{title}</h1><p>{warning}</p><pre>{rows}</pre></body></html>\n"
    )


def _row(line: str) -> str:
    escaped = html.escape(line)
    if line.startswith("+") and not line.startswith("+++"):
        return f"<ins>{escaped}</ins>"
    if line.startswith("-") and not line.startswith("---"):
        return f"<del>{escaped}</del>"
    return escaped
