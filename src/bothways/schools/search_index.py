"""What makes search fast: on SQLite a word index kept by triggers, on PostgreSQL a trigram index.

Made after ``migrate`` when it is not there. The triggers keep it true whatever writes the rows. Only schools
with a URN are in the word index, because the URN is its row number; the few others are found by reading them.
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterator, Sequence
from typing import Any

from django.db import connection, connections, transaction
from django.db.utils import DatabaseError

# Schools that are not open lie behind the open ones in the index, so that the open ones are met first.
BEHIND = 10_000_000
_ROW = "CAST({at}.identifier AS INTEGER) + (CASE WHEN {at}.status IN ('open', 'closing') THEN 0 ELSE {behind} END)"


def _row(at: str) -> str:
    return _ROW.format(at=at, behind=BEHIND)


_ADD = f"INSERT INTO school_words(rowid, words) SELECT {_row('new')}, new.search_text WHERE new.scheme = 'urn';"
_DROP = (
    "INSERT INTO school_words(school_words, rowid, words)"
    f" SELECT 'delete', {_row('old')}, old.search_text WHERE old.scheme = 'urn';"
)
_INDEX = (
    "CREATE VIRTUAL TABLE IF NOT EXISTS school_words USING fts5("
    "words, content='', detail=none, columnsize=0, prefix='1 2 3', tokenize=\"unicode61 tokenchars '=~'\")"
)
_TRIGGERS = {
    "school_words_add": f"AFTER INSERT ON schools_school BEGIN {_ADD} END",
    "school_words_drop": f"AFTER DELETE ON schools_school BEGIN {_DROP} END",
    "school_words_change": (
        f"AFTER UPDATE OF search_text, status, scheme, identifier ON schools_school BEGIN {_DROP} {_ADD} END"
    ),
}
_FILL = (
    f"INSERT INTO school_words(rowid, words) SELECT {_row('s')}, s.search_text"  # noqa: S608 - our own names
    " FROM schools_school s WHERE s.scheme = 'urn'"
)
_EMPTY = (
    f"INSERT INTO school_words(school_words, rowid, words) SELECT 'delete', {_row('s')}, s.search_text"  # noqa: S608
    " FROM schools_school s WHERE s.scheme = 'urn'"
)
_POSTGRESQL = (
    "CREATE EXTENSION IF NOT EXISTS pg_trgm",
    "CREATE INDEX IF NOT EXISTS school_trigrams ON schools_school USING gin (search_text gin_trgm_ops)",
)


def make(using: str = "default", **_: Any) -> None:
    """Make the index of one database, and fill it. Does nothing when it is there."""
    if "schools_school" not in connections[using].introspection.table_names():
        return
    if connections[using].vendor == "sqlite":
        _make_sqlite(using)
    elif connections[using].vendor == "postgresql":
        _make_postgresql(using)


def _make_sqlite(using: str) -> None:
    with transaction.atomic(using=using), connections[using].cursor() as cursor:
        cursor.execute("SELECT count(*) FROM sqlite_master WHERE name = 'school_words'")
        fresh = not cursor.fetchone()[0]
        cursor.execute(_INDEX)
        _wake(cursor)
        if fresh:
            cursor.execute(f"{_FILL} ORDER BY 1")


def _make_postgresql(using: str) -> None:
    """Search is right without the index, only slower; a database whose owner may not add the extension still works."""
    try:
        with transaction.atomic(using=using), connections[using].cursor() as cursor:
            for statement in _POSTGRESQL:
                cursor.execute(statement)
    except DatabaseError:
        return


@contextlib.contextmanager
def in_bulk(urns: Sequence[str]) -> Iterator[None]:
    """Write many schools inside: the triggers are away and the index is brought up to date once, in half the time.

    Only inside a transaction: what goes wrong then brings the triggers back too. Nobody else ever sees them gone.
    """
    if connection.vendor != "sqlite":
        yield
        return
    if not connection.in_atomic_block:
        raise RuntimeError("the triggers may be taken off only inside a transaction")
    these = f" AND s.identifier IN ({', '.join(['%s'] * len(urns))})"
    with connection.cursor() as cursor:
        for name in _TRIGGERS:
            cursor.execute(f"DROP TRIGGER IF EXISTS {name}")
        cursor.execute(f"{_EMPTY}{these} ORDER BY 2", urns)
        yield
        cursor.execute(f"{_FILL}{these} ORDER BY 1", urns)  # out of order it would write the index again and again
        _wake(cursor)


def _wake(cursor: Any) -> None:
    for name, does in _TRIGGERS.items():
        cursor.execute(f"CREATE TRIGGER IF NOT EXISTS {name} {does}")
