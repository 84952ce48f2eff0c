"""网站清单: one site read alone is the site that is in the list of all."""

from __future__ import annotations

import pytest

from sanshen.content.site_list import read_site, read_sites
from tests.city.sample_city import SampleCity


@pytest.mark.parametrize("treeish", [None, "HEAD"])
def test_a_site_alone_is_the_one_in_the_list(sample_city: SampleCity, treeish: str | None) -> None:
    sites, findings = read_sites(sample_city.root, treeish)
    assert sites
    assert findings == ()
    for code, site in sites.items():
        assert read_site(sample_city.root, treeish, code) == (site, ())


@pytest.mark.parametrize("code", ["", "nowhere", "../content/portal", "portal\nHEAD", "por tal"])
@pytest.mark.parametrize("treeish", [None, "HEAD"])
def test_a_site_there_is_not_is_none(
    sample_city: SampleCity, treeish: str | None, code: str
) -> None:
    assert read_site(sample_city.root, treeish, code) == (None, ())


@pytest.mark.parametrize("treeish", [None, "HEAD"])
def test_what_is_wrong_with_its_file_is_said(sample_city: SampleCity, treeish: str | None) -> None:
    code = next(iter(read_sites(sample_city.root, None)[0]))
    sample_city.write({f"content/{code}/site.yml": "name: 1: 2"})
    sample_city.commit()
    site, findings = read_site(sample_city.root, treeish, code)
    assert site is None
    assert {one.path for one in findings} == {f"content/{code}/site.yml"}
