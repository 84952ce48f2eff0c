"""规则目录 is the catalogue's, word for word."""

from tools.rules_page import PAGE, render_page


def test_the_rules_page_says_what_the_catalogue_says() -> None:
    assert PAGE.read_text(encoding="utf-8") == render_page(), "run python -m tools.rules_page"
