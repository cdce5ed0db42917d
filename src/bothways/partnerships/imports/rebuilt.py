"""The rows of a whole partnership, made from its file: references resolved, schools found, nothing saved."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django.db import models
from django.utils.translation import gettext as _

from bothways.core.errors import Invalid
from bothways.core.ids import random_ids
from bothways.partnerships.imports.brought_back import Line, Whole
from bothways.partnerships.imports.whole import BOOK_OF, BOOKS, Book, Column, meant
from bothways.partnerships.models import Partnership
from bothways.schools.models import School


@dataclass(frozen=True)
class Trouble:
    """A cell that cannot be used, where it stands, and what would mend it."""

    file: str
    row: int
    column: str
    value: str
    mend: str


@dataclass
class Rebuilt:
    """Rows to save, by book, in an order in which each finds what it points at. ``left_out`` counts rows by book."""

    rows: dict[str, list[Any]] = field(default_factory=dict)
    troubles: list[Trouble] = field(default_factory=list)
    unknown: list[Trouble] = field(default_factory=list)
    left_out: Counter[str] = field(default_factory=Counter)

    @property
    def partnership(self) -> Partnership:
        """The partnership itself. Only without troubles."""
        made: Partnership = self.rows[BOOKS[0].name][0]
        return made


class _Left(Exception):
    """The row needs something that is left out."""


def rebuild(whole: Whole) -> Rebuilt:
    """What the file would make. Troubles are gathered, never raised, so that all of them can be put right at once."""
    return _Desk(whole).work()


class _Desk:
    def __init__(self, whole: Whole) -> None:
        self.whole = whole
        self.done = Rebuilt()
        self.schools = _schools(whole)
        self.ids = {book.name: self._new_ids(book) for book in BOOKS}
        self.gone: set[tuple[str, str]] = set()

    def _new_ids(self, book: Book) -> dict[str, str]:
        """A new id for each id of the file, in the order of the file: what is sorted by id keeps its order."""
        lines = self.whole.lines[book.name]
        often = Counter(line.id for line in lines)
        for line in lines:
            if not line.id or often[line.id] > 1:
                self._trouble(book, line, "id", line.id, _("Each row needs an id of its own."))
        return dict(zip((line.id for line in lines), sorted(random_ids(len(lines))), strict=True))

    def work(self) -> Rebuilt:
        if len(self.whole.lines[BOOKS[0].name]) != 1:
            mend = _("The file holds one partnership, in one row.")
            self.done.troubles.append(Trouble(BOOKS[0].file, 1, "id", "", mend))
        for book in BOOKS:
            made = [self._row(book, line) for line in self.whole.lines[book.name]]
            self.done.rows[book.name] = [row for row in made if row is not None]
        return self.done

    def _row(self, book: Book, line: Line) -> models.Model | None:
        values: dict[str, Any] = {"pk": self.ids[book.name][line.id]}
        if book.path and "." not in book.path:
            values["partnership_id"] = next(iter(self.ids[BOOKS[0].name].values()), "")
        try:
            for column in book.columns:
                values[column.field.attname] = self._value(book, line, column)
        except _Left:
            self.gone.add((book.name, line.id))
            self.done.left_out[book.name] += 1
            return None
        return book.model(**values)

    def _value(self, book: Book, line: Line, column: Column) -> Any:
        if column.to is School:
            return self._school(book, line, column)
        text = line.cells[column.name]
        if column.to is not None and (text or column.required):
            return self._pointed_at(book, line, column, BOOK_OF[column.to])
        try:
            return meant(column.field, text)
        except Invalid as problem:
            self._trouble(book, line, column.name, text, problem.sentence)
            return None

    def _pointed_at(self, book: Book, line: Line, column: Column, there: Book) -> str | None:
        text = line.cells[column.name]
        if (there.name, text) in self.gone:
            if column.loose:
                return None if column.field.null else ""
            raise _Left
        found = self.ids[there.name].get(text)
        if found is None:
            self._trouble(book, line, column.name, text, _("%(file)s has no such id.") % {"file": there.file})
        return found

    def _school(self, book: Book, line: Line, column: Column) -> str | None:
        scheme, identifier, name = (line.cells[head] for head in column.heads)
        if not (scheme or identifier) and column.field.null:
            return None
        found = self.schools.get((scheme, identifier))
        if found is not None:
            return found
        mend = _("The register does not hold this school. Bring the register up to date, or add the school.")
        said = f"{name} ({scheme} {identifier})"
        self.done.unknown.append(Trouble(book.file, line.number, column.name, said, mend))
        if column.loose:
            return None
        raise _Left

    def _trouble(self, book: Book, line: Line, column: str, value: str, mend: str) -> None:
        self.done.troubles.append(Trouble(book.file, line.number, column, value[:80], mend))


def _schools(whole: Whole) -> Mapping[tuple[str, str], str]:
    """The ids of the schools that the file names and the register holds, by scheme and identifier."""
    named = {
        line.cells[column.heads[1]]
        for book in BOOKS
        for column in book.columns
        if column.to is School
        for line in whole.lines[book.name]
    }
    held = School.objects.filter(identifier__in=named).values_list("scheme", "identifier", "pk")
    return {(scheme, identifier): pk for scheme, identifier, pk in held}
