"""内容的位置 (places): what links need to know of the content, whoever holds it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Protocol

from sanshen.content.body import Heading
from sanshen.model.sites import Column, Site


class Places(Protocol):
    """Where items, columns and files of the content are; a whole tree in memory or an index."""

    @property
    def sites(self) -> Mapping[str, Site]:
        """Every site by code."""

    @property
    def columns(self) -> Mapping[tuple[str, str], Column]:
        """Every column by (site, column path)."""

    def place(self, path: str) -> tuple[str, str] | None:
        """(site, address) of an item, None where there is no readable item."""

    def headings(self, path: str) -> tuple[Heading, ...]:
        """The headings of an item's text; KeyError where there is no readable item."""

    def known(self, path: str) -> bool:
        """Whether there is a file at a path, readable or not."""

    def file_address(self, path: str) -> str | None:
        """The address of an attachment or picture, None where there is no such file."""

    def path_at(self, site: str, address: str) -> str | None:
        """What is at an address of a site: the path of an item, settings file or attachment."""

    def redirected(self, site: str, address: str) -> str | None:
        """The path of what a former address of a site leads to, None where it leads nowhere."""
