"""Who gave what to whom: one activity, a year, one school. Read from timetable, bookings and register, never typed.

The same facts are shown on the event's own page, on My school and in the year's bars, and reports read them too.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from django.db.models import Count, Q

from bothways.activities.models import Activity, ActivityState, Audience, Booking, BookingState, SessionLeader
from bothways.partnerships.models import Answer, Asked, Contribution, Partnership
from bothways.partnerships.queries.gifts import Measured, MeasuredGift
from bothways.rules import terms
from bothways.rules.contributions import HOURS, Came, Facts, Kind, Led, Line, Way, added, lines

ARRIVED = "arrived"
"""Key of ``Activity.totals``: {school id: how many of its pupils came}, written when the register is finished."""

_AS = {
    Kind.VENUE: Contribution.FACILITIES,
    Kind.PREPARING: Contribution.STAFF,
    Kind.LEADING: Contribution.STAFF,
    Kind.SESSIONS: Contribution.STAFF,
    Kind.TRAINING_LED: Contribution.EXPERTISE,
    Kind.PUPILS_LEADING: Contribution.PUPILS,
    Kind.EQUIPMENT: Contribution.EQUIPMENT,
    Kind.TRANSPORT: Contribution.TRANSPORT,
    Kind.MONEY: Contribution.MONEY,
}


def contributions(activity: Activity) -> list[Line]:
    """What each school gave to one activity and got from it; what is planned, until it is done. School is its id."""
    return lines(facts_of([activity])[activity.pk])


def done_in(partnership: Partnership, year: int) -> Sequence[Activity]:
    """The activities of an academic year that took place, by day."""
    span = terms.AcademicYear(year)
    found = partnership.activities.filter(state=ActivityState.DONE, day__range=(span.first, span.last))
    return tuple(found.order_by("day", "pk"))


def of_year(partnership: Partnership, year: int) -> list[Line]:
    """All of a year's as one: by school, way and kind."""
    return added(lines(facts) for facts in facts_of(done_in(partnership, year)).values())


@dataclass(frozen=True)
class SchoolLine:
    """One thing one school gave or got, and at which activity: the record behind a number."""

    activity: Activity
    line: Line


def records_of(school_id: str, year: int) -> list[SchoolLine]:
    """What one school gave and got in a year, over all partnerships, activity by activity, newest first.

    No person is asked for: whoever calls has found the school through somebody's role.
    """
    span = terms.AcademicYear(year)
    took_part = Q(host_id=school_id) | Q(taking_part__school_id=school_id)
    seen = Activity.unscoped.filter(took_part, state=ActivityState.DONE, day__range=(span.first, span.last))
    found = tuple(seen.distinct().order_by("-day", "pk"))
    facts = facts_of(found)
    return [
        SchoolLine(activity, line)
        for activity in found
        for line in lines(facts[activity.pk])
        if line.school == school_id
    ]


def gifts(partnership: Partnership, year: int) -> Measured:
    """For the year's bars: hours given, with the schools that took part; things given, as kinds of 0 hours."""
    found = done_in(partnership, year)
    facts = facts_of(found)
    covered = frozenset(each.proposal_id for each in found if each.proposal_id and facts[each.pk].led)
    made = [
        MeasuredGift(line.school, line.amount if line.kind in HOURS else Fraction(0), _AS[line.kind], _took_part(fact))
        for fact in facts.values()
        for line in lines(fact)
        if line.way is Way.GAVE and line.kind in _AS
    ]
    return Measured(covered, made)


def _took_part(facts: Facts) -> Collection[str]:
    return {each.school for each in facts.came} | {each.school for each in facts.led}


def facts_of(activities: Sequence[Activity]) -> Mapping[str, Facts]:
    """What is known of each activity, in three queries however many they are."""
    if not activities:
        return {}
    ids = [each.pk for each in activities]
    led, came, lent = _led(ids), _came(activities), _lent(activities)
    return {
        each.pk: Facts(each.host_id or "", led.get(each.pk, ()), came.get(each.pk, ()), lent.get(each.proposal_id, ()))
        for each in activities
    }


def _led(ids: Iterable[str]) -> Mapping[str, list[Led]]:
    rows = SessionLeader.unscoped.filter(session__activity_id__in=ids, school__isnull=False).values_list(
        "session__activity_id",
        "school_id",
        "session_id",
        "session__starts_at",
        "session__ends_at",
        "preparing_hours",
        "pupils",
        "session__audience",
    )
    found: dict[str, list[Led]] = defaultdict(list)
    for activity, school, session, begins, ends, preparing, pupils, audience in rows:
        hours = _hours(begins, ends)
        for_adults = audience == Audience.ADULTS
        found[activity].append(Led(school, session, hours, Fraction(preparing), pupils=pupils, for_adults=for_adults))
    return found


def _hours(begins: dt.time, ends: dt.time) -> Fraction:
    minutes = (ends.hour * 60 + ends.minute) - (begins.hour * 60 + begins.minute)
    return Fraction(max(0, minutes), 60)


def _came(activities: Sequence[Activity]) -> Mapping[str, list[Came]]:
    """Who has places, and who was counted at the door where the register was finished."""
    arrived = {each.pk: each.totals.get(ARRIVED) for each in activities}
    rows = (
        Booking.unscoped.filter(taking_part__activity__in=activities)
        .exclude(state=BookingState.WITHDRAWN)
        .annotate(learners=Count("brings", filter=Q(brings__training__isnull=False)))
        .values_list("taking_part__activity_id", "taking_part__school_id", "places", "training", "learners")
    )
    found: dict[str, list[Came]] = defaultdict(list)
    for activity, school, places, training, learners in rows:
        counted = arrived[activity]
        seen = None if counted is None else int(counted.get(school, 0))
        found[activity].append(Came(school, places, seen, max(training, learners)))
    return found


def _lent(activities: Sequence[Activity]) -> Mapping[str | None, list[tuple[str, Kind]]]:
    """Kit, transport and money that schools said they would give when they said yes."""
    proposals = [each.proposal_id for each in activities if each.proposal_id]
    rows = Asked.unscoped.filter(
        proposal_id__in=proposals, answer__in=(Answer.IN, Answer.IN_IF), gives_kind__in=_LENT
    ).values_list("proposal_id", "membership__school_id", "gives_kind")
    found: dict[str | None, list[tuple[str, Kind]]] = defaultdict(list)
    for proposal, school, kind in rows:
        found[proposal].append((school, _LENT[kind]))
    return found


_LENT: Mapping[str, Kind] = {
    Contribution.EQUIPMENT: Kind.EQUIPMENT,
    Contribution.TRANSPORT: Kind.TRANSPORT,
    Contribution.MONEY: Kind.MONEY,
}
