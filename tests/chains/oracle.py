"""What a site's output has to hold, told from the files of main and the ledger alone.

Nothing of the index or the units is asked: this is what they are measured against.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from sanshen.content.addresses import attachment_address, item_address, split_item_path
from sanshen.gitio.repository import Repository
from sanshen.ledger.reading import read_state
from tests.chains.building import Files, digest
from tests.chains.history import History
from tests.chains.model import Town

SAID = re.compile(rb"\xe7\xac\xac(\d{5})\xe5\x8f\xb7")
GENERATED = (
    r"404\.html", r"robots\.txt", r"redirects\.map", r"(LANG/)?index\.html",
    r"(LANG/)?COLUMN/(YEAR/)?(index|page-\d+)\.html", r"(LANG/)?tags/index\.html",
    r"(LANG/)?(tags/[0-9a-f]{10}|topics/[a-z]+)/(index|page-\d+)\.html",
    r"(LANG/)?feeds/(COLUMN/)?all\.(atom\.xml|json)", r"sitemap\.xml",
    r"sitemaps/(zh-cn|LANG)-(columns|\d+)\.xml", r"catalogue/(index|\d+)\.json",
    r"theme/[a-z/]+\.[0-9a-f]{10}\.[a-z]+",
)  # fmt: skip


def check_complete(history: History, town: Town, site: str, output: Files) -> tuple[int, int]:
    """Every source is published or waits; nothing else is there. (published, waiting)."""
    released = read_state(Repository(history.root)).released
    own = [path for path in history.files if path.startswith(f"content/{site}/")]
    visible = {path for path in own if path in released}
    waiting = [path for path in own if path not in visible and not path.endswith(".yml")]
    expected = dict(_sources(history.files, visible))
    for path, address in expected.items():
        assert address in output, f"{path} is released, and not at {address}"
        data = history.files[path]
        if path.endswith(".md"):
            title = data.partition(b"title: ")[2].partition(b"\n")[0]
            assert title in output[address], f"{path}: another page is at {address}"
        else:
            assert output[address] == data, f"{path}: other bytes at {address}"
    stray = _stray(town, site, output.keys() - set(expected.values()), visible)
    assert not stray, f"nothing explains {sorted(stray)}"
    _check_words(history, site, visible, output)
    return len(expected), len(waiting)


def _sources(files: Mapping[str, bytes], visible: set[str]) -> Iterator[tuple[str, str]]:
    """(source, where its page or file is) of items and attachments."""
    for path in visible:
        parts = split_item_path(path)
        if parts is not None and path.endswith(".md"):
            address = item_address(parts.column, parts.year, parts.name, parts.lang)
            yield path, address[1:]
            continue
        folder, _, name = path.rpartition("/")
        owner = split_item_path(f"{folder}.md")
        assert owner is not None, path
        address = attachment_address(
            owner.column, owner.year, owner.name, name, digest(files[path])
        )
        yield path, address[1:]


def _stray(town: Town, site: str, rest: set[str], visible: set[str]) -> set[str]:
    """Files that are no source, no list of any, and no redirect that anybody named."""
    prefix = f"content/{site}/"
    columns = [
        path.removeprefix(prefix).removesuffix("/column.yml")
        for path in town.columns
        if path.startswith(prefix)
    ]
    years = {parts.year for path in visible if (parts := split_item_path(path)) and parts.year}
    langs = [lang for lang in town.sites[site].languages if lang != "zh-cn"]
    words = {"COLUMN": columns, "YEAR": sorted(years), "LANG": langs}
    allowed = []
    for pattern in GENERATED:
        for word, values in words.items():
            pattern = pattern.replace(word, f"({'|'.join(map(re.escape, values)) or '(?!)'})")
        allowed.append(re.compile(pattern))
    named = {old[1:] for path in visible if path in town.pieces for old in town.pieces[path].former}
    named |= {old[1:] for old in town.redirects.get(site, {})}
    omitted = {"tags": r"tags/|topics/", "years": r".*/\d{4}/index", "feeds": r"feeds/",
               "sitemap": "sitemap", "catalogue": "catalogue"}  # fmt: skip
    gone = [re.compile(rf"(en/)?({omitted[name]})") for name in town.sites[site].omit]
    return {
        path
        for path in rest
        if path not in named
        and (
            not any(one.fullmatch(path) for one in allowed) or any(one.match(path) for one in gone)
        )
    }


def _check_words(history: History, site: str, visible: set[str], output: Files) -> None:
    """No word of what waits, was replaced or taken away is anywhere in the output."""
    other = {path for path in history.files if not path.startswith("content/")}
    other |= {path for path in history.files if path.endswith(".yml")}
    said = {found for path in visible | other for found in SAID.findall(history.files[path])}
    # what another site shows may be named here, by redirects that lead there
    said |= {
        found
        for path, data in history.files.items()
        if not path.startswith(f"content/{site}/")
        for found in SAID.findall(data)
    }
    for address, data in output.items():
        leaked = set(SAID.findall(data)) - said
        assert not leaked, f"{address} says {sorted(leaked)}, which nobody released"
