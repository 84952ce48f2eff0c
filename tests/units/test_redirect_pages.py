"""转向页: pages at old addresses, for as long as what they lead to is public."""

from __future__ import annotations

import pytest

from tests.city.sample_city import SampleCity, unit_at, units_of
from tests.units.edits import NEWS

OLD = "/old/1.html"
LIST = "content/portal/redirects.yml"
LISTED = """from: 旧站
redirects:
  /a.html: /xwdt/2026/0310-chunhan.html
  /b/index.html: /portal/zwgk/column.yml
  /d.html: /index.html
"""


@pytest.fixture
def moved_city(sample_city: SampleCity) -> SampleCity:
    """The news item has an address of former times, and the site a list of others."""
    sample_city.replace(NEWS, "source:", f"former_addresses: [{OLD}]\nsource:")
    sample_city.write({LIST: LISTED})
    sample_city.commit()
    sample_city.release(again=False)
    return sample_city


def test_each_old_address_has_a_page_that_leads_on(moved_city: SampleCity) -> None:
    with moved_city.book(publishing=True) as book:
        pages = {unit.path: unit.text().decode() for unit in units_of(book) if
                 unit.ref.type == "redirect"}  # fmt: skip
        rules = unit_at(book, "redirects.map").text().decode().splitlines()
    assert pages.keys() == {"old/1.html", "a.html", "b/index.html", "d.html"}
    assert 'url=/xwdt/2026/0310-chunhan.html"' in pages["old/1.html"]
    assert "全市部署春旱应对工作" in pages["a.html"]
    assert "政府信息公开" in pages["b/index.html"]
    assert "样例市人民政府" in pages["d.html"]
    target = '"/xwdt/2026/0310-chunhan.html";'
    assert {f'"/old/1.html" {target}', f'"/a.html" {target}'} <= set(rules)


def test_a_page_leads_nowhere_as_long_as_its_target_waits(moved_city: SampleCity) -> None:
    moved_city.release(but=(NEWS, NEWS.replace(".md", "/"), LIST), again=False)
    moved_city.write({"content/county/xwdt/2026/0311-shuiku.md": None, LIST: None})
    moved_city.commit()
    moved_city.release(but=(NEWS, NEWS.replace(".md", "/")), again=False)
    with moved_city.book(publishing=True) as book:
        paths = {unit.path for unit in units_of(book)}
    assert not paths & {"old/1.html", "redirects.map"}
    assert "xwdt/2026/0310-chunhan.html" not in paths


def test_a_new_title_is_on_the_pages_that_lead_there(moved_city: SampleCity) -> None:
    before = moved_city.unit_keys()
    moved_city.replace(NEWS, "春旱应对", "抗旱")
    after = moved_city.unit_keys()
    assert {p for p, _ in before.items() ^ after.items()} >= {"old/1.html", "a.html"}
    assert before["b/index.html"] == after["b/index.html"]
