"""Identifiers of sites and documents: closed forms."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from sanshen.content.identifiers import (
    is_domain,
    is_icp,
    is_index_number,
    is_language_code,
    is_police_record,
    is_site_id_code,
)


@pytest.mark.parametrize(
    ("holds", "good", "bad"),
    [
        (
            is_index_number,
            ["008282882/2026-00012", "11441700007280420Y/2021-00050"],
            ["008282882/2026-0012", "8282882/2026-00012", "008282882／2026-00012", "x"],
        ),
        (is_site_id_code, ["5101320017"], ["510132001", "51013200171", "５１０１３２００１７"]),
        (
            is_icp,
            ["蜀ICP备10014763号", "京ICP备2021000123号-2"],
            ["ICP备10014763号", "蜀ICP备1001476号", "蜀icp备10014763号", "蜀ICP备10014763号-0"],
        ),
        (
            is_police_record,
            ["川公网安备 51090302000210号", "川公网安备51090302000210号"],
            ["川公网安备 5109030200021号", "公网安备 51090302000210号"],
        ),
        (
            is_domain,
            ["www.shili.example", "shili.example", "a-b.gov.cn"],
            ["shili", "https://www.shili.example", "WWW.shili.example", "-a.example", "a..example"],
        ),
        (is_language_code, ["zh-cn", "en"], ["zh-CN", "e", "中文", "en_us"]),
    ],
)
def test_an_identifier_has_its_form_and_no_other(
    holds: Callable[[str], bool], good: list[str], bad: list[str]
) -> None:
    assert all(map(holds, good))
    assert not any(map(holds, bad))
    assert not any(holds(f"{text}\n") for text in good)
