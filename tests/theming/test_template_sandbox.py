"""模板沙箱: what a theme may see and do, and that the short way to fields is no way around it."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest
from jinja2 import TemplateAssertionError, TemplateNotFound
from jinja2.exceptions import SecurityError, UndefinedError
from jinja2.sandbox import ImmutableSandboxedEnvironment

from sanshen.pages.views import OPEN_NAMES, VIEWS, Listing, ReviewMark
from sanshen.pages.wording import wording
from sanshen.theming.template_sandbox import file_size, theme_environment
from sanshen.theming.theme import Theme

WHEN = datetime(2026, 3, 20, 2, 5, tzinfo=UTC)
LISTING = Listing("题", "a/b.html", "zh-CN", WHEN, "2026-03-20 10:05", "news")


def rendered(text: str, **given: Any) -> str:
    """What a one-line template gives in the theme's environment."""
    theme = Theme({"x.html": text}, {"css/main.css": b""})
    return theme_environment(theme).get_template("x.html").render(given)


def test_a_misspelt_name_is_an_error_and_not_an_empty_page() -> None:
    with pytest.raises(UndefinedError):
        rendered("{{ article.titel }}", article=LISTING)
    with pytest.raises(UndefinedError):
        rendered("{{ artikel }}")
    assert rendered("{{ items[0] }}", items=["<a>"]) == "&lt;a&gt;"


@pytest.mark.parametrize(
    "text",
    [
        "{{ items.__class__.__mro__ }}",
        "{{ items.append(1) }}",
        "{{ article._replace(title='x') }}",
        "{{ article.__class__ }}",
        "{{ article | attr('__class__') | string }}",
        "{{ article['__class__'] }}",
        "{{ t.__init__.__globals__ }}",
        "{{ memo._made }}",
        "{{ memo._environment.loader }}",
        "{{ '{0.__class__}'.format(article) }}",
    ],
)
def test_a_theme_cannot_reach_python_or_change_what_it_is_given(text: str) -> None:
    with pytest.raises(SecurityError):
        rendered(text, items=[], article=LISTING, t=wording("zh-cn"))


@pytest.mark.parametrize("name", ["now", "lipsum", "cycler", "joiner", "namespace", "environ"])
def test_there_is_neither_time_nor_chance_nor_state(name: str) -> None:
    with pytest.raises(UndefinedError, match=name):
        rendered("{{ " + name + "() }}")


def test_nothing_is_picked_at_random() -> None:
    with pytest.raises(TemplateAssertionError, match="random"):
        rendered("{{ [1, 2] | random }}")


def test_a_missing_template_does_not_fall_back_to_anothers_theme() -> None:
    with pytest.raises(TemplateNotFound):
        rendered("{% include 'archives.html' %}")


@pytest.mark.parametrize("view", VIEWS, ids=lambda view: view.__name__)
def test_only_fields_and_properties_of_a_view_are_open(view: type) -> None:
    assert OPEN_NAMES[view]
    for name in OPEN_NAMES[view]:
        assert not name.startswith("_")
        assert not callable(vars(view).get(name)), name


@pytest.mark.parametrize("value", [LISTING, ReviewMark.LEGACY])
def test_the_short_way_to_a_field_answers_what_the_sandbox_would(value: object) -> None:
    short = theme_environment(Theme({}, {}))
    long = ImmutableSandboxedEnvironment()
    names = OPEN_NAMES[type(value)]
    assert names
    for name in names:
        assert short.getattr(value, name) == long.getattr(value, name)


def test_sentences_can_be_asked_for_in_loops_and_blocks() -> None:
    loop = "{% for n in items %}{{ t('home') }}{{ t('review.change', n=n) }}{% endfor %}"
    assert (
        rendered(f"{{% block a %}}{loop}{{% endblock %}}", items=(7,), t=wording("zh-cn"))
        == "首页第7号"
    )


@pytest.mark.parametrize(
    ("size", "text"), [(0, "0 B"), (1023, "1023 B"), (1024, "1.0 KB"), (5 * 1024**2, "5.0 MB")]
)
def test_file_sizes_read_as_people_say_them(size: int, text: str) -> None:
    assert file_size(size) == text
