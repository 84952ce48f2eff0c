"""Settings: the city's own words from ``site.yml``, everything else from the package."""

from __future__ import annotations

from pathlib import Path

import pytest
from sanshen_pelican.run import KEY, RefusedError
from sanshen_pelican.settings import preview_settings, publish_settings

from sanshen.output.trees import standby_tree, swap_tree


def test_the_default_site_is_the_portal(city: Path) -> None:
    settings = preview_settings({}, city)
    assert settings["SITENAME"] == "样例市人民政府"
    assert settings["SITEURL"] == "https://www.yangli.example"
    assert settings["DEFAULT_LANG"] == "zh-cn"
    assert settings["OUTPUT_PATH"] == str(city / "build/preview/portal")
    assert settings[KEY].publishing is False


def test_a_stock_generator_would_find_nothing_to_publish(city: Path) -> None:
    settings = publish_settings({}, city)
    for name in ("ARTICLE_PATHS", "PAGE_PATHS", "STATIC_PATHS", "DIRECT_TEMPLATES"):
        assert settings[name] == []
    assert not any(settings[name] for name in settings if name.startswith("DRAFT_"))


def test_publishing_by_hand_never_writes_into_the_live_tree(city: Path) -> None:
    for _ in range(3):
        output = Path(publish_settings({}, city)["OUTPUT_PATH"])
        assert output == standby_tree(city, "portal")
        output.mkdir(parents=True, exist_ok=True)
        swap_tree(city, "portal", output)
        assert output.resolve() == (city / "output/portal").resolve()


def test_a_served_folder_that_is_not_ours_is_refused(city: Path) -> None:
    (city / "output/portal").mkdir(parents=True)
    with pytest.raises(RefusedError, match="not a symbolic link"):
        publish_settings({}, city)


def test_a_site_file_that_cannot_be_read_is_refused_with_its_place(city: Path) -> None:
    file = city / "content/county/site.yml"
    file.write_text(file.read_text("utf-8").replace("level: county", "level: village"), "utf-8")
    with pytest.raises(RefusedError, match=r"content/county/site\.yml:2"):
        preview_settings({}, city)


def test_a_site_that_is_named_needs_no_look_at_the_others(city: Path) -> None:
    file = city / "content/county/site.yml"
    file.write_text(file.read_text("utf-8").replace("level: county", "level: village"), "utf-8")
    assert preview_settings({"SANSHEN_SITE": "portal"}, city)["SITENAME"] == "样例市人民政府"
    with pytest.raises(RefusedError, match=r"content/county/site\.yml:2"):
        preview_settings({"SANSHEN_SITE": "county"}, city)


def test_a_site_there_is_not_is_refused_by_name(city: Path) -> None:
    with pytest.raises(RefusedError, match=r"nowhere.*portal"):
        preview_settings({"SANSHEN_SITE": "nowhere"}, city)


def test_a_missing_theme_is_refused(city: Path) -> None:
    (city / "theme/static/css/main.css").unlink()
    with pytest.raises(RefusedError, match="B109"):
        preview_settings({}, city)
