"""字段形态: what a header field takes (text, list, date …), read off its schema."""

from __future__ import annotations

import datetime
import types
from enum import StrEnum
from typing import Annotated, Any, Union, get_args, get_origin

from pydantic import BaseModel

from sanshen.strictyaml.models import keys_of


class Shape(StrEnum):
    """What can be written into a field; OTHER can't be filled by a mapping."""

    TEXT = "text"
    LIST = "list"
    DAY = "day"
    MOMENT = "moment"
    OTHER = "other"


def shapes_of(header: type[BaseModel]) -> dict[str, Shape]:
    """The shape of every field of a kind's header, in the order of the schema, without kind."""
    keys = keys_of(header)
    return {name: _shape(info.annotation) for name, info in keys.items() if name != "kind"}


def required_fields(header: type[BaseModel]) -> set[str]:
    """The fields a kind can't do without, kind itself left out."""
    return {name for name, info in keys_of(header).items() if info.is_required()} - {"kind"}


def _shape(annotation: Any) -> Shape:
    annotation = _bare(annotation)
    if get_origin(annotation) is tuple:
        inner = _bare(get_args(annotation)[0])
        nested = isinstance(inner, type) and issubclass(inner, BaseModel)
        return Shape.OTHER if nested else Shape.LIST
    if annotation is datetime.datetime:
        return Shape.MOMENT
    if annotation is datetime.date:
        return Shape.DAY
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return Shape.OTHER
    return Shape.TEXT


def _bare(annotation: Any) -> Any:
    """``annotation`` without Annotated and without ``| None``."""
    origin, args = get_origin(annotation), get_args(annotation)
    if origin is Annotated:
        return _bare(args[0])
    if origin in (Union, types.UnionType):
        rest = [each for each in args if each is not type(None)]
        return _bare(rest[0]) if len(rest) == 1 else annotation
    return annotation
