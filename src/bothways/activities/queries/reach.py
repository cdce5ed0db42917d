"""Who was reached in a year or term, and which schools and year groups had nothing yet.

An attendance is one pupil at one event. Small groups are hidden, with whatever would give them away.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from django.db.models import Count, Q
from django.utils.translation import gettext as _

from bothways.activities.kinds import outcomes
from bothways.activities.models import Activity, ActivityState, Booking, BookingState, Participant
from bothways.activities.queries.giving import ARRIVED, facts_of
from bothways.partnerships.models import MembershipState, Partnership
from bothways.rules import contributions, reach, small_numbers, terms, year_groups
from bothways.schools.models import School

_FEW, _MANY = Decimal(15), Decimal(30)
FAMILIES = "families"
"""Key of ``Activity.totals``: {school id: family members who came}; absent where nobody recorded any."""


@dataclass(frozen=True)
class Coverage:
    """One school's year groups in order, with how many events each took part in."""

    school: School
    years: Mapping[str, int]

    @property
    def without(self) -> Sequence[str]:
        """The years that had nothing."""
        return [year for year, count in self.years.items() if not count]


@dataclass(frozen=True)
class Reached:
    """One school's pupils reached, and how many of other schools it helped to reach; None is hidden."""

    school: School
    pupils: int | None
    outside: int


@dataclass(frozen=True)
class Reach:
    """A stretch of time in numbers. ``by_*`` are (words, attendances or None where hidden)."""

    totals: reach.Totals
    schools: Sequence[Reached]
    by_phase: Sequence[tuple[str, int | None]]
    by_sector: Sequence[tuple[str, int | None]]
    by_year: Sequence[tuple[str, int | None]]
    year_unknown: int
    coverage: Sequence[Coverage]
    outcomes: Sequence[tuple[str, int]]
    by_need: Sequence[tuple[str, int | None]] = ()

    @property
    def gaps(self) -> Sequence[Coverage]:
        """Schools with year groups that had nothing."""
        return [each for each in self.coverage if each.without]


def reached(partnership: Partnership, first: dt.date, last: dt.date) -> Reach:
    """Everything done from ``first`` to ``last``: seven queries however much it was."""
    done = partnership.activities.filter(state=ActivityState.DONE, day__range=(first, last)).order_by("day", "pk")
    activities = tuple(done)
    visits = _visits(activities)
    rows = partnership.memberships.filter(state=MembershipState.YES).select_related("school")
    schools = {each.school_id: each.school for each in rows}
    schools |= {
        each.pk: each for each in School.objects.filter(pk__in={visit.school for visit in visits} - set(schools))
    }
    counted, unknown = reach.by_year(visits)
    return Reach(
        totals=reach.totals(visits),
        schools=_by_school(schools, visits, activities),
        by_phase=_hidden(reach.by(visits, {pk: school.phase for pk, school in schools.items()})),
        by_sector=_hidden(reach.by(visits, {pk: school.get_sector_display() for pk, school in schools.items()})),
        by_year=[
            (in_words(year), count)
            for year, count in small_numbers.shown(
                {year: counted[year] for year in year_groups.in_order(counted)}
            ).cells.items()
        ],
        year_unknown=unknown,
        coverage=_coverage({each.school_id: each.school for each in rows}, visits),
        outcomes=_outcomes(activities, visits),
        by_need=_hidden(reach.by(visits, {pk: _band(school.fsm_percent) for pk, school in schools.items()})),
    )


def by_years(partnership: Partnership, years: Sequence[int]) -> Sequence[tuple[int, reach.Totals]]:
    """Several academic years beside each other, the newest first: three queries however many they are."""
    spans = [terms.AcademicYear(year) for year in sorted(years, reverse=True)]
    if not spans:
        return ()
    done = partnership.activities.filter(state=ActivityState.DONE, day__range=(spans[-1].first, spans[0].last))
    activities = tuple(done.order_by("day", "pk"))
    days = {each.pk: each.day for each in activities}
    visits = _visits(activities)
    return [(span.start, reach.totals(visit for visit in visits if days[visit.activity] in span)) for span in spans]


