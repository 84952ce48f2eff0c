"""字段类型: how the text of a value becomes a date, a number, a yes or no.

Types for pydantic models over strict YAML. Each refuses with the code of a finding, which
``validation.validate`` gives its place and the field's official term.
"""

from __future__ import annotations

import datetime
import re
from typing import Annotated, Any

from pydantic import BeforeValidator, Field, PlainSerializer, StringConstraints
from pydantic_core import PydanticCustomError

from sanshen.strictyaml.dates import DateError, read_day, read_moment

_WHOLE = re.compile(r"0|[1-9][0-9]{0,8}")


def refuse(code: str, value: object, **args: str) -> PydanticCustomError:
    """The error a field type raises for ``value``; ``args`` are those of the finding ``code``.

    ``field`` is added by ``validation.validate``.
    """
    shown = " ".join(str(value).split())[:60]
    return PydanticCustomError(code, "{value}", {**args, "value": shown})


def _day(value: Any) -> Any:
    try:
        return read_day(value)
    except DateError as problem:
        raise refuse(problem.code, **problem.details) from problem


def _moment(value: Any) -> Any:
    try:
        return read_moment(value)
    except DateError as problem:
        raise refuse(problem.code, **problem.details) from problem


def _yes_no(value: Any) -> Any:
    if value == "是":
        return True
    if value == "否":
        return False
    raise refuse("Y159", value)


def _whole(value: Any) -> Any:
    if isinstance(value, str) and _WHOLE.fullmatch(value):
        return int(value)
    raise refuse("Y157", value)


Line = Annotated[str, StringConstraints(min_length=1, pattern=r"^\S([^\n]*\S)?$")]
"""单行文字: one line, not empty, without spaces at its ends."""

Text = Annotated[str, StringConstraints(min_length=1, strip_whitespace=True)]
"""文字: not empty, may have several lines (``|``)."""

Lines = Annotated[tuple[Line, ...], Field(min_length=1)]
"""列表: at least one line of text; a list that has nothing to say is left out."""

# In JSON a value has the same text as in YAML, so that a stored model can be read again.
_YES_NO_TEXT = PlainSerializer(lambda value: "是" if value else "否", str, when_used="json")
_MOMENT_TEXT = PlainSerializer(lambda value: f"{value:%Y-%m-%d %H:%M}", str, when_used="json")
_WHOLE_TEXT = PlainSerializer(str, str, when_used="json")

Day = Annotated[datetime.date, BeforeValidator(_day)]
"""日期 ``2026-02-27``."""

Moment = Annotated[datetime.datetime, BeforeValidator(_moment), _MOMENT_TEXT]
"""时间 ``2026-11-20 16:30``, without zone: the site's zone applies."""

YesNo = Annotated[bool, BeforeValidator(_yes_no), _YES_NO_TEXT]
"""是或者否, and nothing else."""

Whole = Annotated[int, BeforeValidator(_whole), _WHOLE_TEXT]
"""整数: digits without sign, leading zeros or separators, up to nine."""
