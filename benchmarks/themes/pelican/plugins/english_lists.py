"""English home page and column lists: stock Pelican lists articles of one language only."""

from collections import defaultdict
from typing import Any

from blinker import signal


def write_lists(generator: Any, writer: Any) -> None:
    """Write the lists of the translations, newest first, as Pelican writes its own."""
    newest = sorted(generator.translations, key=lambda one: one.date, reverse=True)
    columns: dict[Any, list[Any]] = defaultdict(list)
    for article in newest:
        columns[article.category].append(article)
    context, template = generator.context, generator.get_template
    for category, found in columns.items():
        address = f"en/{category.slug}/index.html"
        writer.write_file(
            address, template("category"), context, url=address, category=category,
            articles=found, dates=found, english=found, template_name="category",
            page_name=f"en/{category.slug}/index",
        )  # fmt: skip
    writer.write_file("en/index.html", template("index"), context, english=newest)


def register() -> None:
    """Run after Pelican's own lists are written."""
    signal("article_writer_finalized").connect(write_lists)
