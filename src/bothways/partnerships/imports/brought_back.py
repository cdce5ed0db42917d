"""The file of a whole partnership, read through the door and checked before anything is made of it."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import NoReturn

from django.utils.translation import gettext as _

from bothways.core.errors import Invalid
from bothways.core.exports import plain_cell
from bothways.core.files import door
from bothways.core.files.refusal import big
from bothways.core.files.table import Table
from bothways.partnerships.imports.whole import BOOKS, ID, READ_ME, Book

BYTES_AT_MOST = 20_000_000
UNPACKED_AT_MOST = 40_000_000
ROWS_AT_MOST = 100_000


@dataclass(frozen=True)
class Line:
    """One row of a file: its number as a spreadsheet shows it, its id, its cells by head."""

    number: int
    id: str
    cells: Mapping[str, str]


@dataclass(frozen=True)
class Whole:
    """Every row of every file, by the name of its book. ``digest`` is of the contents, not of the archive.

    ``notes`` say what the door had to mend: control characters go.
    """

    lines: Mapping[str, Sequence[Line]]
    digest: str
    notes: tuple[str, ...] = ()


def read(file: Path, *, name: str = "") -> Whole:
    """Every row, with nothing made of it yet. Raises Invalid, with a sentence, for what is not such a file."""
    if file.is_file() and file.stat().st_size > BYTES_AT_MOST:
        _refuse(_("The most we take here is %(size)s.") % {"size": big(BYTES_AT_MOST)})
    with door.open_tables(file, kind="register", name=name or file.name) as opened:
        tables = _by_name(opened.tables)
        _bounded(list(tables.values()))
        lines = {book.name: _lines(book, tables[book.file]) for book in BOOKS}
        notes = tuple(f"{table.name}: {said}" for table in tables.values() for said in table.reading.repaired)
    return Whole(lines, _digest(lines), notes)


def _refuse(sentence: str) -> NoReturn:
    raise Invalid(sentence, field="file", code="file_refused")


def _by_name(tables: Sequence[Table]) -> dict[str, Table]:
    """The tables by the names of their files: all that belong, none twice, none besides."""
    named = [table for table in tables if table.name != READ_ME]
    found = {table.name: table for table in named}
    twice = sorted(name for name in found if sum(table.name == name for table in named) > 1)
    if twice:
        _refuse(_("The archive holds two files of one name: %(names)s.") % {"names": _listed(twice)})
    wanted = [book.file for book in BOOKS]
    if not set(found) & set(wanted):
        _refuse(_("This is not a partnership that was taken away under Handing over."))
    if missing := [name for name in wanted if name not in found]:
        _refuse(_("These files are missing: %(names)s.") % {"names": _listed(missing)})
    if strange := sorted(set(found) - set(wanted)):
        _refuse(_("These files do not belong: %(names)s. Take them out.") % {"names": _listed(strange)})
    return found


def _listed(names: Sequence[str]) -> str:
    return ", ".join(f"‘{name[:60]}’" for name in names[:30])


def _bounded(tables: Sequence[Table]) -> None:
    """Refuse what would not fit into memory. No partnership is a tenth of this."""
    if sum(table.rows for table in tables) > ROWS_AT_MOST:
        _refuse(_("The files hold more than %(most)s rows together.") % {"most": f"{ROWS_AT_MOST:,}"})
    if sum(table.path.stat().st_size for table in tables) > UNPACKED_AT_MOST:
        _refuse(_("Unpacked, the files are larger than %(most)s.") % {"most": big(UNPACKED_AT_MOST)})


def _lines(book: Book, table: Table) -> list[Line]:
    """The rows under the head, cells as they were before they were made safe for spreadsheets."""
    rows = iter(table)
    _number, heads = next(rows)
    _check_heads(book, heads)
    return [_line(book, heads, number, cells) for number, cells in rows if any(cells)]


def _check_heads(book: Book, heads: Sequence[str]) -> None:
    said = {"file": book.file}
    if missing := [head for head in book.heads if head not in heads]:
        _refuse(_("%(file)s has no column %(names)s.") % {**said, "names": _listed(missing)})
    if strange := [head for head in heads if head not in book.heads]:
        _refuse(_("%(file)s has a column that does not belong: %(names)s.") % {**said, "names": _listed(strange)})
    if len(set(heads)) < len(heads):
        _refuse(_("%(file)s has a column twice.") % said)


def _line(book: Book, heads: Sequence[str], number: int, cells: Sequence[str]) -> Line:
    if len(cells) != len(heads):
        _refuse(_("%(file)s, row %(row)s: %(n)s cells under %(heads)s heads. It was cut, or a sign is missing.")
            % {"file": book.file, "row": number, "n": len(cells), "heads": len(heads)})  # fmt: skip
    plain = dict(zip(heads, map(plain_cell, cells), strict=True))
    return Line(number, plain[ID], plain)


def _digest(lines: Mapping[str, Sequence[Line]]) -> str:
    """The same for the same contents, however they were packed."""
    whole = hashlib.sha256()
    for name, rows in lines.items():
        for row in rows:
            whole.update(json.dumps([name, sorted(row.cells.items())]).encode())
    return whole.hexdigest()
