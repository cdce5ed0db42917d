"""A table as it comes through the door: clean UTF-8, one record a row, each with the row number a person sees."""

from __future__ import annotations

import csv
import itertools
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

CELL_LIMIT = 1_000_000  # characters in one cell; Excel itself stops at 32,767


@dataclass(frozen=True)
class Dropped:
    """A column that must never be held, left behind at the door."""

    column: str
    why: str


@dataclass(frozen=True)
class Reading:
    """How a table was read, in facts a page can show. ``repaired`` and ``warnings`` are whole sentences."""

    encoding: str = ""
    delimiter: str = ""
    repaired: tuple[str, ...] = ()
    dropped: tuple[Dropped, ...] = ()
    warnings: tuple[str, ...] = ()

    @classmethod
    def from_json(cls, facts: dict[str, Any]) -> Reading:
        """The reading as the child wrote it down."""
        return cls(
            encoding=facts["encoding"],
            delimiter=facts["delimiter"],
            repaired=tuple(facts["repaired"]),
            dropped=tuple(Dropped(**each) for each in facts["dropped"]),
            warnings=tuple(facts["warnings"]),
        )


@dataclass(frozen=True)
class Table:
    """One table of an accepted file. Iterating opens it anew, a row at a time, so memory stays flat.

    Yields ``(number, cells)``: ``number`` counts from 1 as a spreadsheet program shows it, blank rows
    included, though they are not yielded. ``rows`` counts what is yielded after the header row.
    """

    name: str
    path: Path
    rows: int
    columns: int
    reading: Reading = field(default_factory=Reading)

    def __iter__(self) -> Iterator[tuple[int, list[str]]]:
        csv.field_size_limit(CELL_LIMIT)
        with self.path.open(encoding="utf-8", newline="") as file:
            for record in csv.reader(file):
                yield int(record[0]), record[1:]

    def head(self, count: int = 10) -> list[tuple[int, list[str]]]:
        """The first rows, where the header is looked for."""
        return list(itertools.islice(self, count))


def write_table(path: Path, rows: Iterator[tuple[int, Sequence[str]]]) -> None:
    """Write rows in the form that `Table` reads. For the door's child, and for tests."""
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerows([number, *cells] for number, cells in rows)
