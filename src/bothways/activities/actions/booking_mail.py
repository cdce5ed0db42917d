"""What a school is written about its places, with the link that answers without an account."""

from __future__ import annotations

from typing import Any

from bothways.activities import links
from bothways.activities.models import Booking, TakingPart
from bothways.activities.queries.booking import contact_of, moment, position
from bothways.core import clock, outbox
from bothways.core.ids import random_id
from bothways.core.words import day

DAYS_AFTER = 2
"""A link ends two days after the event."""


def told(part: TakingPart) -> dict[str, Any]:
    """What every message about places says: the school, the event, the day, the place, the partnership."""
    activity = part.activity
    return {
        "school": part.school.name,
        "event": activity.title,
        "day": day(activity.day),
        "place": activity.place or (activity.host.name if activity.host else ""),
        "partnership": activity.partnership.name,
        "first_name": contact_of(part).first_name or part.school.name,
    }


def numbers(booking: Booking) -> dict[str, Any]:
    """What a message says of one booking."""
    return {
        "places": booking.places,
        "adults": booking.adults,
        "training": booking.training,
        "asked": booking.asked,
        "least": booking.least,
        "offered": booking.offered,
        "until": moment(booking.offer_until) if booking.offer_until else "",
        "position": position(booking) if booking.state == "waiting" else 0,
    }


def days_left(part: TakingPart) -> int:
    """For how many days a link about an event is good."""
    return max(1, (part.activity.ends_on - clock.today()).days + DAYS_AFTER)


def book_link(part: TakingPart, by: Any = None) -> str:
    """A fresh link that books, changes and withdraws for one school."""
    return links.make(links.BOOK, part.pk, days=days_left(part), by=by.pk if by is not None else "")


def tell(kind: str, booking: Booking, **more: Any) -> bool:
    """Write to the school's contact about its booking. Nobody known: nothing is sent, and the page says it all."""
    part = booking.taking_part
    contact = contact_of(part)
    if not contact.email:
        return False
    offered = kind == "booking.offered"
    link = links.make(links.OFFER, booking.pk, days=days_left(part)) if offered else book_link(part)
    context = {**told(part), **numbers(booking), **more, "link": link}
    row = outbox.put(
        kind, to=contact.email, campaign=f"{kind}:{booking.pk}:{random_id()}", about_id=booking.pk, context=context
    )
    return row is not None
