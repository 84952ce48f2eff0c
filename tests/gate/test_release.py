"""放行: what the gate does once everybody has signed."""

from __future__ import annotations

from tests.city.city import City
from tests.city.content import NEWS, news_text


def test_a_change_with_all_signatures_reaches_main_and_verifies(city: City) -> None:
    number = city.release({NEWS: news_text("改过的标题")})
    assert "改过的标题" in city.read(NEWS).decode()
    assert city.state().changes[number].released is not None
    result = city.verify()
    assert result.findings == ()
    assert result.examined == city.state().seq + 1
