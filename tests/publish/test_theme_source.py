"""主题来源: the theme of a commit or of the working tree, or a sentence about what is wrong."""

from __future__ import annotations

import pytest

from sanshen.publish.plan_error import PlanError
from sanshen.publish.theme_source import read_theme
from sanshen.theming.theme import theme_digest
from tests.city.sample_city import SampleCity


def test_a_commit_has_its_own_theme_and_the_working_tree_its_own(
    sample_city: SampleCity,
) -> None:
    first = theme_digest(read_theme(sample_city.root, "HEAD"))
    assert theme_digest(read_theme(sample_city.root, None)) == first
    sample_city.write({"theme/templates/neu.html": "x", "theme/static/a/b.txt": b"\xff"})
    changed = read_theme(sample_city.root, None)
    assert changed.static["a/b.txt"] == b"\xff"
    assert changed.templates["neu.html"] == "x"
    assert theme_digest(read_theme(sample_city.root, "HEAD")) == first
    sample_city.commit()
    assert theme_digest(read_theme(sample_city.root, "HEAD")) == theme_digest(changed)


@pytest.mark.parametrize(
    ("path", "data"),
    [
        ("theme/static/css/main.css", None),
        ("theme/templates/base.html", "{% if %}"),
        ("theme/templates/base.html", b"\xff\xfe"),
        ("theme/templates/base.html", '{% include "a" ~ "b" %}'),
    ],
)
def test_b109_what_is_wrong_with_a_theme_is_said_before_anything_is_written(
    sample_city: SampleCity, path: str, data: str | bytes | None
) -> None:
    sample_city.write({path: data})
    with pytest.raises(PlanError) as error:
        read_theme(sample_city.root, None)
    assert [(one.code, one.path) for one in error.value.findings] == [("B109", "theme")]
    assert read_theme(sample_city.root, "HEAD").templates
