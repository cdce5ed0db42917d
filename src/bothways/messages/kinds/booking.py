"""About places at an event: asked, booked, waiting, offered, and the names that are still wanted."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from bothways.messages.message import Message

_EVENT = {
    "first_name": "Robin",
    "school": "Marlpit Lane Primary",
    "event": "Maths conference",
    "day": "Thursday 3 December",
    "place": "Old Quay High",
    "partnership": "Halton Partnership",
}
_LINK = {"link": "/reply/book/sample/"}
_HAS = {**_EVENT, "places": 8, "adults": 2, "training": 1, **_LINK}

MESSAGES: tuple[Message, ...] = (
    Message(
        kind="booking.invited",
        about=_("A school is asked to bring pupils to an event."),
        subject=_("%(event)s: how many pupils would %(school)s bring?"),
        sample={
            **_EVENT,
            "all_places": 80,
            "training_places": 20,
            "guest": True,
            "guests_from": "Monday 9 November",
            "kept": 8,
            "kept_until": "Friday 20 November",
            "names_by": "Friday 27 November",
            "lottery": False,
            "link": "/reply/book/sample/",
        },
        button=_("Book places"),
    ),
    Message(
        kind="booking.booked",
        about=_("A school has places, or has changed how many."),
        subject=_("%(event)s: places for %(school)s are booked"),
        sample=_HAS,
        button=_("See or change the booking"),
    ),
    Message(
        kind="booking.waiting",
        about=_("There were not enough places for a school, so it waits."),
        subject=_("%(event)s: %(school)s is on the waiting list"),
        sample={**_EVENT, "asked": 8, "least": 4, "position": 2, **_LINK},
        button=_("See where you stand"),
    ),
    Message(
        kind="booking.offered",
        about=_("Places have come free for a school that waits, and are held until it answers."),
        subject=_("%(event)s: places are held for %(school)s. Do you take them?"),
        sample={
            **_EVENT,
            "asked": 8,
            "offered": 5,
            "until": "Tuesday 24 November, 17:00",
            "link": "/reply/offer/sample/",
        },
        button=_("Answer the offer"),
    ),
    Message(
        kind="booking.lapsed",
        about=_("A school did not answer an offer of places in time."),
        subject=_("%(event)s: the places held for %(school)s went to the next school"),
        sample={**_EVENT, "offered": 5, "until": "Tuesday 24 November, 17:00", **_LINK},
        button=_("Ask for places again"),
    ),
    Message(
        kind="booking.promoted",
        about=_("A school has taken places that were offered to it."),
        subject=_("%(event)s: %(school)s has places now"),
        sample={**_HAS, "places": 5},
        button=_("See or change the booking"),
    ),
    Message(
        kind="booking.nudge",
        about=_("A school has not said whether it brings pupils."),
        subject=_("%(event)s: still time for %(school)s to book"),
        sample={**_EVENT, "free": 12, "link": "/reply/book/sample/"},
        button=_("Book places"),
    ),
    Message(
        kind="booking.names",
        about=_("The names of a school’s pupils are wanted by a day."),
        subject=_("%(event)s: who comes from %(school)s?"),
        sample={**_EVENT, "names_by": "Friday 27 November", "link": "/events/"},
        button=_("List who comes"),
    ),
)
