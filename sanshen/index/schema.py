"""索引文件 (schema): the tables of the index, and opening a file that holds them."""

from __future__ import annotations

import hashlib
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from functools import cache
from pathlib import Path
from typing import Any

import msgspec

from sanshen.content.reading import code_version
from sanshen.model.stops import Stop

FORMAT = 1
OWN_META = frozenset(
    {"version", "mode", "state", "tree", "commit", "ledger_seq", "sound", "generation",
     "complete_since"}
)  # fmt: skip
"""What the index says of itself; other named values are its users'."""

# Addresses of items have no capitals (``layout``), so theirs are compared as they are.
TABLES = """
CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE settings (
    path TEXT PRIMARY KEY, blob TEXT NOT NULL, site TEXT NOT NULL, value TEXT NOT NULL
) WITHOUT ROWID;
CREATE TABLE items (
    id INTEGER PRIMARY KEY, path TEXT NOT NULL, blob TEXT NOT NULL, site TEXT NOT NULL,
    "column" TEXT NOT NULL, kind TEXT NOT NULL, lang TEXT NOT NULL,
    text_lang TEXT NOT NULL, original TEXT NOT NULL,
    address TEXT NOT NULL, title TEXT NOT NULL, year TEXT NOT NULL, tags TEXT NOT NULL,
    former TEXT NOT NULL, ord TEXT NOT NULL, shown INTEGER NOT NULL, published TEXT NOT NULL,
    updated TEXT NOT NULL, change INTEGER NOT NULL, baseline INTEGER NOT NULL,
    anchors TEXT NOT NULL, interprets TEXT NOT NULL, first_link INTEGER NOT NULL,
    end_link INTEGER NOT NULL
);
CREATE TABLE links (
    id INTEGER PRIMARY KEY, item INTEGER NOT NULL, target TEXT NOT NULL, fragment TEXT NOT NULL
);
CREATE TABLE tags (
    site TEXT NOT NULL, lang TEXT NOT NULL, tag TEXT NOT NULL, ord TEXT NOT NULL,
    item INTEGER NOT NULL, PRIMARY KEY (site, lang, tag, ord)
) WITHOUT ROWID;
CREATE TABLE attachments (
    path TEXT NOT NULL, blob TEXT NOT NULL, owner TEXT NOT NULL, size INTEGER NOT NULL,
    media_type TEXT NOT NULL, sha256 TEXT NOT NULL, address TEXT NOT NULL, shown INTEGER NOT NULL
);
CREATE TABLE others (path TEXT PRIMARY KEY, blob TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE pages (
    site TEXT NOT NULL, folded TEXT NOT NULL, path TEXT NOT NULL, address TEXT NOT NULL
);
CREATE VIEW claims (site, folded, path, address) AS
    SELECT site, folded, path, address FROM pages
    UNION ALL SELECT site, address, path, address FROM items;
CREATE TABLE redirects (
    site TEXT NOT NULL, folded TEXT NOT NULL, address TEXT NOT NULL, target_path TEXT NOT NULL,
    target_address TEXT NOT NULL, source TEXT NOT NULL, line INTEGER NOT NULL,
    listed INTEGER NOT NULL
);
CREATE TABLE counts (
    site TEXT NOT NULL, lang TEXT NOT NULL, "column" TEXT NOT NULL, kind TEXT NOT NULL,
    year TEXT NOT NULL, bucket TEXT NOT NULL, number INTEGER NOT NULL,
    PRIMARY KEY (site, lang, "column", kind, year, bucket)
) WITHOUT ROWID;
CREATE TABLE tag_counts (
    site TEXT NOT NULL, lang TEXT NOT NULL, tag TEXT NOT NULL, bucket TEXT NOT NULL,
    number INTEGER NOT NULL, PRIMARY KEY (site, lang, tag, bucket)
) WITHOUT ROWID;
CREATE TABLE change_log (
    generation INTEGER NOT NULL, what TEXT NOT NULL, path TEXT NOT NULL, value TEXT NOT NULL,
    PRIMARY KEY (generation, what, path)
) WITHOUT ROWID;
CREATE TABLE built (site TEXT PRIMARY KEY, generation INTEGER NOT NULL) WITHOUT ROWID;
CREATE TABLE units (
    site TEXT NOT NULL, path TEXT NOT NULL, type TEXT NOT NULL, args TEXT NOT NULL,
    key TEXT NOT NULL, sha256 TEXT NOT NULL, size INTEGER NOT NULL, PRIMARY KEY (site, path)
) WITHOUT ROWID;
CREATE INDEX units_reference ON units (site, type, args);
"""
# Made after the rows are in: one sorted pass costs a fifth of keeping them sorted meanwhile.
INDEXES = (
    "CREATE UNIQUE INDEX items_path ON items (path)",
    'CREATE INDEX items_column ON items (site, lang, "column", ord) WHERE shown',
    "CREATE INDEX items_address ON items (site, address)",
    "CREATE INDEX items_original ON items (original) WHERE original <> ''",
    "CREATE INDEX links_target ON links (target, item)",
    "CREATE UNIQUE INDEX attachments_path ON attachments (path)",
    "CREATE INDEX attachments_owner ON attachments (owner)",
    "CREATE INDEX pages_address ON pages (site, folded)",
    "CREATE INDEX pages_path ON pages (path)",
    "CREATE INDEX redirects_address ON redirects (site, folded)",
    "CREATE INDEX redirects_target ON redirects (target_path)",
    "CREATE INDEX redirects_target_address ON redirects (site, target_address)",
    "CREATE INDEX redirects_source ON redirects (source)",
)


