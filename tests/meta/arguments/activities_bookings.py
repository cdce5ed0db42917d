"""Addresses of places at the cast's event: the giver's school has booked and lists one pupil; one offer stands."""

from __future__ import annotations

from bothways.activities import links
from bothways.activities.models import Booking, Participant, TakingPart
from bothways.schools.models import AdultRule
from tests.factories.activities import make_booking, make_participant
from tests.meta.arguments import Maker
from tests.meta.arguments.activities import event_of
from tests.people import Cast


def part_of(cast: Cast) -> TakingPart:
    """The giver's school at the event."""
    event = event_of(cast)["activity_id"]
    found: TakingPart = TakingPart.unscoped.get(activity_id=event, school=cast.giver_school)
    return found


def booking_of(cast: Cast) -> Booking:
    """Its booking, made once."""
    part = part_of(cast)
    return part.bookings.first() or make_booking(part)


def participant_of(cast: Cast) -> Participant:
    """Its one pupil."""
    booking = booking_of(cast)
    return booking.participants.first() or make_participant(booking)


def own(cast: Cast) -> dict[str, str]:
    """The giver's school's places."""
    part = part_of(cast)
    booking_of(cast)
    return {"activity_id": part.activity_id, "part_id": part.pk}


def pupil(cast: Cast) -> dict[str, str]:
    """One of its pupils."""
    return {**own(cast), "participant_id": participant_of(cast).pk}


def book_token(cast: Cast) -> dict[str, str]:
    """A link that books."""
    return {"token": links.make(links.BOOK, part_of(cast).pk, days=1).rstrip("/").rpartition("/")[2]}


def offer_token(cast: Cast) -> dict[str, str]:
    """A link that answers an offer."""
    return {"token": links.make(links.OFFER, booking_of(cast).pk, days=1).rstrip("/").rpartition("/")[2]}


def rule_of(cast: Cast) -> dict[str, str]:
    """A rule for adults of the giver's school."""
    rule, _new = AdultRule.unscoped.get_or_create(school=cast.giver_school, years="", pupils_per_adult=10)
    return {"rule_id": rule.pk}


ARGUMENTS: dict[str, Maker] = {
    **dict.fromkeys(
        (
            "event_places",
            "event_invite",
            "event_places_change",
            "event_send_invitations",
            "event_draw",
            "event_everyone",
        ),
        event_of,
    ),
    **dict.fromkeys(
        (
            "event_booking",
            "event_keep_places",
            "event_booking_withdraw",
            "event_booking_offer",
            "event_not_coming",
            "event_decide_adults",
            "event_pupils",
            "event_choose_pupils",
            "event_adults",
        ),
        own,
    ),
    "event_pupil": pupil,
    "drop_adult_rule": rule_of,
    "book_by_link": book_token,
    "offer_by_link": offer_token,
}
