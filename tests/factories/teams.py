"""An event with pupils of many schools, for teams, seminars and tables."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any

from bothways.activities.models import Activity, Booking, BookingState, Participant, Pool
from bothways.partnerships.models import Partnership
from bothways.schools.models import School
from tests.factories.activities import make_activity, make_adult, make_pupil, take_part
from tests.factories.schools import make_school


def send(
    activity: Activity, school: School, pupils: int, *, named: bool = False, adults: int = 0, **part: Any
) -> Booking:
    """One school brings so many pupils of two years, by tag; with names where ``named``."""
    found = activity.taking_part.filter(school=school).first() or take_part(activity, school, **part)
    booking = Booking.unscoped.create(
        taking_part=found, state=BookingState.BOOKED, asked=pupils, places=pupils, adults=adults
    )
    Pool.unscoped.filter(activity=activity, kind="pupils").update(taken=0)
    forget = dt.date(activity.ends_on.year + 1, 8, 31)
    whom = [make_pupil(school, f"Child{tag}") if named else None for tag in range(1, pupils + 1)]
    Participant.unscoped.bulk_create(
        Participant(booking=booking, tag=tag, pupil=pupil, year_group=str(7 + tag % 2), forget_on=forget)
        for tag, pupil in enumerate(whom, start=1)
    )
    for _number in range(adults):
        make_adult(booking)
    return booking


def make_event(partnership: Partnership, owner: School, sizes: Sequence[int], **values: Any) -> Activity:
    """An event of ``owner``, which brings the first number of pupils by name, and of a new school for each other."""
    activity = make_activity(partnership, owner, **{"places": max(sum(sizes), 1), **values})
    send(activity, owner, sizes[0], named=True)
    for number, size in enumerate(sizes[1:], start=1):
        send(activity, make_school(name=f"School {chr(64 + number)}"), size)
    return activity


def ids_of(activity: Activity, school: School) -> list[str]:
    """The participants of one school, by tag."""
    rows = Participant.unscoped.filter(booking__taking_part__activity=activity, booking__taking_part__school=school)
    return list(rows.order_by("tag").values_list("pk", flat=True))
