"""Names pasted from a spreadsheet: each line read, surnames cut to a letter, and what people should look at said.

Columns are parted by tabs, semicolons or commas. A line of headings says what the columns hold; without one the first
is the first name, the second the surname, and whichever looks like a year is the year. Nothing is dropped in silence.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from bothways.rules.pupils import PupilRow, name_of, year_of, year_words

MOST_LINES = 12_000
_HEADS = {
    "first": "first name,first,forename,forenames,preferred forename,preferred name,given name,name,full name,pupil,"
    "pupil name",
    "last": "surname,last name,last,family name,legal surname,second name",
    "year": "year,year group,yr,nc year,ncy,grade",
    "group": "class,form,group,tutor group,reg,reg group,registration group",
}
_KIND = {word: kind for kind, listed in _HEADS.items() for word in listed.split(",")}
_SPLIT = re.compile(r"\t|;|(?: {3,})")


@dataclass(frozen=True, slots=True)
class Line:
    """One pupil as read: ``number`` counts the lines as pasted. ``cut`` when a surname was shortened to a letter."""

    number: int
    first_name: str
    initial: str
    year_group: str
    group: str = ""
    cut: bool = False

    @property
    def words(self) -> str:
        """Ash B, Year 7."""
        name = f"{self.first_name} {self.initial}".strip()
        return f"{name}, {year_words(self.year_group)}" if self.year_group else name


@dataclass(frozen=True)
class Pasted:
    """What was read. ``unread``: numbers of lines without a name. ``doubled``: lines that say the same pupil."""

    lines: tuple[Line, ...]
    unread: tuple[int, ...] = ()
    doubled: tuple[tuple[Line, ...], ...] = ()
    too_long: bool = False

    @property
    def cut(self) -> int:
        """How many surnames were shortened."""
        return sum(line.cut for line in self.lines)


def read(text: str) -> Pasted:
    """Read what was pasted. Empty lines are passed over; more than `MOST_LINES` is said and read so far."""
    lines: list[Line] = []
    unread: list[int] = []
    order: tuple[str, ...] = ()
    typed = text.splitlines()
    for number, raw in enumerate(typed[:MOST_LINES], start=1):
        cells = _cells(raw)
        if not any(cells):
            continue
        if not lines and not order and (heads := _heads(cells)):
            order = heads
            continue
        line = _line(number, cells, order)
        if line is None:
            unread.append(number)
        else:
            lines.append(line)
    return Pasted(tuple(lines), tuple(unread), doubled(lines), len(typed) > MOST_LINES)


def _cells(raw: str) -> list[str]:
    parts = _SPLIT.split(raw)
    if len(parts) == 1:
        commas = raw.split(",")
        parts = commas if len(commas) > 2 or (len(commas) == 2 and _is_year(commas[1])) else [raw]
    return [part.strip().strip('"').strip() for part in parts]


def _is_year(text: str) -> bool:
    return bool(text.strip()) and len(text.strip()) < 16 and bool(year_of(text))


def _heads(cells: Sequence[str]) -> tuple[str, ...]:
    """What each column holds, when this line is one of headings."""
    found = tuple(_KIND.get(cell.casefold().strip(" :."), "") for cell in cells)
    return found if "first" in found else ()


def _line(number: int, cells: Sequence[str], order: Sequence[str]) -> Line | None:
    told = dict(zip(order, cells, strict=False)) if order else _guessed(cells)
    given = name_of(told.get("first", ""), told.get("last", ""))
    if not given.first_name:
        return None
    year = year_of(told.get("year", "")) or ""
    return Line(number, given.first_name, given.initial, year, told.get("group", "")[:20], given.cut)


def _guessed(cells: Sequence[str]) -> dict[str, str]:
    """Without headings: names first, and whatever looks like a year is the year."""
    filled = [cell for cell in cells if cell]
    behind = filled[1:] if cells[0] else filled
    year = next((cell for cell in reversed(behind) if _is_year(cell)), "")
    if year:
        filled.reverse()
        filled.remove(year)
        filled.reverse()
    first, last, group = (*filled[:3], "", "", "")[:3]
    return {"first": first, "last": last, "year": year, "group": group}


def doubled(lines: Iterable[Line]) -> tuple[tuple[Line, ...], ...]:
    """Lines that say the same name, year and class, together."""
    alike: dict[tuple[str, str, str, str], list[Line]] = {}
    for line in lines:
        key = (line.first_name.casefold(), line.initial.casefold(), line.year_group, line.group.casefold())
        alike.setdefault(key, []).append(line)
    return tuple(tuple(each) for each in alike.values() if len(each) > 1)


def as_rows(lines: Sequence[Line], codes: Mapping[int, str] | None = None) -> list[PupilRow]:
    """Rows for the school's own list. ``codes`` by line number: the code of a child who shares name and year."""
    known = codes or {}
    return [
        PupilRow(
            first_name=line.first_name,
            initial=line.initial,
            year_group=line.year_group,
            group=line.group,
            local_id=known.get(line.number, ""),
        )
        for line in lines
    ]
