"""One calendar of a partnership, and who may change it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeAlias

from django.utils.translation import gettext as _

from bothways.core.errors import NotFound
from bothways.partnerships import policies
from bothways.partnerships.models import CalendarKind, Membership, MembershipState, Partnership, TermCalendar
from bothways.partnerships.queries.calendars import OfYear, year_calendar
from bothways.rules import calendars as rules
from bothways.rules import terms
from bothways.schools.models import Person

CalendarRow: TypeAlias = TermCalendar


def calendar(partnership: Partnership, calendar_id: str, *, removed: bool = False) -> TermCalendar:
    """One of the partnership's calendars. NotFound otherwise."""
    rows = partnership.calendars.filter(pk=calendar_id, removed_at__isnull=not removed)
    found: TermCalendar | None = rows.select_related("partnership").first()
    if found is None:
        raise NotFound
    return found


def there_already(partnership: Partnership, *, kind: str, name: str, year: int) -> TermCalendar | None:
    """The dates that would be replaced."""
    found: TermCalendar | None = partnership.calendars.filter(kind=kind, name=name, year=year, removed_at=None).first()
    return found


def school_ids(calendar: TermCalendar) -> Sequence[str]:
    """The schools that were ticked."""
    return tuple(calendar.uses.values_list("school_id", flat=True))


def start_from(found: OfYear, *, kind: str, schools: Sequence[str]) -> rules.Kept:
    """What the form shows before anybody has typed: for a school what it keeps now, else the usual half-terms."""
    own = [each.kept for each in found.schools if each.id in schools]
    if kind == CalendarKind.SCHOOL and own:
        return own[0]
    return rules.Kept(terms.usual_half_terms(terms.AcademicYear(found.year)))


def may_change(person: Person, partnership: Partnership, year: int) -> frozenset[str]:
    """The ids of the calendars of a year that somebody may change: all of them, or their own school's."""
    found = year_calendar(partnership, year)
    if policies.may_run(person, partnership):
        return frozenset(each.pk for each in found.calendars)
    own = {each.school_id for each in _own(person, partnership)}
    return frozenset(
        each.pk
        for each in found.calendars
        if each.kind == CalendarKind.SCHOOL and {use.school_id for use in each.uses.all()} <= own
    )


def told_elsewhere(found: OfYear, calendar_id: str = "") -> str:
    """Schools that keep more particular dates than a council's, in a sentence for the form; empty when none do."""
    named = {each.pk: each for each in found.calendars}
    own = [
        school.name
        for school in found.schools
        if school.calendar_id != calendar_id and _is_own(named.get(school.calendar_id))
    ]
    if not own:
        return ""
    return _("A school’s own dates count before its trust’s and its council’s. Own dates: %(names)s.") % {
        "names": ", ".join(own)
    }


def _own(person: Person, partnership: Partnership) -> Sequence[Membership]:
    rows = partnership.memberships.filter(state=MembershipState.YES)
    return tuple(each for each in rows if policies.may_speak_for(person, each))


def _is_own(calendar: TermCalendar | None) -> bool:
    return calendar is not None and calendar.kind == CalendarKind.SCHOOL
