"""Who comes: one row a pupil without names, and one row a school with its numbers. Others stand on these two."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import QuerySet

from bothways.activities import policies
from bothways.activities.models import Activity, Booking, BookingState, Participant, TakingPart
from bothways.activities.queries.booking import bookings_of
from bothways.core import access
from bothways.core.errors import NotFound
from bothways.schools.models import Person, Pupil
from bothways.schools.queries import pupils as lists


@dataclass(frozen=True, slots=True)
class ComingRow:
    """One pupil who comes, without a name. ``labels`` are keys that teams are balanced by."""

    participant_id: str
    school_id: str
    school_name: str
    tag: int
    year_group: str
    labels: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class BookedRow:
    """One school's numbers: what it has, and what it waits for."""

    part_id: str
    booking_id: str
    school_id: str
    school_name: str
    places: int
    adults: int
    training: int
    waiting: int


def coming(activity: Activity) -> tuple[ComingRow, ...]:
    """Everybody who comes by name, by school and then by tag. One query; withdrawn ones are not in it."""
    rows = Participant.unscoped.filter(
        booking__taking_part__activity=activity, booking__state=BookingState.BOOKED, withdrawn_at=None
    )
    found = rows.order_by("booking__taking_part__school__name", "booking__taking_part__school_id", "tag").values_list(
        "pk",
        "booking__taking_part__school_id",
        "booking__taking_part__school__name",
        "tag",
        "year_group",
        "labels",
    )
    return tuple(
        ComingRow(pk, school_id, school, tag, year, tuple(labels))
        for pk, school_id, school, tag, year, labels in found.iterator(chunk_size=2000)
    )


def pupils_of(booking: Booking, *, by: Person) -> QuerySet[Participant]:
    """A school's own pupils at an event, with their names, for that school's people; withdrawn ones too.

    By the booking alone, so that one index finds fifty of ten thousand. Raises NotFound for anybody else's school.
    """
    access.demand(policies.may_see_pupils(by, booking.taking_part.school_id))
    rows: QuerySet[Participant] = booking.participants.select_related("pupil").only(*_OF_LIST)
    return rows


_OF_LIST = (
    "booking_id",
    "tag",
    "year_group",
    "withdrawn_at",
    *(f"pupil__{name}" for name in ("first_name", "initial", "group", "local_id")),
)


def listed(booking: Booking) -> int:
    """How many pupils are listed who come."""
    return booking.participants.filter(withdrawn_at=None).count()


def own_participant(booking: Booking, participant_id: str, *, by: Person) -> Participant:
    """One pupil of one's own school at an event. Raises NotFound."""
    found = pupils_of(booking, by=by).filter(pk=participant_id).first()
    if found is None:
        raise NotFound
    found.booking = booking
    return found


def everyone(activity: Activity, *, by: Person) -> QuerySet[Participant]:
    """Everybody who comes, as rows to put labels on. For whoever may see the event; they hold no name."""
    parts = TakingPart.objects.for_(by).filter(activity=activity)
    found: QuerySet[Participant] = Participant.unscoped.filter(
        booking__taking_part__in=parts, booking__state=BookingState.BOOKED, withdrawn_at=None
    )
    return found.select_related("booking__taking_part__school").only(
        "tag", "year_group", "booking__taking_part__school__name"
    )


def to_choose_from(booking: Booking, *, by: Person, most: int = 1000) -> list[Pupil]:
    """Pupils of the school's own list who are not coming yet, those who came last time first."""
    here = lists.here_today(booking.taking_part.school, by=by).defer("alias", "shielded")
    coming_now = booking.participants.filter(withdrawn_at=None, pupil__isnull=False).values("pupil_id")
    return list(here.exclude(pk__in=coming_now).order_by("-last_used_on", "year_group", "local_id")[:most])


def booked(activity: Activity) -> tuple[BookedRow, ...]:
    """Every school that has places or waits for some, by name. One query."""
    rows = bookings_of(activity).exclude(state=BookingState.WITHDRAWN).select_related("taking_part__school")
    return tuple(
        BookedRow(
            part_id=each.taking_part_id,
            booking_id=each.pk,
            school_id=each.taking_part.school_id,
            school_name=each.taking_part.school.name,
            places=each.places,
            adults=each.adults if each.state == BookingState.BOOKED else 0,
            training=each.training if each.state == BookingState.BOOKED else 0,
            waiting=each.asked if each.state == BookingState.WAITING else 0,
        )
        for each in rows.order_by("taking_part__school__name", "pk")
    )
