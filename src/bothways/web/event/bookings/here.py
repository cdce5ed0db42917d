"""One school's places at the event whose pages are open."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest

from bothways.activities import policies
from bothways.activities.queries import adults, booking
from bothways.core import access
from bothways.core.errors import NotFound
from bothways.core.ids import random_id
from bothways.web.event.here import Here, event_here


@dataclass(frozen=True)
class Own:
    """The event, one's own school at it, and its booking if there is one."""

    here: Here
    part: Any
    booking: Any

    def shown(self) -> dict[str, Any]:
        """What every page of one school's places shows."""
        waits = self.booking is not None and self.booking.state == "waiting"
        return {
            "part": self.part,
            "booking": self.booking,
            "position": booking.position(self.booking) if waits else 0,
            "until": booking.moment(self.booking.offer_until) if waits_for_answer(self.booking) else "",
            "why": booking.why_waiting(self.here.activity, self.booking) if waits else "",
        }


def waits_for_answer(found: Any) -> bool:
    """Whether places are held for it."""
    return found is not None and found.state == "offered"


def own_here(request: HttpRequest, activity_id: str, part_id: str) -> Own:
    """One's own school at an event. NotFound where the event is not to be seen, Refused for another school."""
    here = event_here(request, activity_id)
    part = booking.part_at(here.activity, part_id)
    access.demand(policies.may_book(here.person, part))
    return Own(here, part, _with(part, booking.booking_of(part)))


def pupils_here(request: HttpRequest, activity_id: str, part_id: str) -> Own:
    """The same for pages that show its pupils. NotFound while it has no places, or where pupils are only counted."""
    own = own_here(request, activity_id, part_id)
    access.demand(policies.may_see_pupils(own.here.person, own.part.school_id))
    if own.booking is None or own.booking.state != "booked":
        raise NotFound
    return own


def _with(part: Any, found: Any) -> Any:
    if found is not None:
        found.taking_part = part
    return found


def first_numbers(found: Any) -> dict[str, Any]:
    """What the form for places begins with: a fresh key and one adult, or what stands."""
    if found is None:
        return {"key": random_id(), "adults": 1}
    pupils = found.places if found.state == "booked" else found.asked
    least = found.least if 0 < found.least < pupils else None
    return {"pupils": pupils, "adults": found.adults, "training": found.training or None, "least": least}


def warning(own: Own) -> Any:
    """What the school's own rule for adults says, if it asks for more."""
    return adults.warned(own.booking, by=own.here.person) if own.booking is not None else None


def posted(request: HttpRequest) -> Any:
    """What a form takes: what was sent, even if it is nothing; None when the page is only looked at."""
    return request.POST if request.method == "POST" else None