class IndexFileError(Stop):
    """The index file is missing, damaged, or made by another version of this program."""


@cache
def content_version() -> str:
    """``code_version``, computed once: it is a digest of many files."""
    return code_version()


@cache
def index_version() -> str:
    """索引代码的版本: of our own code and of all that reads the content."""
    digest = hashlib.sha256(content_version().encode())
    for file in sorted(Path(__file__).parent.glob("*.py")):
        digest.update(file.read_bytes())
    return digest.hexdigest()[:20]


def create_file(file: Path) -> sqlite3.Connection:
    """A file with empty tables, in place of whatever is there; ``finish_file`` makes it valid.

    Nothing is kept for an interruption meanwhile: such a file has no version and is not opened.
    """
    file.parent.mkdir(parents=True, exist_ok=True)
    for old in (file, *file.parent.glob(f"{file.name}-*")):
        old.unlink(missing_ok=True)
    database = _connect(f"file:{_quoted(file)}?mode=rwc")
    database.execute("PRAGMA journal_mode=OFF")
    database.executescript(TABLES)
    return database


def index_tables(database: sqlite3.Connection) -> None:
    """Make the indexes of the tables, once the rows are in."""
    for statement in INDEXES:
        database.execute(statement)


def finish_file(database: sqlite3.Connection) -> None:
    """Make a filled file valid: it now has the format and version that ``open_file`` asks for."""
    set_meta(database, "version", index_version())
    database.execute(f"PRAGMA user_version={FORMAT}")


def open_file(file: Path, readonly: bool) -> sqlite3.Connection:
    """The index in ``file``; IndexFileError where it is not one of this very version."""
    mode = "ro" if readonly else "rw"
    try:
        database = _connect(f"file:{_quoted(file)}?mode={mode}")
    except sqlite3.DatabaseError as error:
        raise IndexFileError(f"{file}: {error}") from error
    try:
        (found,) = database.execute("PRAGMA user_version").fetchone()
        if found != FORMAT:
            raise IndexFileError(f"{file}: format {found}, not {FORMAT}")
        if get_meta(database, "version") != index_version():
            raise IndexFileError(f"{file}: made by another version")
    except (sqlite3.DatabaseError, IndexFileError) as error:
        database.close()
        if isinstance(error, IndexFileError):
            raise
        raise IndexFileError(f"{file}: {error}") from error
    return database


def index_file_is_whole(file: Path) -> bool:
    """Whether a sound file still has every table; no index lacks one."""
    with closing(sqlite3.connect(file)) as database, closing(sqlite3.connect(":memory:")) as right:
        right.executescript(TABLES)
        names = "SELECT name FROM sqlite_master WHERE type IN ('table', 'view')"
        return set(right.execute(names)) <= set(database.execute(names))


def get_meta(database: sqlite3.Connection, key: str) -> str:
    """A named value, empty where there is none."""
    row = database.execute("SELECT value FROM meta WHERE key = ?", (key,)).fetchone()
    return str(row[0]) if row else ""


def set_meta(database: sqlite3.Connection, key: str, value: str) -> None:
    """Set a named value."""
    database.execute("INSERT OR REPLACE INTO meta VALUES (?, ?)", (key, value))


def packed(value: Any) -> str:
    """A small value as text of one column."""
    return msgspec.json.encode(value).decode()


def _connect(uri: str) -> sqlite3.Connection:
    database = sqlite3.connect(uri, uri=True, isolation_level=None)
    # The file is a cache: a crash of the machine may cost a rebuild, never a wrong page.
    database.execute("PRAGMA synchronous=OFF")
    database.execute("PRAGMA temp_store=MEMORY")
    database.execute("PRAGMA cache_size=-65536")
    database.execute("PRAGMA mmap_size=1073741824")
    return database


def _quoted(file: Path) -> str:
    return str(file.resolve()).replace("%", "%25").replace("?", "%3f").replace("#", "%23")


@contextmanager
def transaction(database: sqlite3.Connection) -> Iterator[None]:
    """All or nothing; inside another transaction, part of that."""
    if database.in_transaction:
        yield
        return
    database.execute("BEGIN IMMEDIATE")
    try:
        yield
    except BaseException:
        database.execute("ROLLBACK")
        raise
    database.execute("COMMIT")
