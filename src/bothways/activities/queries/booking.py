"""Places of one event as pages and messages tell them: per school, one school's own, and its spot in the line."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Q, QuerySet, prefetch_related_objects
from django.utils.translation import gettext as _

from bothways.activities.models import (
    Activity,
    ActivityState,
    Booking,
    BookingEvent,
    BookingState,
    Pool,
    PoolKind,
    TakingPart,
)
from bothways.activities.queries.activities import ahead
from bothways.core import clock, words
from bothways.core.errors import NotFound
from bothways.partnerships.models import Membership, Partnership
from bothways.partnerships.queries import belonging

RUNNING = (ActivityState.OPEN, ActivityState.CLOSED)
STANDING = (BookingState.BOOKED, BookingState.OFFERED, BookingState.WAITING)


@dataclass(frozen=True)
class Contact:
    """Whom to write to about one school's places. ``first_name`` may be empty."""

    name: str
    email: str

    @property
    def first_name(self) -> str:
        """What a letter begins with."""
        return self.name.split(" ")[0] if self.name else ""


@dataclass(frozen=True)
class SchoolRow:
    """One school's line in the table of places. ``booking`` is None while it has not booked."""

    part: TakingPart
    booking: Booking | None
    names: int

    @property
    def state(self) -> str:
        """Where it stands, as a key: booked, offered, waiting, not_coming, asked."""
        if self.booking is not None:
            return str(self.booking.state)
        return "not_coming" if self.part.left_at else "asked"


@dataclass(frozen=True)
class Totals:
    """What stands for the whole event."""

    capacity: int
    taken: int
    schools: int
    adults: int
    waiting: int
    training: int
    training_capacity: int
    names: int
    booked: int

    @property
    def free(self) -> int:
        """Places that nobody has."""
        return max(0, self.capacity - self.taken)


def moment(value: dt.datetime) -> str:
    """Thursday 3 December, 17:00."""
    return f"{words.day(value)}, {value.astimezone(clock.LONDON):%H:%M}"


def bookings_of(activity: Activity) -> QuerySet[Booking]:
    """Every booking of an event, withdrawn ones too."""
    found: QuerySet[Booking] = Booking.unscoped.filter(taking_part__activity=activity)
    return found


def fresh(activity: Activity) -> Activity:
    """The event as it stands now, with what its letters say."""
    found: Activity = Activity.unscoped.select_related("partnership", "host").get(pk=activity.pk)
    return found


def locked_pools(activity: Activity) -> list[Pool]:
    """The event's pools, held against everybody else until the transaction ends; always in the same order."""
    return list(Pool.unscoped.filter(activity_id=activity.pk).select_for_update().order_by("kind"))


def by_key(key: str) -> Booking | None:
    """The booking that a press made."""
    found: Booking | None = Booking.unscoped.filter(key=key).first() if key else None
    return found


def locked(booking: Booking) -> Booking:
    """The booking as it is now, held until the transaction ends. Raises NotFound."""
    rows = Booking.unscoped.select_for_update(of=("self",)).filter(pk=booking.pk)
    found: Booking | None = rows.select_related(*_WITH).first()
    if found is None:
        raise NotFound
    return found


def to_keep(now: dt.datetime) -> QuerySet[Activity]:
    """Events at which schools wait, or at which an offer's time is over."""
    waiting = Q(state=BookingState.WAITING) | Q(state=BookingState.OFFERED, offer_until__lte=now)
    rows = Booking.unscoped.filter(waiting, taking_part__activity__state__in=RUNNING)
    found: QuerySet[Activity] = Activity.unscoped.filter(pk__in=rows.values("taking_part__activity"))
    return found


def booking_of(part: TakingPart) -> Booking | None:
    """What a school has or waits for, if anything."""
    found: Booking | None = part.bookings.exclude(state=BookingState.WITHDRAWN).first()
    return found


def last_booking_of(part: TakingPart) -> Booking | None:
    """The same, or the booking that it withdrew last."""
    withdrawn: Booking | None = part.bookings.order_by("-asked_at").first()
    return booking_of(part) or withdrawn


def history(booking: Booking) -> QuerySet[BookingEvent]:
    """What happened to it, newest first."""
    return booking.events.order_by("-at")


@dataclass(frozen=True)
class Told:
    """One line of a booking's history as a page shows it."""

    when: str
    words: str
    by_name: str


def told_history(booking: Booking) -> list[Told]:
    """The same in words."""
    return [Told(moment(each.at), each.words, each.by_name) for each in history(booking)]


