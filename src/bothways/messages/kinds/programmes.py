"""About programmes: nominations that are still awaited, places that were given, a reserve that moved up. No child."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from bothways.messages.message import Message

_PROGRAMME = {
    "first_name": "Robin",
    "school": "Old Quay High",
    "programme": "STEM Potential",
    "partnership": "Halton Partnership",
    "link": "/",
}

MESSAGES: tuple[Message, ...] = (
    Message(
        kind="programme.told",
        about=_("The places of a programme are given: how many this school has."),
        subject=_("%(programme)s: places for %(school)s"),
        sample={**_PROGRAMME, "places": 7, "reserve": 1},
        button=_("See who has a place"),
    ),
    Message(
        kind="programme.moved_up",
        about=_("A place has come free, and the next on the reserve list has it."),
        subject=_("%(programme)s: one more place for %(school)s"),
        sample=_PROGRAMME,
        button=_("See who has a place"),
    ),
    Message(
        kind="programme.nominate",
        about=_("A school has put nobody forward and nominations are about to close."),
        subject=_("%(programme)s: %(school)s can put pupils forward until %(closes)s"),
        sample={**_PROGRAMME, "closes": "Friday 27 November"},
        button=_("Put pupils forward"),
    ),
)
