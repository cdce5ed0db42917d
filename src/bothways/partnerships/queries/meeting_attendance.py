"""Who came to the meetings of a year, school by school, and who has missed several in a row."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import QuerySet

from bothways.partnerships.models import Meeting, MeetingState, Partnership
from bothways.partnerships.queries import partnerships
from bothways.rules import meetings as rules

IN_A_ROW = 3


@dataclass(frozen=True)
class SchoolRow:
    """One school: whether it was there, a meeting a cell, None where no register says so."""

    school: str
    present: tuple[bool | None, ...]

    @property
    def came(self) -> int:
        """To how many it came."""
        return sum(each is True for each in self.present)

    @property
    def counted(self) -> int:
        """Of how many the register was taken with it."""
        return sum(each is not None for each in self.present)


@dataclass(frozen=True)
class Year:
    """The meetings that were held, first day first, and each member school by name."""

    meetings: tuple[Meeting, ...]
    rows: tuple[SchoolRow, ...]


def of_year(partnership: Partnership, year: int) -> Year:
    """Three queries, however many schools and meetings."""
    held = tuple(_held(partnership).filter(year=year).order_by("day", "starts_at", "pk"))
    return Year(held, _rows(partnership, held))


def missing(partnership: Partnership) -> Sequence[tuple[str, int]]:
    """Schools that missed the latest three meetings or more, in whatever year, with how many. Three queries."""
    newest = _held(partnership).order_by("-day", "-starts_at", "-pk")[:12]
    held = tuple(reversed(newest))
    counted = ((row.school, rules.missed_in_a_row(row.present)) for row in _rows(partnership, held))
    return [(school, number) for school, number in counted if number >= IN_A_ROW]


def _held(partnership: Partnership) -> QuerySet[Meeting]:
    found: QuerySet[Meeting] = partnership.meetings.filter(state=MeetingState.HELD).prefetch_related("attendance")
    return found


def _rows(partnership: Partnership, held: tuple[Meeting, ...]) -> tuple[SchoolRow, ...]:
    found = {(row.meeting_id, row.membership_id): row.present for each in held for row in each.attendance.all()}
    members = partnerships.members(partnership, guests=False)
    return tuple(
        SchoolRow(str(each.school.name), tuple(found.get((meeting.pk, each.pk)) for meeting in held))
        for each in members
    )