def part_behind_link(part_id: str) -> TakingPart:
    """The school at the event that a link is about. Raises NotFound."""
    found: TakingPart | None = (
        TakingPart.unscoped.filter(pk=part_id)
        .select_related("activity__host", "activity__partnership", "school")
        .first()
    )
    if found is None:
        raise NotFound
    return found


def booking_behind_link(booking_id: str) -> Booking:
    """The booking that a link is about. Raises NotFound."""
    found: Booking | None = Booking.unscoped.filter(pk=booking_id).select_related(*_WITH).first()
    if found is None:
        raise NotFound
    return found


_WITH = ("taking_part__activity__host", "taking_part__activity__partnership", "taking_part__school")


def part_at(activity: Activity, part_id: str) -> TakingPart:
    """One school at an event that has come through the door. Raises NotFound."""
    found: TakingPart | None = activity.taking_part.filter(pk=part_id).select_related("school").first()
    if found is None:
        raise NotFound
    found.activity = activity
    return found


def contact_of(part: TakingPart) -> Contact:
    """Whom to write to: the contact that was typed, else the lead of its membership, else nobody."""
    if part.contact_email:
        return Contact(part.contact_name, part.contact_email)
    member = Membership.unscoped.filter(partnership_id=part.activity.partnership_id, school_id=part.school_id).first()
    lead = belonging.leads(part.activity.partnership).get(member.pk) if member else None
    return Contact(lead.first_name, lead.email) if lead else Contact(part.contact_name, "")


def position(booking: Booking) -> int:
    """Where a booking that waits stands in the line, from 1."""
    line = bookings_of(booking.taking_part.activity).filter(state=BookingState.WAITING)
    ahead = Q(order__lt=booking.order) | Q(order=booking.order, asked_at__lt=booking.asked_at)
    return line.filter(ahead).count() + 1


def why_waiting(activity: Activity, booking: Booking) -> str:
    """Why it waits, in words."""
    if activity.lottery_seed and activity.drawn_at is None:
        return _(
            "Places are drawn by lot when booking closes, so nobody has any yet. The order of asking plays no part."
        )
    part = booking.taking_part
    if part.is_guest and activity.guests_from and activity.guests_from > clock.today():
        said = _("Guest schools get places from %(day)s. You stand in line for then.")
        return said % {"day": words.day(activity.guests_from)}
    said = _("There were not %(asked)s places free when you asked, and you would not come with fewer than %(least)s.")
    return said % {"asked": booking.asked, "least": booking.least}


def rows(activity: Activity, parts: Sequence[TakingPart]) -> tuple[SchoolRow, ...]:
    """One row a school, in the order of the parts. Two queries."""
    standing = _counted(bookings_of(activity))
    return tuple(_row(part, standing.get(part.pk)) for part in parts)


def _counted(found: QuerySet[Booking]) -> dict[str, Any]:
    """Standing bookings by their school's row, each with how many names are in."""
    names = Count("participants", filter=Q(participants__withdrawn_at=None))
    return {each.taking_part_id: each for each in found.filter(state__in=STANDING).annotate(names=names)}


def _row(part: TakingPart, booking: Any) -> SchoolRow:
    return SchoolRow(part, booking, booking.names if booking is not None else 0)


def open_events(partnership: Partnership, today: dt.date) -> Sequence[Activity]:
    """Its events to come whose places are given out, with their pools; no query beside the page's own for none."""
    found = [each for each in ahead(partnership, today) if each.state in RUNNING and each.day >= today]
    if found:
        prefetch_related_objects(found, "pools")
    return found


def rows_of(events: Sequence[Activity]) -> tuple[SchoolRow, ...]:
    """The rows of several events at once, schools by name. Two queries."""
    parts = TakingPart.unscoped.filter(activity__in=events).select_related("school").order_by("school__name")
    standing = _counted(Booking.unscoped.filter(taking_part__activity__in=events))
    return tuple(_row(part, standing.get(part.pk)) for part in parts)


def totals(activity: Activity, table: Sequence[SchoolRow]) -> Totals:
    """The sums of a table. One query."""
    pools = {pool.kind: pool for pool in activity.pools.all()}
    pupils, training = pools.get(PoolKind.PUPILS), pools.get(PoolKind.TRAINING)
    booked = [row for row in table if row.state == "booked" and row.booking]
    return Totals(
        capacity=pupils.capacity if pupils else activity.places,
        taken=pupils.taken if pupils else 0,
        schools=len(booked),
        adults=sum(row.booking.adults for row in booked if row.booking),
        waiting=sum(row.booking.asked for row in table if row.booking and row.state == "waiting"),
        training=training.taken if training else 0,
        training_capacity=training.capacity if training else activity.training_places,
        names=sum(row.names for row in booked),
        booked=sum(row.booking.places for row in booked if row.booking),
    )
