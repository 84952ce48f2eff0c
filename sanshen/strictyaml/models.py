"""Where a pydantic error belongs: the field at a place in the data, its term, its choices."""

from __future__ import annotations

import os
import types
from collections.abc import Mapping
from enum import Enum
from typing import Annotated, Any, Literal, Union, get_args, get_origin

# What a file must be is decided here, not by what else is installed; and looking for plugins
# reads the description of every package there is.
os.environ["PYDANTIC_DISABLE_PLUGINS"] = "__all__"

from pydantic import BaseModel, ConfigDict
from pydantic.fields import FieldInfo

from sanshen.strictyaml.parsed import KeyPath


class StrictModel(BaseModel):
    """Base of everything read from strict YAML: unknown keys are refused, values are frozen.

    The validator of a model is built when it is first used, for most programs use few of them.
    """

    model_config = ConfigDict(frozen=True, extra="forbid", defer_build=True)


def keys_of(model: type[BaseModel]) -> dict[str, FieldInfo]:
    """The fields of ``model`` by the key they have in YAML."""
    return {info.alias or name: info for name, info in model.model_fields.items()}


def term_of(info: FieldInfo | None) -> str:
    """The official Chinese term of a field: its title, else nothing."""
    return (info.title or "") if info is not None else ""


def model_at(model: type[BaseModel], path: KeyPath) -> type[BaseModel] | None:
    """The model whose keys stand at ``path``."""
    found = _annotation_at(model, path)[0]
    return found if isinstance(found, type) and issubclass(found, BaseModel) else None


def field_at(model: type[BaseModel], path: KeyPath) -> FieldInfo | None:
    """The innermost field ``path`` leads through."""
    return _annotation_at(model, path)[1]


def choices_at(model: type[BaseModel], path: KeyPath) -> tuple[str, ...]:
    """The values allowed at ``path``: of a Literal or an Enum, else none."""
    annotation = _annotation_at(model, path)[0]
    if get_origin(annotation) is Literal:
        return tuple(str(choice) for choice in get_args(annotation))
    if isinstance(annotation, type) and issubclass(annotation, Enum):
        return tuple(str(member.value) for member in annotation)
    return ()


def _annotation_at(model: type[BaseModel], path: KeyPath) -> tuple[Any, FieldInfo | None]:
    annotation: Any = model
    info: FieldInfo | None = None
    for part in path:
        if isinstance(annotation, type) and issubclass(annotation, BaseModel):
            info = keys_of(annotation).get(str(part))
            annotation = _bare(info.annotation) if info is not None else None
        else:
            annotation = _bare(_element(annotation))
    return annotation, info


def _bare(annotation: Any) -> Any:
    """``annotation`` without Annotated and without ``| None``."""
    while True:
        origin, args = get_origin(annotation), get_args(annotation)
        if origin is Annotated:
            annotation = args[0]
        elif origin in (Union, types.UnionType) and len(args) == 2 and type(None) in args:
            annotation = args[0] if args[1] is type(None) else args[1]
        else:
            return annotation


def _element(annotation: Any) -> Any:
    """What a list or mapping holds."""
    origin, args = get_origin(annotation), get_args(annotation)
    if not args:
        return None
    if isinstance(origin, type) and issubclass(origin, Mapping):
        return args[-1]
    return args[0]
