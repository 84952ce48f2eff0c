"""The laws are sharp: a page that shows what it does not declare is caught by them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from sanshen.theming.templating import PageRenderer
from sanshen.units import item_pages
from sanshen.units.book import UnitBook
from tests.chains.chain import Chain
from tests.chains.model import DT, Piece

NEW = f"{DT}2026/0707-neu.md"


def add_item(chain: Chain) -> None:
    """One more item, built incrementally and compared."""
    chain.check("cs")
    chain.town.pieces[NEW] = Piece("news", f"新{chain.town.say()}", "正文。")
    chain.history.release({NEW: chain.town.pieces[NEW].render(NEW)})
    chain.check("cs")


def test_without_a_fault_nothing_is_caught(
    in_process: None, counts: Counter[str], tmp_path: Path
) -> None:
    add_item(Chain(tmp_path, counts))


def test_an_undeclared_dependency_is_caught_once_a_run(
    in_process: None, counts: Counter[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Item pages that show how many items there are, and say so to nobody."""
    right: Callable[..., Any] = item_pages._context

    def undeclared(book: UnitBook, *given: Any) -> Any:
        context = dict(right(book, *given))
        number = book.index.count(book.scope("zh-cn"))
        name = given[-1]
        context[name] = context[name]._replace(author=f"{number}条")
        return context

    monkeypatch.setattr(item_pages, "_context", undeclared)
    with pytest.raises(AssertionError, match=r"not as a full build: .*0101-a\.html"):
        add_item(Chain(tmp_path, counts))


def test_a_page_that_depends_on_the_order_of_building_is_caught(
    in_process: None, counts: Counter[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A renderer that remembers what it rendered before."""
    rendered: list[str] = []
    right = PageRenderer.render

    def numbering(self: PageRenderer, template: str, context: Any, path: str) -> bytes:
        rendered.append(path)
        return right(self, template, context, path) + b"<!-- %d -->\n" % len(rendered)

    monkeypatch.setattr(PageRenderer, "render", numbering)
    with pytest.raises(AssertionError, match="not as a full build"):
        add_item(Chain(tmp_path, counts))
