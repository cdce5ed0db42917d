"""After an event: thanks to every school that gave something."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from bothways.messages.message import Message

MESSAGES: tuple[Message, ...] = (
    Message(
        kind="afterwards.thanks",
        about=_("Thanks to a school for what it gave to an event, with what came of it."),
        subject=_("Thank you, %(school)s: %(event)s"),
        sample={
            "first_name": "Robin",
            "school": "Old Quay High",
            "event": "Maths conference",
            "day": "Thursday 3 December",
            "gave": "the place for it, 2 hours of leading and kit",
            "reached": 72,
            "words": "The circus was the talk of the coach home.",
        },
    ),
)
