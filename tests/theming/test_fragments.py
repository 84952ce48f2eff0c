"""页面片段: what is remembered is what would be made anew, and nothing else is remembered."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from jinja2 import TemplateRuntimeError
from jinja2.exceptions import UndefinedError
from markupsafe import Markup

from sanshen.pages.views import CategoryView, Crumb, Listing
from sanshen.pages.wording import wording
from sanshen.theming import fragments
from sanshen.theming.fragments import Fragments
from sanshen.theming.template_sandbox import ThemeEnvironment, theme_environment
from sanshen.theming.theme import Theme

LIBRARY = """
{% macro say(value) %}<b title="{{ value }}">{{ value }}</b>{% endmacro %}
{% macro names(views) %}{% for view in views %}{{ view.name }}/{% endfor %}{% endmacro %}
{% macro peek(value) %}{{ SITENAME }}{% endmacro %}
{% macro clock(value) %}{{ now() }}{% endmacro %}
{% macro dice(value) %}{{ lipsum() }}{% endmacro %}
"""


def environment(page: str) -> ThemeEnvironment:
    """The environment of a theme with the library and one page."""
    head = "{% from 'library.html' import say, names, peek, clock, dice %}"
    return theme_environment(Theme({"library.html": LIBRARY, "page.html": head + page}, {}))


def kept(made: ThemeEnvironment) -> int:
    """How many fragments an environment remembers."""
    memo = made.globals["memo"]
    assert isinstance(memo, Fragments)
    return len(memo._made)


def rendered(page: str, **context: Any) -> str:
    """The page in a context."""
    return environment(page).get_template("page.html").render(context)


@given(st.lists(st.text() | st.integers() | st.booleans() | st.none(), max_size=6))
def test_a_remembered_fragment_is_the_fragment(values: list[Any]) -> None:
    once = rendered("{% for v in values %}{{ say(v) }}{% endfor %}", values=values)
    page = "{% for v in values + values %}{{ memo(say, v) }}{% endfor %}"
    assert rendered(page, values=values) == once + once


def test_what_prints_differently_is_remembered_apart() -> None:
    page = environment("{{ memo(say, value) }}").get_template("page.html")
    assert [page.render(value=value) for value in (1, True, "1", "<")] == [
        '<b title="1">1</b>',
        '<b title="True">True</b>',
        '<b title="1">1</b>',
        '<b title="&lt;">&lt;</b>',
    ]


@pytest.mark.parametrize("value", [Markup("<i>"), ("a", Markup("<i>")), [1], {"a": 1}, 1.5])
def test_what_does_not_compare_as_it_prints_is_refused(value: Any) -> None:
    with pytest.raises((TemplateRuntimeError, TypeError)):
        rendered("{{ memo(say, value) }}", value=value)


def test_a_fragment_is_made_once_for_equal_views_and_for_each_column_by_itself() -> None:
    made = environment("{{ memo(names, views) }}")
    page = made.get_template("page.html")
    for _ in range(3):
        assert page.render(views=(Crumb("首页", "index.html"),)) == "首页/"
    assert kept(made) == 1
    columns = [CategoryView("栏", "a", "a/", "", "", "", "") for _ in range(2)]
    for column in (*columns, *columns):
        assert page.render(views=(column,)) == "栏/"
    assert kept(made) == 3


@pytest.mark.parametrize(
    ("macro", "name"), [("peek", "SITENAME"), ("clock", "now"), ("dice", "lipsum")]
)
def test_a_macro_that_asks_for_more_than_its_arguments_fails(macro: str, name: str) -> None:
    with pytest.raises(UndefinedError, match=name):
        rendered(f"{{{{ memo({macro}, 1) }}}}", SITENAME="页面所在网站", now=lambda: "今日")


def test_a_macro_of_the_page_itself_is_refused_because_it_sees_the_page() -> None:
    page = "{% macro mine(v) %}{{ SITENAME }}{% endmacro %}{{ memo(mine, 1) }}"
    with pytest.raises(TemplateRuntimeError, match="no macro of a library"):
        rendered(page, SITENAME="甲")


@pytest.mark.parametrize("value", ["{{ memo(t, 'home') }}", "{{ memo('say', 1) }}"])
def test_what_is_no_macro_is_refused(value: str) -> None:
    with pytest.raises(TemplateRuntimeError, match="no macro of a library"):
        rendered(value, t=wording("zh-cn"))


def test_an_undefined_argument_is_an_error() -> None:
    with pytest.raises(UndefinedError):
        rendered("{{ memo(say, missing) }}")


def test_the_number_of_fragments_is_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fragments, "LIMIT", 5)
    made = environment("{{ memo(say, value) }}")
    page = made.get_template("page.html")
    for value in (*range(12), *range(12)):
        assert page.render(value=value) == f'<b title="{value}">{value}</b>'
        assert kept(made) <= 5


def test_a_list_entry_counts_by_its_values() -> None:
    entries = [Listing("题", "a.html", "zh-CN", None, "未发布", "news") for _ in range(2)]
    made = environment("{{ memo(say, value.title) }}")
    assert {made.get_template("page.html").render(value=entry) for entry in entries} == {
        '<b title="题">题</b>'
    }
