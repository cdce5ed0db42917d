"""Everything that a partnership holds, as one archive of tables that `imports.brought_back` reads again.

No links, no secrets, no accounts: people are names, as they were written down.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Model, prefetch_related_objects
from django.utils.translation import gettext as _

from bothways.core.exports import csv_lines
from bothways.partnerships.imports.whole import BOOKS, READ_ME, Book, Column, written
from bothways.partnerships.models import Partnership
from bothways.schools.models import School


@dataclass(frozen=True)
class Sheet:
    """One table: the file's name, the heads of its columns, its rows."""

    name: str
    heads: tuple[str, ...]
    rows: list[tuple[str, ...]]


def archive(partnership: Partnership) -> bytes:
    """All tables and a page that says what they are, as a ZIP."""
    whole = io.BytesIO()
    with zipfile.ZipFile(whole, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr(READ_ME, read_me().replace("\n", "\r\n").encode("utf-8-sig"))
        for sheet in sheets(partnership):
            packed.writestr(sheet.name, b"".join(csv_lines(sheet.heads, sheet.rows)))
    return whole.getvalue()


def sheets(partnership: Partnership) -> Iterator[Sheet]:
    """Every table, the same for the same contents on every database: a query or two each."""
    fresh = type(partnership)(**{each.attname: getattr(partnership, each.attname) for each in partnership._meta.fields})
    prefetch_related_objects([fresh], *(book.path.replace(".", "__") for book in BOOKS if book.path))
    found = {book.name: list(_along(fresh, book.path)) for book in BOOKS}
    told = _Told(_schools(found))
    for book in BOOKS:
        yield Sheet(book.file, book.heads, list(told.rows(book, found[book.name])))


def _along(row: Any, path: str) -> Iterator[Any]:
    """The row itself, or all rows along a path of related names."""
    if not path:
        yield row
        return
    step, _dot, rest = path.partition(".")
    for each in getattr(row, step).all():
        yield from _along(each, rest)


def _schools(found: dict[str, list[Any]]) -> dict[str, School]:
    """Every school that any row names, in one query."""
    wanted = {
        getattr(row, column.field.attname)
        for book in BOOKS
        for column in book.columns
        if column.to is School
        for row in found[book.name]
    }
    return dict(School.objects.in_bulk(wanted - {None}))


@dataclass
class _Told:
    """What has been written so far: the place, the id and the name of each row, for the rows that point at it."""

    schools: dict[str, School]
    known: dict[tuple[type[Model], str], tuple[int, str, str]] = field(default_factory=dict)

    def rows(self, book: Book, found: list[Any]) -> Iterator[tuple[str, ...]]:
        """The rows of one table in an order of their own, each with an id."""
        columns = {column.field.name: column for column in book.columns}
        order = [columns[f"{name}_id" if f"{name}_id" in columns else name] for name in book.order.split()]
        found.sort(key=lambda row: [*(self._place(row, column) for column in order), row.pk])
        for number, row in enumerate(found, start=1):
            said = ", ".join(filter(None, (self._said(row, columns[name]) for name in book.says.split())))
            self.known[book.model, row.pk] = (number, f"{book.stem}-{number}", said)
        for row in found:
            cells = (cell for column in book.columns for cell in self._cells(row, column))
            yield (self.known[book.model, row.pk][1], *cells)

    def _place(self, row: Any, column: Column) -> tuple[Any, ...]:
        """Where a row stands by one column. Nothing comes last."""
        value = getattr(row, column.field.attname)
        if column.to is School:
            school = self.schools.get(value)
            return (school is None, *((school.search_text, school.scheme, school.identifier) if school else ()))
        if column.to is not None:
            standing = self.known.get((column.to, value))
            return (standing is None, standing[0] if standing else 0)
        return (value is None, "" if value is None else value)

    def _cells(self, row: Any, column: Column) -> tuple[str, ...]:
        value = getattr(row, column.field.attname)
        if column.to is School:
            school = self.schools.get(value)
            return (school.scheme, school.identifier, school.name) if school else ("", "", "")
        if column.to is not None:
            return self.known.get((column.to, value), (0, "", ""))[1:]
        return (written(value),)

    def _said(self, row: Any, column: Column) -> str:
        return self._cells(row, column)[-1]


def read_me() -> str:
    """What the archive is, for whoever opens it years later. No double quotation marks: it is read as a table too."""
    files = "\n".join(f"    {book.file}" for book in BOOKS)
    return "\n\n".join(
        (
            _("Everything that a partnership holds, as tables"),
            _(
                "Each file is a table that any spreadsheet opens: the schools, who takes part for them, the plan with"
                "\nevery answer that was ever given, meetings, actions, offers, promises, practices and term dates."
            ),
            files,
            _(
                "It names people, as schools wrote them down. Keep it safe, and delete it when you no longer need it."
                "\nIt holds no passwords, no links and no accounts."
            ),
            _(
                "How to read it\nEach row has an id, such as plan-12. Where a row belongs to another, it names that id."
                "\nColumns that end in _in_words are there to be read, and nothing reads them back in. Schools are"
                "\nnamed by scheme and identifier (urn 111199). Days are year-month-day, moments are in UTC. An"
                "\napostrophe before a sign such as = keeps a spreadsheet from running a formula."
            ),
            _(
                "How to bring it back\nWhoever runs the service does it: ./run manage bring_back FILE.zip --preview"
                "\nshows what would be made, and without --preview it is made, as a new partnership beside any other."
                "\nSchools come back as members, and answers as answers, just as they were recorded here: nobody is"
                "\nasked again. Nobody has the right to run it until whoever runs the service gives it to somebody"
                "\n(--coordinator). Links that were mailed before do not work for it. Change nothing in the tables"
                "\nif you mean to bring them back: some spreadsheets rewrite days and numbers when they save."
            ),
        )
    ) + "\n"  # fmt: skip
