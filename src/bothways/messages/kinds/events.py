"""About an event itself: called off, and on again."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from bothways.messages.message import Message

TERMS = {
    "school": "Ferry Bank Primary",
    "partnership": "Halton Science Partnership",
    "title": "Young technicians’ day",
    "when": "Thursday 3 December 2026, 9:30am to 1:45pm",
    "where": "Riverside College, the workshop",
    "first_name": "Robin",
}

MESSAGES: tuple[Message, ...] = (
    Message(
        kind="event.called_off",
        about=_("An event does not take place. Every school that takes part is told once."),
        subject=_("Called off: %(title)s, %(when)s"),
        sample={**TERMS, "reason": "The workshop’s roof is being mended."},
    ),
    Message(
        kind="event.back_on",
        about=_("An event that was called off takes place after all."),
        subject=_("On after all: %(title)s, %(when)s"),
        sample=TERMS,
    ),
)
