"""Bookings of the demonstration: the conference ahead is full with ten schools and one waits; last year's came.

Guests are schools of the register that are near; names are first names from a list, given out in turn.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Sequence
from itertools import cycle

from bothways.activities.demonstration.events import Made
from bothways.activities.models import (
    Activity,
    Adult,
    Booking,
    BookingEvent,
    BookingState,
    Participant,
    PoolKind,
    TakingPart,
)
from bothways.core import clock
from bothways.core.ids import random_id
from bothways.rules.pupils import forget_on, names_until
from bothways.schools.models import AdultRule, Pupil, School
from bothways.schools.queries.pupils import index_of

# fmt: off
NAMES = (
    "Ada", "Amir", "Anya", "Aoife", "Asha", "Ben", "Bilal", "Bryony", "Callum", "Chloe", "Cian", "Dara", "Dev", "Ebony",
    "Eli", "Elsie", "Ewan", "Farah", "Finn", "Freya", "Gabriel", "Grace", "Hana", "Harvey", "Ibrahim", "Imogen", "Isla",
    "Jakub", "Jaya", "Jonah", "Kai", "Keira", "Kofi", "Lena", "Leo", "Lola", "Maja", "Malik", "Maya", "Milo", "Nadia",
    "Nia", "Noah", "Oliwia", "Omar", "Orla", "Otis", "Phoebe", "Priya", "Quinn", "Rafael", "Rhys", "Rosa", "Ruby",
    "Samir", "Seren", "Sofia", "Tariq", "Theo", "Tilly", "Uma", "Victor", "Willow", "Xin", "Yusuf", "Zara", "Zoë",
)
# fmt: on
INITIALS = "ABCDEFGHJKLMNPRSTW"
GUESTS = 6
EACH = 8


def make_bookings(made: Made, today: dt.date) -> None:
    """Places, names and adults, for the events that are there."""
    names = _names()
    at = dt.datetime.combine(today - dt.timedelta(days=9), dt.time(10), clock.LONDON)
    for activity in (made.omec, made.last_year):
        if activity is not None:
            _conference(activity, names, at)
    for activity, each in ((made.singing, 30), (made.technicians, 8)):
        if activity is not None:
            for part in list(_members(activity))[:3]:
                _book(part, each, max(1, each // 12), at)
    if made.omec is not None and made.omec.host is not None:
        AdultRule.objects.create(school=made.omec.host, years="", pupils_per_adult=10)


def _names() -> Iterator[tuple[str, str]]:
    """A first name and a letter, another pair each time for a long while."""
    return zip(cycle(NAMES), cycle(INITIALS), strict=False)


def _members(activity: Activity) -> Iterable[TakingPart]:
    rows = activity.taking_part.filter(is_guest=False, left_at=None).select_related("school", "activity")
    return rows.order_by("school__name")


def _conference(activity: Activity, names: Iterator[tuple[str, str]], at: dt.datetime) -> None:
    """Members and guests bring eight each until it is full; whoever comes after that waits."""
    guests = [_guest(activity, school) for school in _near(activity)]
    for part in (*_members(activity), *guests):
        pool = activity.pools.get(kind=PoolKind.PUPILS)
        if pool.capacity - pool.taken < EACH:
            _wait(part, 6, 4)
            continue
        _name(_book(part, EACH, 2, at), names, activity)


def _near(activity: Activity) -> Sequence[School]:
    """Open schools of the host's council that are not in it: they come as guests."""
    if activity.host is None:
        return ()
    there = activity.taking_part.values("school_id")
    near = School.objects.filter(local_authority=activity.host.local_authority, status=activity.host.status)
    found = near.exclude(pk__in=there).filter(phase__in=["Secondary", "Middle deemed secondary", "All-through"])
    return tuple(found.order_by("name")[: GUESTS + 1])


def _guest(activity: Activity, school: School) -> TakingPart:
    made: TakingPart = activity.taking_part.create(
        school=school, is_guest=True, contact_name="Head of maths", contact_email=f"maths@{school.identifier}.example"
    )
    return made


def _book(part: TakingPart, pupils: int, adults: int, at: dt.datetime) -> Booking:
    """Places that a school has; training for one of its adults while there is some."""
    training = _take(part, PoolKind.TRAINING, 1)
    _take(part, PoolKind.PUPILS, pupils)
    booking = Booking.objects.create(
        taking_part=part, state=BookingState.BOOKED, asked=pupils, least=pupils, places=pupils, adults=adults,
        training=training, asked_at=at, by_name="Maths lead",
    )  # fmt: skip
    BookingEvent.objects.create(
        booking=booking, words=f"Booked {pupils} places.", places=pupils, by_name="Maths lead", at=at
    )
    return booking


def _take(part: TakingPart, kind: str, count: int) -> int:
    """Take places as far as they go. Returns how many."""
    pool = part.activity.pools.filter(kind=kind).first()
    if pool is None or pool.capacity - pool.taken < count:
        return 0
    pool.taken += count
    pool.save(update_fields=["taken"])
    return count


def _wait(part: TakingPart, asked: int, least: int) -> None:
    line = part.activity.taking_part.filter(bookings__state=BookingState.WAITING).count()
    booking = Booking.objects.create(
        taking_part=part, state=BookingState.WAITING, asked=asked, least=least, adults=1, order=line + 1,
        by_name="Maths lead",
    )  # fmt: skip
    BookingEvent.objects.create(booking=booking, words=f"Asked for {asked} places, or {least} at least, and waits.")


def _name(booking: Booking, names: Iterator[tuple[str, str]], activity: Activity) -> None:
    """Pupils of the school's own list who come, and the adults with them."""
    part = booking.taking_part
    known = list(part.school.pupils.filter(year_group__in=["7", "8"], left_on=None)[: booking.places])
    missing = booking.places - len(known)
    pupils = [*known, *(_pupil(part.school, names, spot, activity) for spot in range(missing))]
    until = forget_on(activity.ends_on)
    Participant.objects.bulk_create(
        [
            Participant(booking=booking, pupil=pupil, tag=tag, year_group=pupil.year_group, forget_on=until)
            for tag, pupil in enumerate(pupils, start=1)
        ]
    )
    training = activity.sessions.filter(audience="adults").first() if booking.training else None
    for spot in range(booking.adults):
        Adult.objects.create(
            booking=booking, name="Maths teacher" if spot == 0 else "Teaching assistant",
            post="Maths teacher" if spot == 0 else "Teaching assistant", training=None if spot else training,
            is_first_aider=spot == 1,
        )  # fmt: skip


def _pupil(school: School, names: Iterator[tuple[str, str]], spot: int, activity: Activity) -> Pupil:
    first, initial = next(names)
    alias, letter = next(names)
    made: Pupil = Pupil.objects.create(
        school=school,
        local_id=f"{'78'[spot % 2]}-{random_id()[:8]}",
        first_name=first,
        initial=initial,
        alias=f"{alias} {letter}",
        name_index=index_of(first, initial),
        year_group="78"[spot % 2],
        names_until=names_until(activity.ends_on),
    )
    return made
