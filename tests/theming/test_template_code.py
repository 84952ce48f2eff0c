"""模板代码: shorter to run than what Jinja writes itself, and the same on every page."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest
from jinja2 import DictLoader, StrictUndefined
from jinja2.compiler import CodeGenerator
from jinja2.exceptions import SecurityError, TemplateRuntimeError, UndefinedError
from jinja2.runtime import LoopContext
from jinja2.sandbox import ImmutableSandboxedEnvironment
from markupsafe import Markup, escape

from sanshen.pages.views import Crumb, Listing
from sanshen.pages.wording import wording
from sanshen.theming.template_code import OPEN_LOOP, OPEN_TYPES, shown
from sanshen.theming.template_sandbox import ThemeEnvironment, theme_environment
from sanshen.theming.theme import Theme

WHEN = datetime(2026, 3, 20, 2, 5, tzinfo=UTC)
LISTING = Listing("题<一>", "a/b.html", "zh-CN", WHEN, "2026-03-20 10:05", "news")
GIVEN: dict[str, Any] = {
    "article": LISTING,
    "crumbs": (Crumb("首页", "index.html"), Crumb("a & b", "a.html")),
    "plain": {"title": "一", "name": "'二'"},
    "t": wording("zh-cn"),
    "html": Markup("<b>好</b>"),
    "none": None,
    "number": 7,
    "on": True,
}
LIBRARY = (
    "{% macro line(one, t) %}<i>{{ one.name }}{{ t('home') }}</i>{% endmacro %}"
    "{% macro wrapped(n=1) %}[{{ caller(n) }}]{% endmacro %}"
)
BASE = (
    "<{% block title %}base {{ number }}{% endblock %}>"
    "{% for c in crumbs %}{% block step scoped %}{{ c.name }}{% endblock %}{% endfor %}"
    "{% block end %}{% endblock %}."
)
TEMPLATES = [
    "{{ article.title }}{{ article.instant }}{{ plain.title }}{{ plain.name }}{{ article['url'] }}",
    "{{ html }}{{ html | upper }}{{ none }}{{ number }}{{ on }}{{ article.date.year }}",
    "{% for c in crumbs %}{{ loop.index }}{{ loop.first }}{{ loop.last }}{{ c.name }}"
    "{% if not loop.last %}, {% endif %}{% else %}none{% endfor %}",
    "{% for c in crumbs if c.url != 'a.html' %}{{ loop.length }}{{ c.url }}{% endfor %}",
    "{% from 'lib' import line, wrapped %}{{ line(crumbs[1], t) }}"
    "{% call(n) wrapped(n=3) %}{{ n }}{{ article.title }}{% endcall %}",
    "{% import 'lib' as lib %}{% for c in crumbs %}{{ memo(lib.line, c, t) }}{% endfor %}",
    "{% set x %}{{ crumbs[1].name }}{% endset %}{{ x }}{{ x ~ crumbs[1].name }}",
    "{% filter upper %}a{{ crumbs[1].name }}{% endfilter %}",
    "{% include 'part' %}{% with y = article.title %}{{ t('review.change', n=y) }}{% endwith %}",
    "{{ t('review.change', n=t('home')) }}{{ 'a-b'.replace('-', '<') }}{{ t(*['home']) }}",
    "{% extends 'base' %}no{% block title %}{{ super() }} of {{ article.title }}{% endblock %}",
    "{% if on %}{% extends 'base' %}{% endif %}a{% block end %}{{ crumbs | length }}{% endblock %}",
    "{% block a %}{{ article.title }}{% endblock %}{{ self.a() }}",
    "{% macro own(a) %}{% for c in crumbs %}{{ a.title }}{{ c.name }}{% endfor %}{% endmacro %}"
    "{{ own(article) }}",
]  # fmt: skip
WRONG = [
    ("{{ article.titel }}", UndefinedError),
    ("{{ none.title }}", UndefinedError),
    ("{{ artikel.title }}", UndefinedError),
    ("{{ artikel('home') }}", UndefinedError),
    ("{{ article.title('home') }}", TypeError),
    ("{{ t('home').__class__ }}", SecurityError),
    ("{% for c in crumbs %}{{ loop._iterable }}{% endfor %}", SecurityError),
    ("{{ memo(article) }}", TemplateRuntimeError),
]


class Usual(ThemeEnvironment):
    """Our environment with the code Jinja writes."""

    code_generator_class = CodeGenerator


def both(text: str) -> list[Any]:
    """A template as ours and as Jinja compiles it, with the others it names."""
    files = {"x": text, "lib": LIBRARY, "base": BASE, "part": "{{ article.title }}{{ number }}"}
    ours = theme_environment(Theme(files, {"css/main.css": b""}))
    usual = Usual(loader=DictLoader(files), autoescape=True, undefined=StrictUndefined)
    usual.globals["memo"] = lambda macro, *args: macro(*args)
    return [one.get_template("x") for one in (ours, usual)]


@pytest.mark.parametrize("text", TEMPLATES)
def test_a_page_is_what_jinja_would_make_of_it(text: str) -> None:
    ours, usual = both(text)
    assert ours.render(GIVEN) == usual.render(GIVEN) != ""


@pytest.mark.parametrize(("text", "error"), WRONG)
def test_what_is_wrong_for_jinja_is_wrong_for_ours(text: str, error: type[Exception]) -> None:
    for one in both(text):
        with pytest.raises((error, TypeError) if "memo" in text else error):
            one.render(GIVEN)


@pytest.mark.parametrize(
    "value", ["", "甲", "&", "a<b", "a>b", 'a"b', "a'b", Markup("<b>"), None, 7, LISTING]
)
def test_text_is_escaped_as_ever(value: object) -> None:
    assert str(shown(value)) == str(escape(value))


def test_a_text_that_only_looks_safe_is_escaped() -> None:
    class Claims(str):
        __slots__ = ()

    assert shown(Claims("<b>")) == "&lt;b&gt;"


def test_what_is_open_of_a_loop_is_what_the_sandbox_opens() -> None:
    loop = LoopContext((1, 2), StrictUndefined)
    next(loop)
    for name in OPEN_LOOP:
        assert LoopContext in OPEN_TYPES[name]
        found = ImmutableSandboxedEnvironment().getattr(loop, name)
        assert found == getattr(loop, name)
        assert type(found) in (int, bool)


def test_no_private_name_is_open_by_type() -> None:
    assert not [name for name in OPEN_TYPES if name.startswith("_") or not name.isascii()]