def _band(percent: Decimal | None) -> str:
    """Disadvantage as the register publishes it of a whole school; nothing of the kind is held of any pupil."""
    if percent is None:
        return ""
    if percent < _FEW:
        return _("Schools where fewer than 15% have free school meals")
    return (
        _("Schools where 15% to 30% have free school meals")
        if percent < _MANY
        else _("Schools where 30% or more have free school meals")
    )


def in_words(year: str) -> str:
    """A year group as it is said."""
    named = {"N": _("Nursery"), "R": _("Reception")}
    return named.get(year) or _("Year %(year)s") % {"year": year}


def _hidden(cells: Mapping[str, int]) -> Sequence[tuple[str, int | None]]:
    named = {words or _("Not known"): count for words, count in sorted(cells.items()) if count}
    return tuple(small_numbers.shown(named).cells.items())


def _by_school(
    schools: Mapping[str, School], visits: Sequence[reach.Visit], activities: Sequence[Activity]
) -> Sequence[Reached]:
    """By name: a list and no league table."""
    own = small_numbers.shown(reach.by(visits, {pk: pk for pk in schools})).cells
    outside: dict[str, int] = defaultdict(int)
    for facts in facts_of(activities).values():
        for school, pupils in contributions.reached_outside(facts).items():
            outside[school] += pupils
    named = sorted(schools.values(), key=lambda school: school.name.casefold())
    return [Reached(each, own.get(each.pk, 0), outside[each.pk]) for each in named]


def _coverage(schools: Mapping[str, School], visits: Sequence[reach.Visit]) -> Sequence[Coverage]:
    """Members' own year groups, from the ages in the register."""
    years = {pk: year_groups.of_ages(each.low_age, each.high_age) for pk, each in schools.items()}
    found = reach.coverage(years, visits)
    named = sorted(schools.values(), key=lambda school: school.name.casefold())
    return [Coverage(each, found[each.pk]) for each in named]


def _outcomes(activities: Sequence[Activity], visits: Sequence[reach.Visit]) -> Sequence[tuple[str, int]]:
    """(what events were for, attendances): outcomes in the order of the list, then problems of the real world."""
    pupils: dict[str, int] = defaultdict(int)
    for visit in visits:
        pupils[visit.activity] += visit.pupils
    for_outcomes = [
        (str(outcome.name), sum(pupils[each.pk] for each in activities if outcome.key in each.outcomes))
        for outcome in outcomes.OUTCOMES
    ]
    return for_outcomes + [
        (str(words), sum(pupils[each.pk] for each in activities if each.problem == key))
        for key, words in outcomes.PROBLEMS.items()
    ]


def _visits(activities: Sequence[Activity]) -> Sequence[reach.Visit]:
    """One for each school at each event: who was counted at the door, or booked where nobody counted."""
    by_id = {each.pk: each for each in activities}
    rows = (
        Booking.unscoped.filter(taking_part__activity__in=activities)
        .exclude(state=BookingState.WITHDRAWN)
        .values_list("pk", "taking_part__activity_id", "taking_part__school_id", "places")
    )
    years = _years_of(activities)
    found = []
    for booking, activity_id, school, places in rows:
        activity = by_id[activity_id]
        visit = reach.Visit(school, activity_id, places, year_groups.from_words(activity.year_groups))
        by_year = {year: count for year, count in years.get(booking, {}).items() if year}
        arrived, families = activity.totals.get(ARRIVED), activity.totals.get(FAMILIES)
        if arrived is not None:
            visit = replace(visit, pupils=int(arrived.get(school, 0)))
        if families is not None:
            visit = replace(visit, families=int(families.get(school, 0)))
        found.append(replace(visit, by_year=by_year if visit.pupils else {}))
    return found


def _years_of(activities: Sequence[Activity]) -> Mapping[str, Mapping[str, int]]:
    """{booking: {year group: pupils}} of those who came by name. A count: no child is read."""
    rows = (
        Participant.unscoped.filter(booking__taking_part__activity__in=activities, withdrawn_at=None)
        .filter(~Q(year_group=""))
        .values_list("booking_id", "year_group")
        .annotate(n=Count("pk"))
    )
    found: dict[str, dict[str, int]] = defaultdict(dict)
    for booking, year, count in rows:
        found[booking][year] = count
    return found
