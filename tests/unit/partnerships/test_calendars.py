"""The partnership's calendar: the overlap, who is closed on a day, and where a day goes next year."""

from __future__ import annotations

import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from bothways.partnerships.models import CalendarUse, DatesKind, Partnership, TermCalendar, TermDates
from bothways.partnerships.models.calendar import CalendarKind
from bothways.partnerships.queries import calendars
from bothways.rules import terms
from bothways.schools.models import School
from tests.factories.partnerships import join, make_partnership
from tests.factories.schools import make_school

pytestmark = pytest.mark.django_db

USUAL = [(each.first, each.last) for each in terms.usual_half_terms(terms.AcademicYear(2026))]


def keep(partnership: Partnership, *schools: School, closures=(), name="Council", **moved: tuple[dt.date, dt.date]):
    """A calendar of 2026/27 that these schools keep: the usual one but for ``half_term_2=(first, last)``."""
    calendar = TermCalendar.unscoped.create(
        partnership=partnership, kind=CalendarKind.COUNCIL, name=name, year=2026, source="typed"
    )
    spans = [moved.get(f"half_term_{index}", span) for index, span in enumerate(USUAL)]
    for first, last in spans:
        TermDates.unscoped.create(calendar=calendar, kind=DatesKind.HALF_TERM, first=first, last=last)
    for first, last, words in closures:
        TermDates.unscoped.create(calendar=calendar, kind=DatesKind.CLOSURE, first=first, last=last, name=words)
    for school in schools:
        CalendarUse.unscoped.create(calendar=calendar, school=school)
    return calendar


def test_without_dates_the_usual_ones_stand() -> None:
    partnership = make_partnership(make_school())
    assert [(each.first, each.last) for each in calendars.half_terms(partnership, 2026)] == USUAL


def test_half_terms_are_those_in_which_every_member_teaches() -> None:
    one, other, guest = make_school(), make_school(), make_school()
    partnership = make_partnership(one, other)
    join(partnership, guest, kind="guest")
    later = (dt.date(2027, 1, 6), dt.date(2027, 2, 12))
    keep(partnership, one, half_term_2=later)
    keep(partnership, guest, name="Far away", half_term_2=(dt.date(2027, 1, 20), dt.date(2027, 2, 12)))
    assert calendars.half_terms(partnership, 2026)[2].first == dt.date(2027, 1, 6)


def test_who_is_closed_and_why() -> None:
    one, other = make_school(name="First School"), make_school(name="Second School")
    partnership = make_partnership(one, other)
    training = dt.date(2026, 11, 27)
    keep(partnership, one, closures=[(training, training, "INSET day")])

    def told(day: dt.date) -> list[tuple[str, str]]:
        return [(each.school, each.why) for each in calendars.closed_on(partnership, day)]

    assert told(training) == [("First School", "INSET day")]
    assert told(dt.date(2026, 11, 26)) == []
    assert told(dt.date(2026, 11, 28)) == [("", "Saturday")]
    assert told(dt.date(2027, 5, 3)) == [("", "Early May bank holiday")]
    assert told(dt.date(2026, 12, 28)) == [("", "Boxing Day (substitute day)")]
    assert told(dt.date(2026, 10, 28)) == [("", "October half-term holiday")]
    assert told(dt.date(2027, 8, 10)) == [("", "Summer holidays")]


def test_scotland_keeps_its_own_bank_holidays() -> None:
    here, there = make_school(name="Here"), make_school(name="There", local_authority="Fife")
    partnership = make_partnership(here, there)
    away = calendars.closed_on(partnership, dt.date(2026, 11, 30))
    assert [(each.school, each.why) for each in away] == [("There", "St Andrew’s Day")]


def test_a_year_of_days_costs_no_more_queries_than_one_day() -> None:
    partnership = make_partnership(*(make_school() for _ in range(16)))
    keep(partnership, *(row.school for row in partnership.memberships.select_related("school")))
    with CaptureQueriesContext(
        connection,
    ) as queries:
        for number in range(250):
            calendars.closed_on(partnership, dt.date(2026, 9, 1) + dt.timedelta(days=number))
        calendars.clear_days(partnership, 2026, 3)
    assert len(queries) == 4


def test_in_the_holidays_the_half_term_that_comes_is_now() -> None:
    partnership = make_partnership(make_school())
    assert calendars.half_term_now(partnership, dt.date(2026, 11, 22)) == (2026, 1)
    assert calendars.half_term_now(partnership, dt.date(2026, 12, 30)) == (2026, 2)
    assert calendars.half_term_now(partnership, dt.date(2027, 8, 1)) == (2027, 0)


def test_next_year_the_same_week_of_the_half_term() -> None:
    partnership = make_partnership(make_school())
    assert calendars.same_week(partnership, dt.date(2025, 11, 6), 2026) == dt.date(2026, 11, 5)
    assert calendars.same_week(partnership, dt.date(2025, 12, 25), 2026) is None
