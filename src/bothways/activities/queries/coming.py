"""Who comes: one row a pupil without names, and one row a school with its numbers. Others stand on these two."""

from __future__ import annotations

from dataclasses import dataclass

from bothways.activities.models import Activity, BookingState, Participant
from bothways.activities.queries.booking import bookings_of


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
