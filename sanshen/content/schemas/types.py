"""文件头字段类型: text of the field's own forms, refused with their findings."""

from __future__ import annotations

import re
from typing import Annotated

from pydantic import AfterValidator

from sanshen.content.doc_numbers import DocNumberError, parse_doc_numbers
from sanshen.content.identifiers import is_index_number, is_language_code
from sanshen.content.old_addresses import AddressError, read_address
from sanshen.strictyaml.fields import Line, refuse

_FILE_NAME = re.compile(r"[^./\\\s][^/\\\n]*\.[A-Za-z0-9]{1,8}")
_SOURCE_PATH = re.compile(r"(?!.*//)[^\s\\:?#]+\.md")


def _doc_number(value: str) -> str:
    try:
        parse_doc_numbers(value)
    except DocNumberError as error:
        if error.wanted:
            raise refuse(error.code, error.text, wanted=error.wanted) from error
        raise refuse(error.code, error.text) from error
    return value


def _index_number(value: str) -> str:
    if not is_index_number(value):
        raise refuse("C120", value)
    return value


def _file_name(value: str) -> str:
    if not _FILE_NAME.fullmatch(value) or ".." in value:
        raise refuse("C114", value)
    return value


def _source_path(value: str) -> str:
    if not _SOURCE_PATH.fullmatch(value):
        raise refuse("C115", value)
    return value


def _former_address(value: str) -> str:
    try:
        return read_address(value)
    except AddressError as error:
        raise refuse("C143", value, problem="@" + f"redirect.{error.reason}") from error


def _text_language(value: str) -> str:
    if not is_language_code(value):
        raise refuse("C144", value)
    return value


DocNumberText = Annotated[Line, AfterValidator(_doc_number)]
"""发文字号, in the form of one of the families of ``doc_numbers``."""

IndexNumber = Annotated[Line, AfterValidator(_index_number)]
"""索引号 ``008282882/2026-00012``."""

FileName = Annotated[Line, AfterValidator(_file_name)]
"""文件名: the name of a file inside the item's own folder."""

SourcePath = Annotated[Line, AfterValidator(_source_path)]
"""稿件路径: another item, as in links: relative, or with a leading ``/`` from ``content/``."""

FormerAddress = Annotated[Line, AfterValidator(_former_address)]
"""原网址 ``/old/page.html``, as the page it names."""

TextLanguage = Annotated[Line, AfterValidator(_text_language)]
"""正文语种 ``en``."""
