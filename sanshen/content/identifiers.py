"""标识 (identifiers): index number, 网站标识码, ICP, 公安备案, domain; each a closed form."""

from __future__ import annotations

import re

# 省级行政区简称 as registration numbers use them.
_PROVINCES = "京津沪渝冀豫云滇辽黑湘皖鲁新苏浙赣鄂桂甘陇晋蒙陕秦吉闽贵黔粤青藏川蜀宁琼"
FICTIONAL_PROVINCE = "示"
"""The 简称 of the fictional province, allowed only on the reserved domain ``.example``."""

_INDEX_NUMBER = re.compile(r"([0-9]{9}|[0-9A-Z]{18})/([0-9]{4})-[0-9]{5}")
_SITE_ID_CODE = re.compile(r"[0-9]{10}")
_ICP = re.compile(
    rf"[{_PROVINCES}{FICTIONAL_PROVINCE}]ICP备[0-9]{{8}}([0-9]{{2}})?号(-[1-9][0-9]*)?"
)
_POLICE = re.compile(rf"[{_PROVINCES}{FICTIONAL_PROVINCE}]公网安备 ?[0-9]{{14}}号")
_LABEL = r"[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?"
_DOMAIN = re.compile(rf"(?=.{{4,253}}$)(?:{_LABEL}\.)+[a-z](?:[a-z0-9-]{{0,61}}[a-z0-9])")
_TOPIC = re.compile(r"[a-z][a-z0-9-]{0,39}")
_LANGUAGE = re.compile(r"[a-z]{2,3}(-[a-z0-9]{2,8})*")


def is_index_number(text: str) -> bool:
    """索引号: organisation code (9) or unified social credit code (18), year, running number."""
    return _INDEX_NUMBER.fullmatch(text) is not None


def is_site_id_code(text: str) -> bool:
    """网站标识码: ten digits."""
    return _SITE_ID_CODE.fullmatch(text) is not None


def is_icp(text: str) -> bool:
    """ICP备案号: ``蜀ICP备10014763号``, with ``-2`` for one of several sites."""
    return _ICP.fullmatch(text) is not None


def is_police_record(text: str) -> bool:
    """公安备案号: ``川公网安备 51090302000210号``."""
    return _POLICE.fullmatch(text) is not None


def is_domain(text: str) -> bool:
    """域名: at least two labels of lower-case letters, digits and hyphens."""
    return _DOMAIN.fullmatch(text) is not None


def is_language_code(text: str) -> bool:
    """语种代码, lower case: ``zh-cn``, ``en``."""
    return _LANGUAGE.fullmatch(text) is not None


def is_topic_name(text: str) -> bool:
    """专题 in an address: lower-case letters, digits and hyphens, a letter first."""
    return _TOPIC.fullmatch(text) is not None


def is_fictional(record: str) -> bool:
    """Whether a registration number names the fictional province."""
    return record.startswith(FICTIONAL_PROVINCE)
