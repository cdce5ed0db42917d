"""Makes rows of activities for tests, the shortest way; what people do is tested through the actions."""

from __future__ import annotations

import datetime as dt
import itertools
from typing import Any

from bothways.activities.models import (
    Activity,
    ActivityState,
    Adult,
    Booking,
    BookingState,
    Participant,
    Pool,
    PoolKind,
    Room,
    Session,
    TakingPart,
)
from bothways.core import clock
from bothways.partnerships.models import Partnership
from bothways.schools.models import Pupil, School

_numbers = itertools.count(1)


def make_activity(partnership: Partnership, *owners: School, host: School | None = None, **values: Any) -> Activity:
    """An event three weeks from now, open for booking, with 80 places; the owners take part and own it."""
    day = values.pop("day", clock.today() + dt.timedelta(days=21))
    made = Activity.unscoped.create(
        partnership=partnership,
        host=host or (owners[0] if owners else None),
        day=day,
        **{
            "kind": "conference",
            "title": f"Test event {next(_numbers)}",
            "ends_on": day,
            "starts_at": dt.time(9, 30),
            "ends_at": dt.time(15, 0),
            "state": ActivityState.OPEN,
            "places": 80,
            **values,
        },
    )
    Pool.unscoped.create(activity=made, kind=PoolKind.PUPILS, capacity=made.places)
    for school in owners:
        take_part(made, school, is_owner=True)
    return made


def take_part(activity: Activity, school: School, **values: Any) -> TakingPart:
    """The school takes part, with a contact whom mail reaches."""
    number = next(_numbers)
    values = {"contact_name": f"Contact {number}", "contact_email": f"contact{number}@school.test", **values}
    return TakingPart.unscoped.create(activity=activity, school=school, **values)


def make_booking(part: TakingPart, places: int = 4, **values: Any) -> Booking:
    """Places that the school has; the pool counts them."""
    pool = part.activity.pools.get(kind=PoolKind.PUPILS)
    pool.taken += places
    pool.save()
    values = {"state": BookingState.BOOKED, "asked": places, "adults": 1, **values}
    return Booking.unscoped.create(taking_part=part, places=places, **values)


def make_pupil(school: School, first_name: str = "Ash", **values: Any) -> Pupil:
    """One pupil on the school's own list."""
    number = next(_numbers)
    values = {"local_id": f"T{number}", "initial": "B", "alias": f"Alias{number}", "year_group": "7", **values}
    return Pupil.unscoped.create(school=school, first_name=first_name, **values)


def make_participant(booking: Booking, pupil: Pupil | None = None, **values: Any) -> Participant:
    """One pupil who comes, with the next tag of the booking."""
    school = booking.taking_part.school
    pupil = pupil or make_pupil(school)
    tag = booking.participants.count() + 1
    forget = dt.date(booking.taking_part.activity.ends_on.year + 1, 8, 31)
    values = {"tag": tag, "year_group": pupil.year_group, "forget_on": forget, **values}
    return Participant.unscoped.create(booking=booking, pupil=pupil, **values)


def make_adult(booking: Booking, **values: Any) -> Adult:
    """One adult whom the school brings."""
    return Adult.unscoped.create(booking=booking, **{"name": f"Adult {next(_numbers)}", "post": "Teacher", **values})


def make_session(activity: Activity, **values: Any) -> Session:
    """An hour's seminar at ten."""
    values = {"title": f"Session {next(_numbers)}", "starts_at": dt.time(10), "ends_at": dt.time(11), **values}
    return Session.unscoped.create(activity=activity, day=values.pop("day", activity.day), **values)


def make_room(activity: Activity, **values: Any) -> Room:
    """A room for thirty."""
    return Room.unscoped.create(activity=activity, **{"name": f"Room {next(_numbers)}", "holds": 30, **values})
